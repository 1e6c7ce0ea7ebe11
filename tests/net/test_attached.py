"""A stream driven by the protocol of another library."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmtplib.errors import SMTPServerDisconnected
from aiosmtplib.protocol import SMTPProtocol

from postroom.net.errors import StreamClosed
from postroom.net.stream import Ending
from postroom.net.tasks import spawn
from tests.net.peers import Pair, for_every_kind

MEGABYTE = 1_000_000


class Recorder(asyncio.Protocol):
    """A protocol that writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.heard = b""
        self.news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._tell("made")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        self.news.set()

    def eof_received(self) -> None:
        self._tell("eof")

    def connection_lost(self, exc: Exception | None) -> None:
        self._tell(f"lost {exc}")

    def pause_writing(self) -> None:
        self._tell("pause")

    def resume_writing(self) -> None:
        self._tell("resume")

    async def hears(self, data: bytes) -> None:
        """Return when so much was heard, and see that it is this."""
        while len(self.heard) < len(data):
            self.news.clear()
            await self.news.wait()
        assert self.heard == data

    async def is_told(self, *words: str) -> None:
        """Return when so much was told, and see that it is this."""
        while len(self.told) < len(words):
            self.news.clear()
            await self.news.wait()
        assert self.told == list(words)

    def _tell(self, word: str) -> None:
        self.told.append(word)
        self.news.set()


def as_it_is(data: bytes) -> bytes:
    return data


class TestDriving:
    @for_every_kind
    async def test_aiosmtplib_speaks_over_a_stream(self, pair: Pair) -> None:
        protocol = SMTPProtocol()
        await pair.server_sends(b"220 ready\r\n")
        pair.stream.attach(protocol, as_it_is)
        assert (await protocol.read_response()).code == 220
        owner: set[asyncio.Task[Any]] = set()
        command = spawn(protocol.execute_command(b"NOOP"), name="NOOP", owner=owner)
        assert await pair.reader.readline() == b"NOOP\r\n"
        await pair.server_sends(b"250 ok\r\n")
        assert (await command).code == 250
        assert pair.said == ["server: 220 ready", "client: NOOP", "server: 250 ok"]

    @for_every_kind
    async def test_what_it_writes_is_recorded_as_it_may_be_shown(self, pair: Pair) -> None:
        transport = pair.stream.attach(Recorder(), lambda data: data.replace(b"hunter22", b"[redacted]"))
        transport.write(memoryview(b"AUTH hunter22\r\n"))
        transport.writelines([b"one", b" two\r\n"])
        assert await pair.reader.readline() == b"AUTH hunter22\r\n"
        assert await pair.reader.readline() == b"one two\r\n"
        assert pair.said == ["client: AUTH [redacted]", "client: one two"]

    @for_every_kind
    async def test_what_arrived_before_is_handed_over(self, pair: Pair) -> None:
        protocol = Recorder()
        await pair.server_sends(b"one\r\n")
        await pair.stream._wait()
        pair.stream.attach(protocol, as_it_is)
        await pair.server_sends(b"two\r\n")
        await protocol.hears(b"one\r\ntwo\r\n")
        assert protocol.told == ["made"]

    @for_every_kind
    async def test_it_is_held_back_when_the_server_does_not_read(self, pair: Pair) -> None:
        protocol = Recorder()
        transport = pair.stream.attach(protocol, lambda _: b"[message]")
        transport.write(bytes(8 * MEGABYTE))
        await protocol.is_told("made", "pause")
        assert transport.get_write_buffer_size() > MEGABYTE
        await pair.reader.readexactly(8 * MEGABYTE)
        await protocol.is_told("made", "pause", "resume")

    @for_every_kind
    async def test_only_one_drives_at_a_time(self, pair: Pair) -> None:
        pair.stream.attach(Recorder(), as_it_is)
        with pytest.raises(RuntimeError):
            pair.stream.attach(Recorder(), as_it_is)
        with pytest.raises(RuntimeError):
            await pair.stream.receive()

    @for_every_kind
    async def test_it_can_hand_the_connection_to_another_protocol(self, pair: Pair) -> None:
        first, second = Recorder(), Recorder()
        transport = pair.stream.attach(first, as_it_is)
        transport.set_protocol(second)
        assert transport.get_protocol() is second
        await pair.server_sends(b"250 ok\r\n")
        await second.hears(b"250 ok\r\n")
        assert first.heard == b""

    @for_every_kind
    async def test_the_transport_says_what_transports_say(self, pair: Pair) -> None:
        transport = pair.stream.attach(Recorder(), as_it_is)
        assert transport.get_extra_info("peername")[0] == "127.0.0.1"
        assert not transport.is_closing()


class TestDetaching:
    @for_every_kind
    async def test_the_stream_is_ours_again(self, pair: Pair) -> None:
        protocol = Recorder()
        transport = pair.stream.attach(protocol, as_it_is)
        pair.stream.detach()
        pair.stream.detach()
        await pair.server_sends(b"220 go\r\n")
        assert await pair.stream.receive() == b"220 go\r\n"
        assert protocol.told == ["made"]
        assert transport.is_closing()

    @for_every_kind
    async def test_the_old_transport_can_neither_write_nor_close(self, pair: Pair) -> None:
        transport = pair.stream.attach(Recorder(), as_it_is)
        pair.stream.detach()
        transport.write(b"NOOP\r\n")
        transport.close()
        transport.abort()
        assert not pair.stream.closed
        assert pair.said == []

    @for_every_kind
    async def test_another_may_follow(self, pair: Pair) -> None:
        pair.stream.attach(Recorder(), as_it_is)
        pair.stream.detach()
        protocol = Recorder()
        pair.stream.attach(protocol, as_it_is)
        await pair.server_sends(b"250 ok\r\n")
        await protocol.hears(b"250 ok\r\n")


class TestTheEnd:
    @for_every_kind
    async def test_it_is_told_that_the_server_left(self, pair: Pair) -> None:
        protocol = Recorder()
        transport = pair.stream.attach(protocol, as_it_is)
        await pair.server_sends(b"421 bye\r\n")
        pair.writer.close()
        await protocol.is_told("made", "eof", "lost None")
        assert protocol.heard == b"421 bye\r\n"
        assert transport.is_closing()
        transport.write(b"NOOP\r\n")
        assert pair.said == ["server: 421 bye"]

    @for_every_kind
    async def test_it_is_told_that_the_connection_was_reset(self, pair: Pair) -> None:
        protocol = Recorder()
        pair.stream.attach(protocol, as_it_is)
        pair.server_resets()
        await protocol.is_told("made", "lost [Errno 104] Connection reset by peer")

    @for_every_kind
    async def test_it_is_told_that_we_closed(self, pair: Pair) -> None:
        protocol = Recorder()
        pair.stream.attach(protocol, as_it_is)
        pair.stream.close()
        await protocol.is_told("made", "lost None")

    @for_every_kind
    async def test_it_may_close_itself(self, pair: Pair) -> None:
        protocol = Recorder()
        transport = pair.stream.attach(protocol, as_it_is)
        transport.close()
        assert protocol.told == ["made"], "it is not told within its own call"
        await protocol.is_told("made", "lost None")
        assert await pair.stream.ended is Ending.CLOSED

    @for_every_kind
    async def test_it_is_told_of_an_end_before_it_came(self, pair: Pair) -> None:
        await pair.server_sends(b"421 bye\r\n")
        pair.writer.close()
        await pair.stream.ended
        protocol = Recorder()
        pair.stream.attach(protocol, as_it_is)
        await protocol.is_told("made", "eof", "lost None")
        assert protocol.heard == b"421 bye\r\n"

    @for_every_kind
    async def test_it_is_told_nothing_once_it_is_detached(self, pair: Pair) -> None:
        protocol = Recorder()
        pair.stream.attach(protocol, as_it_is)
        pair.stream.close()
        pair.stream.detach()
        await asyncio.sleep(0)
        assert protocol.told == ["made"]
        with pytest.raises(StreamClosed):
            pair.stream.attach(protocol, as_it_is)

    @for_every_kind
    async def test_a_command_of_aiosmtplib_ends_with_the_stream(self, pair: Pair) -> None:
        protocol = SMTPProtocol()
        await pair.server_sends(b"220 ready\r\n")
        pair.stream.attach(protocol, as_it_is)
        await protocol.read_response()
        owner: set[asyncio.Task[Any]] = set()
        command = spawn(protocol.execute_command(b"NOOP"), name="NOOP", owner=owner)
        await pair.reader.readline()
        pair.stream.close()
        with pytest.raises(SMTPServerDisconnected):
            await command
