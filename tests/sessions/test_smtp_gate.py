"""The gate lets whole, well-formed, expected replies pass, and nothing else."""

from __future__ import annotations

import asyncio

import pytest

from postroom.model.diagnosis import Seen
from postroom.protocol.errors import InjectedPlaintext, MalformedReply, ReplyTooLong, UnsolicitedReply
from postroom.sessions.faults import Stopped
from postroom.sessions.smtp_gate import LINE_LIMIT, ReplyGate


def make(*, expecting: bool = True) -> ReplyGate:
    gate = ReplyGate(lambda data: None, expecting=expecting)
    gate.connection_made(asyncio.Transport())
    return gate


async def test_a_reply_in_pieces_passes_when_it_is_whole() -> None:
    gate = make()
    passed = []
    for piece in (b"220-one\r\n22", b"0 two\r\n"):
        gate.data_received(piece)
        passed.append(gate.reply is not None)
    assert passed == [False, True]
    response = await gate.inner.read_response()
    assert (response.code, response.message) == (220, "one\ntwo")


async def test_the_longest_line_passes_aiosmtplib_too() -> None:
    gate = make()
    gate.data_received(b"220 " + b"\xff" * (LINE_LIMIT - 6) + b"\r\n")
    assert (await gate.inner.read_response()).message == "\\xff" * (LINE_LIMIT - 6)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"20 short\r\n", MalformedReply),
        (b"220-one\r\n221 two\r\n", MalformedReply),
        (b"220-one\r\n" * 2000, ReplyTooLong),
        (b"220 yes\r\n250 no\r\n", UnsolicitedReply),
    ],
)
async def test_what_breaks_the_protocol_ends_the_session(data: bytes, error: type[Exception]) -> None:
    gate = make()
    gate.data_received(data)
    assert isinstance(gate.failure, error)
    assert gate.broken.is_set()
    with pytest.raises(error):
        gate.expect()


async def test_a_farewell_unasked_is_the_servers_end() -> None:
    gate = make(expecting=False)
    gate.data_received(b"421 4.3.2 bye\r\n")
    with pytest.raises(Stopped) as caught:
        gate.expect()
    assert caught.value.seen is Seen.DROPPED
    assert str(caught.value.reply) == "421 4.3.2 bye"


async def test_half_a_line_unasked_is_found_before_the_next_command() -> None:
    gate = make(expecting=False)
    gate.data_received(b"250 half")
    with pytest.raises(UnsolicitedReply):
        gate.expect()


async def test_the_first_failure_stands() -> None:
    gate = make(expecting=False)
    gate.connection_lost(ConnectionResetError("first"))
    gate.connection_lost(None)
    gate.data_received(b"421 bye\r\n")
    assert isinstance(gate.failure, ConnectionResetError)


@pytest.mark.parametrize("surplus", [b"250 more\r\n", b"half", b"220-begun\r\n", b"junk\r\n"])
async def test_plaintext_behind_starttls_is_refused(surplus: bytes) -> None:
    gate = make()
    gate.data_received(b"220 go\r\n" + surplus)
    with pytest.raises(InjectedPlaintext):
        gate.refuse_plaintext()


async def test_nothing_behind_starttls_is_fine() -> None:
    gate = make()
    gate.data_received(b"220 go\n")
    gate.refuse_plaintext()
    assert gate.bare_line_feeds == 1


async def test_aiosmtplib_is_told_when_to_hold_back() -> None:
    gate = make()
    gate.pause_writing()
    drained = asyncio.ensure_future(gate.inner._drain_helper())  # noqa: TID251
    await asyncio.sleep(0)
    assert not drained.done()
    gate.resume_writing()
    await drained
