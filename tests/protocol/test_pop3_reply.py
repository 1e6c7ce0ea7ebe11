"""Single POP3 replies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.reply import ServerReply
from postroom.protocol.errors import MalformedReply, ReplyTooLong
from postroom.protocol.pop3_reply import Listing, find_timestamp, parse_measure, parse_status


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        (b"+OK", ServerReply("+OK", None, "")),
        (b"+OK ", ServerReply("+OK", None, "")),
        (b"+OK  ready\t", ServerReply("+OK", None, "ready\\t")),
        (b"-ERR no such user", ServerReply("-ERR", None, "no such user")),
        (b"+ok ready", ServerReply("+OK", None, "ready")),
        (b"-ERR [IN-USE] busy", ServerReply("-ERR", "IN-USE", "busy")),
        (b"-ERR [in-use]busy", ServerReply("-ERR", "IN-USE", "busy")),
        (b"-ERR [LOGIN-DELAY]", ServerReply("-ERR", "LOGIN-DELAY", "")),
        (b"-ERR [SYS/TEMP] try later", ServerReply("-ERR", "SYS/TEMP", "try later")),
        (b"-ERR [SYS/PERM] ask us", ServerReply("-ERR", "SYS/PERM", "ask us")),
        (b"-ERR [AUTH] wrong password", ServerReply("-ERR", "AUTH", "wrong password")),
        (b"+OK [mail.example] ready", ServerReply("+OK", None, "[mail.example] ready")),
        (b"-ERR [127.0.0.1] no", ServerReply("-ERR", None, "[127.0.0.1] no")),
        (b"-ERR [] no", ServerReply("-ERR", None, "[] no")),
        ("+OK Grüße".encode(), ServerReply("+OK", None, "Grüße")),
        (b"+OK caf\xe9 \x1b[2J\0", ServerReply("+OK", None, "caf\\xe9 \\x1b[2J\\x00")),
    ],
)
def test_a_reply_is_a_status_perhaps_a_code_and_words(line: bytes, reply: ServerReply) -> None:
    assert parse_status(line) == reply


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"OK",
        b"+OKAY",
        b"-ERROR",
        b"ERR",
        b" +OK",
        b"+",
        b"* OK IMAP4rev1",
        b"220 ready",
        b"HTTP/1.1 400 Bad",
        b"\0",
    ],
)
def test_anything_else_is_no_reply_and_is_kept_as_evidence(line: bytes) -> None:
    with pytest.raises(MalformedReply) as caught:
        parse_status(line)
    assert caught.value.evidence == line.decode().replace("\0", "\\x00")


@given(st.binary())
def test_any_line_is_a_reply_or_malformed(line: bytes) -> None:
    try:
        reply = parse_status(line)
    except MalformedReply:
        return
    assert reply.code in {"+OK", "-ERR"}
    assert reply.text.isprintable()


@pytest.mark.parametrize(
    ("text", "measure"),
    [("2 320", (2, 320)), ("0 0", (0, 0)), ("2  320", (2, 320)), ("12 3 and more words", (12, 3))],
)
def test_stat_counts_messages_and_octets(text: str, measure: tuple[int, int]) -> None:
    assert parse_measure(text) == measure


@pytest.mark.parametrize("text", ["", "2", "2 ", "two 320", "-1 3", "2 320x", "\u0663 1", "9" * 5000 + " 1"])
def test_stat_without_numbers_is_malformed(text: str) -> None:
    with pytest.raises(MalformedReply):
        parse_measure(text)


@pytest.mark.parametrize(
    ("line", "timestamp"),
    [
        (b"+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>", "<1896.697170952@dbc.mtview.ca.us>"),
        (b"+OK <a> <b@c> ready", "<b@c>"),
        (b"+OK <<b@c>>", "<b@c>"),
        (b"+OK ready", None),
        (b"+OK <1896.697170952>", None),
        (b"+OK <@host>", None),
        (b"+OK <1896@>", None),
        (b"+OK <1896@a@b>", None),
        (b"+OK <18 96@host>", None),
        (b"+OK <1896\x80\xff@host>", None),
        (b"+OK <1896\0@host>", None),
        (b"+OK 1896@host", None),
    ],
)
def test_only_a_proper_message_id_is_a_timestamp(line: bytes, timestamp: str | None) -> None:
    assert find_timestamp(line) == timestamp


def test_a_listing_ends_with_a_dot_and_halves_doubled_ones() -> None:
    listing = Listing(100)
    assert [listing.add(line) for line in (b"TOP", b"", b"..", b"...x", b".")] == [False] * 4 + [True]
    assert listing.lines == [b"TOP", b"", b".", b"..x"]


def test_a_listing_has_a_limit_that_counts_line_ends() -> None:
    listing = Listing(12)
    assert not listing.add(b"12345678")
    assert not listing.add(b"")
    with pytest.raises(ReplyTooLong, match="within 12 octets"):
        listing.add(b"")
