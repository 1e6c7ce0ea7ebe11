"""The header of a message: where it ends, what its fields are, and what remains without blind copies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.header_fields import (
    HeaderField,
    NotAMessage,
    check_beginning,
    fields_of,
    header_fields,
    without_blind_copies,
)


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_fields_are_read_until_the_first_empty_line(end: bytes) -> None:
    message = end.join([b"Subject:  one", b"\ttwo ", b"To : ada@example.com", b"X-Empty:", b"", b"Bcc: body"])
    assert header_fields(message) == (
        HeaderField("subject", b"one\ttwo"),
        HeaderField("to", b"ada@example.com"),
        HeaderField("x-empty", b""),
    )


def test_a_message_may_end_with_its_header() -> None:
    assert header_fields(b"To: ada@example.com") == (HeaderField("to", b"ada@example.com"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "it does not begin with a header"),
        (b"\r\nTo: ada@example.com\r\n", "it does not begin with a header"),
        (b"\x89PNG\x1a\n", r"line 1 is none of a header, which is a name, a colon and a text: \x89PNG\x1a"),
        (b" To: ada@example.com\n", "line 1"),
        (b"To: ada@example.com\nGood day,\n\n", "line 2"),
        (b"x" * 99, "x" * 60 + "..."),
        (b"T\xf6: ada@example.com", "line 1"),
    ],
)
def test_what_is_no_message_is_told_with_its_line(text: bytes, words: str) -> None:
    with pytest.raises(NotAMessage) as told:
        header_fields(text)
    assert words in str(told.value)


def test_a_header_can_be_read_as_far_as_it_is_one() -> None:
    fields = fields_of(b"To: a\nSubject: b\n more\nGood day,\nCc: c\n")
    assert [next(fields), next(fields)] == [HeaderField("to", b"a"), HeaderField("subject", b"b more")]
    with pytest.raises(NotAMessage, match="line 4"):
        next(fields)


def test_the_first_line_alone_can_be_looked_at() -> None:
    check_beginning(b"To: ada@example.com\nGood day,\n")
    for text in (b"", b"\n", b"Good day,\nTo: ada@example.com\n"):
        with pytest.raises(NotAMessage):
            check_beginning(text)


@pytest.mark.parametrize(
    ("message", "without"),
    [
        (b"To: a\r\nBcc: b\r\n\r\nBcc: c\r\n", b"To: a\r\n\r\nBcc: c\r\n"),
        (b"BCC : b,\n\tc,\n d\nTo: a\n\n\x00\xff", b"To: a\n\n\x00\xff"),
        (b"Resent-Bcc: b\rbcc: c\rTo: a\r\rx", b"To: a\r\rx"),
        (b"To: a\r\nBcc: b", b"To: a\r\n"),
        (b"To: a\rBcc: hidden behind a CR\r\nX: y\r\n\r\n", b"To: a\rX: y\r\n\r\n"),
        (b"To: a\nno field\n Bcc: kept\nBcc: b\n\n", b"To: a\nno field\n Bcc: kept\n\n"),
        (b"Bcc: b\nno field\nTo: a\n\n", b"no field\nTo: a\n\n"),
        (b"Bcc-Not: b\n\n", b"Bcc-Not: b\n\n"),
    ],
)
def test_blind_copies_are_left_out(message: bytes, without: bytes) -> None:
    assert without_blind_copies(message) == without


def test_a_message_without_blind_copies_is_not_even_copied() -> None:
    message = b"To: a\r\n\r\n" + b"x" * 1000
    assert without_blind_copies(message) is message


@given(
    st.lists(st.sampled_from([b"To: a", b"X:", b" more", b"Subject: \xff"])),
    st.sampled_from([b"\r\n", b"\n", b"\r"]),
    st.binary(),
    st.data(),
)
def test_nothing_else_is_touched(lines: list[bytes], end: bytes, body: bytes, data: st.DataObject) -> None:
    header = [b"From: b", *lines]
    place = data.draw(st.sampled_from([n for n in range(len(header) + 1) if header[n : n + 1] != [b" more"]]))
    blind = [*header[:place], b"Bcc: secret@example.com,", b"\tother@example.com", *header[place:]]
    rest = end + end + body
    assert without_blind_copies(end.join(blind) + rest) == end.join(header) + rest
