"""The contract of a stream, which holds in clear, under TLS from the first byte, and after STARTTLS."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from postroom.net.errors import ConnectionLost, StreamClosed
from postroom.net.inbox import INBOX_LIMIT
from postroom.net.stream import CLOSE_SECONDS, Ending, Stream
from postroom.net.tasks import spawn
from postroom.net.transcript import Transcript
from tests.net.peers import DEADLINE, Pair, for_every_kind, stopwatch, stream_to
from tests.support.ca import HOST
from tests.support.leaks import no_leaks
from tests.support.ports import LOOPBACK

MEGABYTE = 1_000_000


@asynccontextmanager
async def receiving(stream: Stream) -> AsyncIterator[asyncio.Task[bytes]]:
    """Let a task wait for bytes."""
    owner: set[asyncio.Task[Any]] = set()
    task = spawn(stream.receive(), name="receive", owner=owner)
    await asyncio.sleep(0)
    yield task
    task.cancel()
    await asyncio.wait([task])


class TestBytes:
    @for_every_kind
    async def test_bytes_go_both_ways(self, pair: Pair) -> None:
        pair.stream.send(b"EHLO x\r\n", b"EHLO x")
        assert await pair.reader.readline() == b"EHLO x\r\n"
        await pair.server_sends(b"250 ok\r\n")
        assert await pair.stream.receive() == b"250 ok\r\n"
        assert pair.said == ["client: EHLO x", "server: 250 ok"]

    @for_every_kind
    async def test_the_transcript_gets_what_may_be_shown(self, pair: Pair) -> None:
        pair.stream.send(b"PASS hunter22\r\n", b"PASS [redacted]")
        assert await pair.reader.readline() == b"PASS hunter22\r\n"
        assert pair.said == ["client: PASS [redacted]"]

    @for_every_kind
    async def test_sending_nothing_is_harmless(self, pair: Pair) -> None:
        pair.stream.send(b"", b"")
        pair.stream.send(b"x\n", b"x")
        assert await pair.reader.readline() == b"x\n"

    @for_every_kind
    async def test_a_large_message_arrives_whole_and_holds_its_sender_back(self, pair: Pair) -> None:
        data = bytes(range(256)) * 20_000
        pair.stream.send(data, b"[message]")
        assert pair.stream.write_buffer_size > 0
        owner: set[asyncio.Task[Any]] = set()
        drained = spawn(pair.stream.drain(), name="drain", owner=owner)
        assert await pair.reader.readexactly(len(data)) == data
        await drained

    @for_every_kind
    async def test_a_server_that_sends_faster_than_we_read_is_held_back(self, pair: Pair) -> None:
        data = b"a message of many lines\r\n" * 100_000
        owner: set[asyncio.Task[Any]] = set()
        sent = spawn(pair.server_sends(data), name="server", owner=owner)
        received = bytearray()
        largest = 0
        while len(received) < len(data):
            part = await pair.stream.receive()
            largest = max(largest, len(part))
            received += part
        await sent
        assert received == data
        assert largest <= INBOX_LIMIT + 512 * 1024

    @for_every_kind
    async def test_what_arrived_can_be_taken_without_waiting(self, pair: Pair) -> None:
        assert pair.stream.take() == b""
        async with receiving(pair.stream) as task:
            await pair.server_sends(b"421 bye\r\n")
            assert await task == b"421 bye\r\n"
        assert pair.stream.take() == b""

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked")
    @for_every_kind
    async def test_answers_are_acknowledged_without_delay(self, pair: Pair) -> None:
        await pair.server_sends(b"220 ready\r\n")
        await pair.stream.receive()
        pair.stream.send(b"NOOP\r\n", b"NOOP")
        sock = pair.stream.get_extra_info("socket")
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK) == 1


class TestReceiving:
    @for_every_kind
    async def test_a_cancelled_receive_loses_nothing(self, pair: Pair) -> None:
        async with receiving(pair.stream) as task:
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await pair.server_sends(b"late\r\n")
        assert await pair.stream.receive() == b"late\r\n"

    @for_every_kind
    async def test_only_one_may_receive_at_a_time(self, pair: Pair) -> None:
        async with receiving(pair.stream):
            with pytest.raises(RuntimeError):
                await pair.stream.receive()

    @for_every_kind
    async def test_tls_starts_once(self, pair: Pair) -> None:
        if pair.stream.tls is not None:
            with pytest.raises(RuntimeError):
                await pair.stream.start_tls(HOST)
            assert pair.stream.closed


class TestServerEnds:
    @for_every_kind
    async def test_in_order_its_last_words_are_received_first(self, pair: Pair) -> None:
        await pair.server_sends(b"+OK bye\r\n")
        pair.writer.close()
        assert await pair.stream.ended is Ending.SERVER
        assert await pair.stream.receive() == b"+OK bye\r\n"
        assert await pair.stream.receive() == b""
        assert await pair.stream.receive() == b""
        assert not pair.stream.closed

    @for_every_kind
    async def test_whoever_waits_learns_it(self, pair: Pair) -> None:
        async with receiving(pair.stream) as task:
            pair.writer.close()
            assert await task == b""

    @for_every_kind
    async def test_nothing_can_be_sent_any_more(self, pair: Pair) -> None:
        pair.writer.close()
        await pair.stream.ended
        with pytest.raises(ConnectionLost):
            pair.stream.send(b"NOOP\r\n", b"NOOP")
        assert pair.said == []

    @for_every_kind
    async def test_a_line_that_it_did_not_end_is_in_the_transcript(self, pair: Pair) -> None:
        await pair.server_sends(b"421 too ma")
        pair.writer.close()
        await pair.stream.ended
        assert pair.said == ["server: 421 too ma [no line end]"]

    @for_every_kind
    async def test_by_a_reset_it_is_told_with_the_systems_words(self, pair: Pair) -> None:
        async with receiving(pair.stream) as task:
            pair.server_resets()
            with pytest.raises(ConnectionLost, match="reset by peer"):
                await task
        assert await pair.stream.ended is Ending.LOST
        with pytest.raises(ConnectionLost):
            await pair.stream.receive()
        with pytest.raises(ConnectionLost, match="reset by peer"):
            pair.stream.send(b"NOOP\r\n", b"NOOP")

    @for_every_kind
    async def test_it_is_noticed_while_we_write_more_than_fits(self, pair: Pair) -> None:
        pair.stream.send(bytes(8 * MEGABYTE), b"[message]")
        pair.server_resets()
        await pair.stream.drain()
        assert await pair.stream.ended is Ending.LOST


class TestClosing:
    @for_every_kind
    async def test_every_later_call_says_that_it_is_closed(self, pair: Pair) -> None:
        pair.stream.close()
        assert pair.stream.closed
        assert await pair.stream.ended is Ending.CLOSED
        with pytest.raises(StreamClosed):
            pair.stream.send(b"", b"")
        with pytest.raises(StreamClosed):
            await pair.stream.drain()
        with pytest.raises(StreamClosed):
            await pair.stream.receive()
        with pytest.raises(StreamClosed):
            await pair.stream.start_tls(HOST)
        with pytest.raises(StreamClosed):
            pair.stream.attach(asyncio.Protocol(), bytes)

    @for_every_kind
    async def test_twice_is_harmless_in_any_order(self, pair: Pair) -> None:
        pair.stream.close()
        pair.stream.close()
        await pair.stream.aclose()
        pair.stream.close()

    @for_every_kind
    async def test_whoever_waits_learns_it(self, pair: Pair) -> None:
        async with receiving(pair.stream) as task:
            pair.stream.close()
            with pytest.raises(StreamClosed):
                await task

    @for_every_kind
    async def test_whoever_waits_for_room_learns_it(self, pair: Pair) -> None:
        pair.stream.send(bytes(8 * MEGABYTE), b"[message]")
        owner: set[asyncio.Task[Any]] = set()
        drained = spawn(pair.stream.drain(), name="drain", owner=owner)
        await asyncio.sleep(0)
        pair.stream.close()
        with pytest.raises(StreamClosed):
            await drained

    @for_every_kind
    async def test_what_arrives_afterwards_is_dropped(self, pair: Pair) -> None:
        await pair.server_sends(b"late\r\n")
        pair.stream.close()
        assert pair.stream.take() == b""
        assert pair.said == []

    @for_every_kind
    async def test_the_server_sees_an_end_in_order(self, pair: Pair) -> None:
        pair.stream.send(b"QUIT\r\n", b"QUIT")
        owner: set[asyncio.Task[Any]] = set()
        closing = spawn(pair.stream.aclose(), name="close", owner=owner)
        assert await pair.reader.read() == b"QUIT\r\n"
        pair.writer.close()
        await closing
        assert await pair.stream.ended is Ending.CLOSED

    @for_every_kind
    async def test_nothing_that_the_server_sent_meanwhile_resets_the_connection(self, pair: Pair) -> None:
        await pair.server_sends(b"* BYE\r\n" * 1000)
        pair.stream.send(b"QUIT\r\n", b"QUIT")
        owner: set[asyncio.Task[Any]] = set()
        closing = spawn(pair.stream.aclose(), name="close", owner=owner)
        assert await pair.reader.readline() == b"QUIT\r\n"
        pair.writer.close()
        await closing

    @for_every_kind
    async def test_a_server_that_does_not_read_cannot_keep_us(self, pair: Pair) -> None:
        pair.stream.send(bytes(8 * MEGABYTE), b"[message]")
        loop = asyncio.get_running_loop()
        began = loop.time()
        await pair.stream.aclose()
        assert CLOSE_SECONDS * 0.9 < loop.time() - began < CLOSE_SECONDS * 2
        assert pair.stream.closed

    @for_every_kind
    async def test_a_cancelled_close_releases_all_the_same(self, pair: Pair) -> None:
        pair.stream.send(bytes(8 * MEGABYTE), b"[message]")
        owner: set[asyncio.Task[Any]] = set()
        closing = spawn(pair.stream.aclose(), name="close", owner=owner)
        await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        assert await pair.stream.ended is Ending.CLOSED
        assert pair.stream.closed

    @for_every_kind
    async def test_closing_after_the_server_is_harmless(self, pair: Pair) -> None:
        pair.writer.close()
        assert await pair.stream.ended is Ending.SERVER
        await pair.stream.aclose()
        assert pair.stream.ended.result() is Ending.SERVER

    async def test_a_reset_that_the_loop_has_not_seen_yet_is_harmless(self) -> None:
        async with asyncio.timeout(DEADLINE), no_leaks():
            with socket.create_server((LOOPBACK, 0)) as listener:
                stream, _ = await stream_to(listener.getsockname()[1])
                server, _ = listener.accept()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            server.close()
            await stream.aclose()
            assert stream.ended.done()


class TestOpening:
    async def test_a_socket_that_cannot_be_used_is_closed(self) -> None:
        async with no_leaks():
            sock = socket.socket(type=socket.SOCK_DGRAM)
            sock.setblocking(False)
            with pytest.raises(ValueError, match="Stream Socket"):
                await Stream.open(sock, Transcript(stopwatch()))
            assert sock.fileno() == -1

    @pytest.mark.parametrize("turns", range(4))
    async def test_cancelled_at_any_turn_of_the_loop_it_leaves_nothing(self, turns: int) -> None:
        async with no_leaks():
            with socket.create_server((LOOPBACK, 0)) as listener:
                sock = socket.socket()
                sock.connect(listener.getsockname())
                sock.setblocking(False)
                owner: set[asyncio.Task[Any]] = set()
                task = spawn(Stream.open(sock, Transcript(stopwatch())), name="open", owner=owner)
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.wait([task])
                if not task.cancelled():
                    task.result().close()
                elif turns == 0:
                    sock.close()  # it never began: the socket is still the caller's


class TestFacts:
    @for_every_kind
    async def test_it_knows_its_own_address(self, pair: Pair) -> None:
        assert pair.stream.local_address == "127.0.0.1"

    @for_every_kind
    async def test_it_says_what_transports_say(self, pair: Pair) -> None:
        assert pair.stream.get_extra_info("peername")[0] == "127.0.0.1"
        assert pair.stream.get_extra_info("nothing", 42) == 42
