"""The check of what is sent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from postroom.protocol.wire_check import NotWireForm, WireCheck
from tests.protocol.pieces import cut
from tests.protocol.wire import MESSAGES, WIRE_FORMS

ALONE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


def passes(*pieces: bytes) -> bool:
    check = WireCheck()
    try:
        for piece in pieces:
            check.feed(piece)
        check.finish()
    except NotWireForm:
        return False
    return True


@pytest.mark.parametrize("message", [b"", b"a\r\n", b"\r\n", b"a\r\n\r\nb\r\n", b"\0.\xff\r\n"])
def test_lines_that_end_in_crlf_pass(message: bytes) -> None:
    assert passes(message)


@pytest.mark.parametrize(
    "message", [b"\r", b"\n", b"a\nb", b"\n\r", b"\r\r\n", b"\r\n\n", b"\n\r\n\r", b"a\r"]
)
def test_a_cr_or_lf_that_stands_alone_does_not(message: bytes) -> None:
    assert not passes(message)


def test_the_last_line_ends_in_crlf_too() -> None:
    check = WireCheck()
    check.feed(b"a\r\nb")
    with pytest.raises(NotWireForm, match="the last line does not end in CRLF"):
        check.finish()


def test_it_is_found_at_once_and_not_at_the_end() -> None:
    check = WireCheck()
    check.feed(b"a\r")
    with pytest.raises(NotWireForm, match="a CR or LF stands alone"):
        check.feed(b"b")


def test_an_empty_piece_says_nothing() -> None:
    assert passes(b"", b"a\r", b"", b"\n", b"")
    assert not passes(b"a\r", b"", b"b")


@given(cut(MESSAGES))
def test_it_finds_what_there_is_however_it_is_cut(pieces: list[bytes]) -> None:
    message = b"".join(pieces)
    assert passes(*pieces) is (not ALONE.search(message) and message[-1:] in {b"", b"\n"})


@given(cut(WIRE_FORMS))
def test_every_wire_form_passes(pieces: list[bytes]) -> None:
    assert passes(*pieces)
