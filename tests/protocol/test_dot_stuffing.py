"""Dot-stuffing: whatever is given arrives, and nothing in it ends the message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.protocol.dot_stuffing import DotStuffer
from tests.protocol.pieces import cut
from tests.protocol.wire import MESSAGES, WIRE_FORMS, received


def sent(*pieces: bytes) -> bytes:
    stuffer = DotStuffer()
    return b"".join(stuffer.feed(piece) for piece in pieces) + stuffer.finish()


@pytest.mark.parametrize(
    ("message", "stream"),
    [
        (b"", b".\r\n"),
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"\r\n", b"\r\n.\r\n"),
        (b".\r\n", b"..\r\n.\r\n"),
        (b"..\r\n", b"...\r\n.\r\n"),
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n.\r\n"),
        (b".a\r\n.b\r\n", b"..a\r\n..b\r\n.\r\n"),
        (b".\r\n.\r\n.\r\n", b"..\r\n..\r\n..\r\n.\r\n"),
        (b"a.\r\nb.c\r\n", b"a.\r\nb.c\r\n.\r\n"),
        (b"a\n.\nb\r.\r\r\n", b"a\n.\nb\r.\r\r\n.\r\n"),
        (b"a\r", b"a\r\r\n.\r\n"),
    ],
)
def test_a_dot_stands_before_a_dot_that_begins_a_line(message: bytes, stream: bytes) -> None:
    assert sent(message) == stream
    assert sent(*(message[i : i + 1] for i in range(len(message)))) == stream


def test_a_message_without_such_a_line_is_not_copied() -> None:
    message = b"a.b\r\nc\r\n" * 1000
    assert DotStuffer().feed(message) is message


@given(cut(MESSAGES))
def test_how_a_message_is_cut_changes_nothing(pieces: list[bytes]) -> None:
    assert sent(*pieces) == sent(b"".join(pieces))


@given(cut(MESSAGES), st.binary(max_size=20))
def test_every_message_arrives_and_ends_where_it_ends(pieces: list[bytes], behind: bytes) -> None:
    message = b"".join(pieces)
    ended = message if message.endswith(b"\r\n") or not message else message + b"\r\n"
    assert received(sent(*pieces) + behind) == (ended, behind)


@given(cut(WIRE_FORMS))
def test_what_is_in_wire_form_arrives_octet_for_octet(pieces: list[bytes]) -> None:
    assert received(sent(*pieces)) == (b"".join(pieces), b"")


@given(cut(MESSAGES))
def test_no_message_holds_the_end_of_the_data(pieces: list[bytes]) -> None:
    stuffer = DotStuffer()
    stuffed = b"\r\n" + b"".join(stuffer.feed(piece) for piece in pieces)
    assert b"\r\n.\r\n" not in stuffed
    assert (stuffed + stuffer.finish()).find(b"\r\n.\r\n") == len(stuffed + stuffer.finish()) - 5
