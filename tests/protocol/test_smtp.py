"""SMTP replies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.reply import ServerReply
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.errors import (
    InjectedPlaintext,
    LineTooLong,
    MalformedReply,
    ProtocolError,
    ReplyTooLong,
)
from postroom.protocol.smtp import EnhancedCode, Reply, ReplyReader, read_ehlo
from tests.protocol.pieces import cut


def parsed(raw: bytes) -> Reply:
    """Read the bytes of one reply."""
    reader = ReplyReader()
    reader.feed(raw)
    reply = reader.next_reply()
    assert reply is not None
    assert reader.leftover == b""
    return reply


@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (b"220 mail.example ESMTP\r\n", Reply(220, None, ("mail.example ESMTP",))),
        (b"250\r\n", Reply(250, None, ("",))),
        (b"250 \r\n", Reply(250, None, ("",))),
        (b"354 go ahead\n", Reply(354, None, ("go ahead",))),
        (b"250-one\r\n250-\r\n250 three\r\n", Reply(250, None, ("one", "", "three"))),
        (b"235 2.7.0 welcome\r\n", Reply(235, EnhancedCode(2, 7, 0), ("welcome",))),
        (b"250 2.0.0\r\n", Reply(250, EnhancedCode(2, 0, 0), ("",))),
        (
            b"535-5.7.8 wrong\r\n535 5.7.8 password\r\n",
            Reply(535, EnhancedCode(5, 7, 8), ("wrong", "password")),
        ),
        (b"550-5.7.1 see\r\n550 http://x\r\n", Reply(550, EnhancedCode(5, 7, 1), ("see", "http://x"))),
        (b"550-5.7.1 see\r\n550 5.7.10 x\r\n", Reply(550, EnhancedCode(5, 7, 1), ("see", "5.7.10 x"))),
        (b"451 5.7.1 grey\r\n", Reply(451, EnhancedCode(5, 7, 1), ("grey",))),
        (b"451 4.7.1 grey\r\n", Reply(451, EnhancedCode(4, 7, 1), ("grey",))),
        (b"550 4.7.1 odd\r\n", Reply(550, EnhancedCode(4, 7, 1), ("odd",))),
        (b"250 4.7.1 odd\r\n", Reply(250, None, ("4.7.1 odd",))),
        (b"571 5.7.1 no\r\n", Reply(571, EnhancedCode(5, 7, 1), ("no",))),
        (b"220 5.1.2 is a version\r\n", Reply(220, None, ("5.1.2 is a version",))),
        (b"334 4.3.2 no such thing\r\n", Reply(334, None, ("4.3.2 no such thing",))),
        (b"550 5.7.1x\r\n", Reply(550, None, ("5.7.1x",))),
        (b"550 5.1000.1 x\r\n", Reply(550, None, ("5.1000.1 x",))),
        ("550 Grüße \x1b[2J".encode() + b"\xff\r\n", Reply(550, None, ("Grüße \\x1b[2J\\xff",))),
    ],
)
def test_a_reply_is_a_code_and_lines(raw: bytes, reply: Reply) -> None:
    assert parsed(raw) == reply


@pytest.mark.parametrize(
    ("raw", "evidence"),
    [
        (b"\r\n", ""),
        (b"25 x\r\n", "25 x"),
        (b"150 x\r\n", "150 x"),
        (b"650 x\r\n", "650 x"),
        (b"2500 x\r\n", "2500 x"),
        (b"250x\r\n", "250x"),
        (b"250\tx\r\n", "250\\tx"),
        (b" 250 x\r\n", " 250 x"),
        ("٢50 x\r\n".encode(), "٢50 x"),
        (b"+OK ready\r\n", "+OK ready"),
        (b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request"),
        (b"250-a\r\n251 b\r\n", "251 b"),
    ],
)
def test_anything_else_is_malformed_and_kept_as_evidence(raw: bytes, evidence: str) -> None:
    with pytest.raises(MalformedReply) as caught:
        parsed(raw)
    assert caught.value.evidence == evidence


def test_a_reply_can_be_told_in_the_form_of_both_protocols() -> None:
    refused = parsed(b"535-5.7.8 wrong\r\n535 5.7.8 password\r\n")
    assert refused.text == "wrong\npassword"
    assert not refused.positive
    assert refused.reply == ServerReply("535", "5.7.8", "wrong\npassword")
    assert parsed(b"354 go ahead\r\n").positive
    assert parsed(b"250 ok\r\n").reply == ServerReply("250", None, "ok")


def test_replies_come_one_by_one_and_the_rest_is_left_over() -> None:
    reader = ReplyReader()
    reader.feed(b"250-one\r\n25")
    assert reader.next_reply() is None
    reader.feed(b"0 two\r\n354 go\n55")
    assert reader.next_reply() == Reply(250, None, ("one", "two"))
    assert reader.next_reply() == Reply(354, None, ("go",))
    assert reader.next_reply() is None
    assert reader.leftover == b"55"
    assert reader.begun
    assert reader.bare_line_feeds == 1


def test_limits() -> None:
    reader = ReplyReader(line_limit=20)
    reader.feed(b"250-" + b"x" * 20)
    with pytest.raises(LineTooLong):
        reader.next_reply()
    reply = b"250-12345678\r\n250 ok\r\n"
    reader = ReplyReader(reply_limit=len(reply))
    reader.feed(reply)
    assert reader.next_reply() is not None
    reader = ReplyReader(reply_limit=len(reply) - 1)
    reader.feed(reply)
    with pytest.raises(ReplyTooLong, match="within 21 octets"):
        reader.next_reply()


def test_the_limit_is_for_each_reply() -> None:
    reader = ReplyReader(reply_limit=16)
    reader.feed(b"250-1\r\n250 2\r\n" * 2)
    assert reader.next_reply() == reader.next_reply() == Reply(250, None, ("1", "2"))


def test_after_a_breach_the_error_stays() -> None:
    reader = ReplyReader()
    reader.feed(b"rubbish\r\n250 ok\r\n")
    for _ in range(2):
        with pytest.raises(MalformedReply, match="rubbish"):
            reader.next_reply()
    before = reader.leftover
    reader.feed(b"more")
    assert reader.leftover == before


@pytest.mark.parametrize("behind", [b"2", b"250 injected\r\n", b"\r"])
def test_plaintext_behind_the_answer_to_starttls_is_an_attack(behind: bytes) -> None:
    reader = ReplyReader()
    reader.feed(b"220 2.0.0 ready\r\n" + behind)
    reader.next_reply()
    with pytest.raises(InjectedPlaintext) as caught:
        reader.refuse_plaintext()
    assert caught.value.evidence.startswith(behind.decode().strip())


def test_half_a_reply_is_plaintext_too() -> None:
    reader = ReplyReader()
    reader.feed(b"220 ready\r\n250-half\r\n")
    assert reader.next_reply() is not None
    assert reader.next_reply() is None
    assert reader.begun
    with pytest.raises(InjectedPlaintext):
        reader.refuse_plaintext()


def test_nothing_behind_it_is_as_it_should_be() -> None:
    reader = ReplyReader()
    reader.feed(b"220 ready\r\n")
    reader.next_reply()
    reader.refuse_plaintext()
    assert reader.leftover == b""
    assert not reader.begun


def test_ehlo_names_the_host_and_the_extensions() -> None:
    lines = b"mail.example greets ada", b"PIPELINING", b"SIZE 1000", b" ", b"AUTH PLAIN", b"AUTH=LOGIN"
    answer = parsed(b"".join(b"250-%b\r\n" % line for line in lines) + b"250 8BITMIME\r\n")
    offered = read_ehlo(answer)
    assert offered == SmtpCapabilities(
        ("PIPELINING", "SIZE 1000", "AUTH PLAIN", "AUTH=LOGIN", "8BITMIME"), "mail.example"
    )
    assert offered.mechanisms == ("PLAIN", "LOGIN")


def test_a_server_without_extensions_names_itself_only() -> None:
    assert read_ehlo(parsed(b"250 mail.example\r\n")) == SmtpCapabilities((), "mail.example")


STREAMS = st.binary(max_size=300) | st.lists(
    st.sampled_from(
        [b"250", b"251", b"-", b" ", b"\r\n", b"\n", b"5.7.1", b"x" * 30, b"\xff\0", b"550 5.7.1 no\r\n"]
    ),
    max_size=40,
).map(b"".join)


def outcome(pieces: list[bytes]) -> list[object]:
    """Give the replies of a stream, the last perhaps the kind of error that ended it."""
    reader = ReplyReader(line_limit=64, reply_limit=128)
    replies: list[object] = []
    for piece in pieces:
        reader.feed(piece)
        try:
            while (reply := reader.next_reply()) is not None:
                replies.append(reply)
        except ProtocolError as error:
            return [*replies, type(error)]
    return replies


@given(cut(STREAMS))
def test_any_bytes_make_replies_or_named_errors_however_they_are_cut(pieces: list[bytes]) -> None:
    assert outcome(pieces) == outcome([b"".join(pieces)])


@given(cut(STREAMS))
def test_every_reply_can_be_shown(pieces: list[bytes]) -> None:
    for reply in outcome(pieces):
        if isinstance(reply, Reply):
            assert all(line.isprintable() for line in reply.lines)


@pytest.mark.parametrize(
    "lines",
    [["250"], ["250 2.1.0 Ok"], ["250-mail.example", "250 SIZE 5"], ["550-5.7.1 no", "550 5.7.1 never"]],
)
def test_a_reply_is_written_as_it_came(lines: list[str]) -> None:
    assert parsed("".join(line + "\r\n" for line in lines).encode()).written == tuple(lines)
