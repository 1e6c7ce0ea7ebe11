"""Sockets and TLS on both loops: round trips, and a clean end wherever they are cancelled."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trustme

from postroom.net.tasks import cancel_and_wait, spawn

DEADLINE = 20
Address = tuple[str, int]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def client_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture(scope="module")
def server_context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


class EchoServer:
    """Sends each line back; after the line `STARTTLS` it goes on in TLS."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._serving: set[asyncio.Task[Any]] = set()
        self.sent = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.address: Address = self._server.sockets[0].getsockname()

    async def close(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        await cancel_and_wait(*self._serving)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        spawn(self._serve(reader, writer), name="echo", owner=self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(line)
                self.sent += len(line)
                if line == b"STARTTLS\n":
                    await writer.start_tls(self._context)
        except (OSError, ssl.SSLError):
            return  # the client was cancelled in mid-handshake
        finally:
            writer.close()


@pytest.fixture
async def server(server_context: ssl.SSLContext) -> AsyncIterator[EchoServer]:
    echo = EchoServer(server_context)
    await echo.start()
    yield echo
    await echo.close()


async def exchange(address: Address, lines: list[bytes], context: ssl.SSLContext | None) -> list[bytes]:
    """Send the lines one by one, in TLS if there is a context, and return the answers."""
    reader, writer = await asyncio.open_connection(*address)
    try:
        if context is not None:
            writer.write(b"STARTTLS\n")
            await reader.readline()
            await writer.start_tls(context, server_hostname=address[0])
        answers = []
        for line in lines:
            writer.write(line)
            await writer.drain()
            answers.append(await reader.readline())
        return answers
    finally:
        writer.close()


def lines_of(count: int, size: int = 1024) -> list[bytes]:
    return [b"%0*d\n" % (size - 1, number) for number in range(count)]


async def test_a_round_trip(server: EchoServer) -> None:
    assert await exchange(server.address, lines_of(100), None) == lines_of(100)


async def test_a_round_trip_after_start_tls(server: EchoServer, client_context: ssl.SSLContext) -> None:
    assert await exchange(server.address, lines_of(100), client_context) == lines_of(100)


async def test_a_round_trip_in_tls_from_the_first_byte(
    server_context: ssl.SSLContext, client_context: ssl.SSLContext
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server_context)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), ssl=client_context)
    writer.write(b"hello\n")
    assert await reader.readline() == b"hello\n"
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()


async def test_more_than_the_buffers_hold_goes_both_ways(server: EchoServer) -> None:
    lines = lines_of(64, size=60_000)
    reader, writer = await asyncio.open_connection(*server.address)
    receiving: set[asyncio.Task[Any]] = set()
    received = spawn(reader.readexactly(64 * 60_000), name="receive", owner=receiving)
    for line in lines:
        writer.write(line)
        await writer.drain()
    assert await received == b"".join(lines)
    writer.close()
    await writer.wait_closed()


async def test_many_connections_at_once(server: EchoServer, client_context: ssl.SSLContext) -> None:
    clients: set[asyncio.Task[list[bytes]]] = set()
    tasks = [
        spawn(exchange(server.address, lines_of(20), context), name="client", owner=clients)
        for context in [None] * 40 + [client_context] * 10
    ]
    async with asyncio.timeout(DEADLINE):
        await asyncio.wait(tasks)
    assert [task.result() for task in tasks] == [lines_of(20)] * 50


async def test_a_refused_connection_says_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*unused.getsockname())


async def test_the_end_of_the_peer_is_noticed_while_waiting() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    asyncio.get_running_loop().call_later(0.001, theirs.close)
    async with asyncio.timeout(DEADLINE):
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


async def test_plain_sockets_and_watched_descriptors() -> None:
    loop = asyncio.get_running_loop()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        theirs.setblocking(False)
        readable, writable = asyncio.Event(), asyncio.Event()
        loop.add_reader(ours, readable.set)
        loop.add_writer(ours, writable.set)
        async with asyncio.timeout(DEADLINE):
            await writable.wait()
            assert loop.remove_writer(ours)
            await loop.sock_sendall(theirs, b"x")
            await readable.wait()
        assert loop.remove_reader(ours)
        assert not loop.remove_reader(ours)
        assert await loop.sock_recv(ours, 10) == b"x"


def open_descriptors() -> int:
    return len(os.listdir("/dev/fd"))  # noqa: PTH208  it lists itself, always once


async def cancelled_after(rounds: int, address: Address, context: ssl.SSLContext) -> bool:
    """Cancel an exchange after so many rounds of the loop; return True if it was done before."""
    owner: set[asyncio.Task[Any]] = set()
    task = spawn(exchange(address, [b"line\n"], context), name="client", owner=owner)
    for _ in range(rounds):
        await asyncio.sleep(0)
    done = task.done()
    await cancel_and_wait(task)
    return done


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are counted the POSIX way")
async def test_cancelled_at_each_await_nothing_stays_open(
    server: EchoServer, client_context: ssl.SSLContext
) -> None:
    before = open_descriptors()
    rounds = 0
    async with asyncio.timeout(DEADLINE):
        while not await cancelled_after(rounds, server.address, client_context):
            rounds += 1
        assert rounds > 10
        while open_descriptors() > before:  # noqa: ASYNC110  the server has yet to see the last client go
            await asyncio.sleep(0.001)
