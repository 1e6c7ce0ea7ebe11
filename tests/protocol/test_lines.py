"""The line splitter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.protocol.errors import LineTooLong
from postroom.protocol.lines import LINE_LIMIT, LineReader
from tests.protocol.pieces import cut


def read(*pieces: bytes, limit: int = LINE_LIMIT) -> tuple[list[bytes | str], LineReader]:
    """Give the lines of a stream, the last one being `too long` where it was, and the reader."""
    reader = LineReader(limit)
    lines: list[bytes | str] = []
    for piece in pieces:
        reader.feed(piece)
        try:
            while (line := reader.next_line()) is not None:
                lines.append(line)
        except LineTooLong:
            return [*lines, "too long"], reader
    return lines, reader


def test_lines_come_without_their_ends() -> None:
    lines, reader = read(b"one\r\ntwo\r\n\r\n")
    assert lines == [b"one", b"two", b""]
    assert reader.bare_line_feeds == 0


def test_a_line_waits_for_its_end() -> None:
    lines, reader = read(b"+O", b"K re", b"ady\r", b"\n+")
    assert lines == [b"+OK ready"]
    assert reader
    assert reader.leftover == b"+"


def test_lines_that_nobody_took_are_left_over() -> None:
    reader = LineReader()
    assert not reader
    reader.feed(b"one\r\ntwo\nthr")
    assert reader
    assert reader.next_line() == b"one"
    assert reader.leftover == b"two\nthr"


def test_a_bare_line_feed_ends_a_line_and_is_counted() -> None:
    lines, reader = read(b"one\ntwo\r\nthree\n")
    assert lines == [b"one", b"two", b"three"]
    assert reader.bare_line_feeds == 2


def test_control_bytes_are_content() -> None:
    assert read(b"\0\x1ba\rb\r\r\n")[0] == [b"\0\x1ba\rb\r"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_limit_counts_the_end(end: bytes) -> None:
    fits = b"x" * (10 - len(end)) + end
    assert read(fits, limit=10)[0] == [fits.rstrip()]
    assert read(b"x" + fits, limit=10)[0] == ["too long"]


def test_a_line_without_end_is_refused_as_soon_as_it_cannot_fit() -> None:
    reader = LineReader(10)
    reader.feed(b"x" * 9)
    assert reader.next_line() is None
    reader.feed(b"x")
    with pytest.raises(LineTooLong, match="within 10 octets"):
        reader.next_line()
    with pytest.raises(LineTooLong):
        reader.next_line()


@given(cut(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"ab", b"abcdefg", b"\0"])).map(b"".join)))
def test_how_a_stream_is_cut_changes_nothing(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    lines, reader = read(*pieces, limit=8)
    again, other = read(whole, limit=8)
    assert lines == again
    assert reader.bare_line_feeds == other.bare_line_feeds


@given(cut(st.binary(max_size=400)))
def test_no_byte_is_lost(pieces: list[bytes]) -> None:
    lines, reader = read(*pieces)
    whole = b"".join(pieces)
    assert lines == [line.removesuffix(b"\r") for line in whole.split(b"\n")[:-1]]
    assert whole.endswith(reader.leftover)
    assert whole.count(b"\n") == len(lines)
