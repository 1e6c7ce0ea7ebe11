"""The wire form: what becomes of line ends, and what is found out on the way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.wire_facts import WireFacts
from postroom.protocol.normalise import LINE_LIMIT, Normaliser, normalise
from postroom.protocol.wire_check import WireCheck
from tests.protocol.pieces import cut
from tests.protocol.wire import MESSAGES, WIRE_FORMS


@pytest.mark.parametrize(
    ("message", "wire_form", "facts"),
    [
        (b"", b"", WireFacts()),
        (b"a\r\n", b"a\r\n", WireFacts(size=3)),
        (b"a\nb\n", b"a\r\nb\r\n", WireFacts(size=6, bare_lf=2)),
        (b"a\rb\r", b"a\r\nb\r\n", WireFacts(size=6, bare_cr=2)),
        (b"a", b"a\r\n", WireFacts(size=3, unended=True)),
        (b"a\r\r\nb\n\r", b"a\r\n\r\nb\r\n\r\n", WireFacts(size=10, bare_cr=2, bare_lf=1)),
        (b"\r\n\n", b"\r\n\r\n", WireFacts(size=4, bare_lf=1)),
        (b"a\0b\0\r\n", b"a\0b\0\r\n", WireFacts(size=6, nuls=2)),
        (b".\r\n..\n", b".\r\n..\r\n", WireFacts(size=7, bare_lf=1)),
    ],
)
def test_every_line_ends_in_crlf_and_every_change_is_known(
    message: bytes, wire_form: bytes, facts: WireFacts
) -> None:
    assert normalise(message) == (wire_form, facts)
    assert in_pieces([message[i : i + 1] for i in range(len(message))]) == (wire_form, facts)


@pytest.mark.parametrize(
    ("message", "eight_bit", "in_header"),
    [
        (b"Subject: a\r\n\r\nb\r\n", False, False),
        ("Subject: ä\r\n\r\nb\r\n".encode(), True, True),
        ("Subject: a\r\n\r\nä\r\n".encode(), True, False),
        ("Subject: a\n\nä\n".encode(), True, False),
        ("\r\nSubject: ä\r\n".encode(), True, False),
        ("Subject: ä".encode(), True, True),
        ("a\r\n \r\nä\r\n".encode(), True, True),
    ],
)
def test_octets_beyond_ascii_are_found_where_they_are(
    message: bytes, *, eight_bit: bool, in_header: bool
) -> None:
    for pieces in ([message], [message[i : i + 1] for i in range(len(message))]):
        facts = in_pieces(pieces)[1]
        assert (facts.eight_bit, facts.eight_bit_header) == (eight_bit, in_header)


@pytest.mark.parametrize("before", [b"", b"\r\n", b"short\r\n" * 150])
@pytest.mark.parametrize(("octets", "long"), [(LINE_LIMIT - 2, False), (LINE_LIMIT - 1, True), (2500, True)])
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"", b"\r\nand another one\r\n"])
def test_a_line_that_is_too_long_is_noticed(before: bytes, octets: int, *, long: bool, end: bytes) -> None:
    message = before + b"x" * octets + end
    for step in (len(message), 1, 7, 999):
        pieces = [message[i : i + step] for i in range(0, len(message), step)]
        assert in_pieces(pieces)[1].long_lines is long


def in_pieces(pieces: list[bytes]) -> tuple[bytes, WireFacts]:
    normaliser = Normaliser()
    wire_form = b"".join(map(normaliser.feed, pieces)) + normaliser.finish()
    return wire_form, normaliser.facts


@given(cut(MESSAGES))
def test_how_a_message_is_cut_changes_nothing(pieces: list[bytes]) -> None:
    assert in_pieces(pieces) == normalise(b"".join(pieces))


@given(MESSAGES)
def test_every_message_gets_a_wire_form_with_the_same_lines(message: bytes) -> None:
    wire_form, facts = normalise(message)
    check = WireCheck()
    check.feed(wire_form)
    check.finish()
    assert wire_form == re.sub(rb"\r\n?|\n", b"\r\n", message) + b"\r\n" * facts.unended
    assert facts.size == len(wire_form)
    assert facts.changed is (wire_form != message)
    assert facts.eight_bit is not wire_form.isascii()


@given(st.lists(st.integers(990, 1010) | st.integers(0, 3000), max_size=8))
def test_long_lines_are_found_among_others(lengths: list[int]) -> None:
    facts = normalise(b"".join(b"x" * length + b"\r\n" for length in lengths))[1]
    assert facts.long_lines is any(length + 2 > LINE_LIMIT for length in lengths)


@given(WIRE_FORMS)
def test_a_wire_form_stays_as_it_is(message: bytes) -> None:
    assert normalise(message)[0] == message
