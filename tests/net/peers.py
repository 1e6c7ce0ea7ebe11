"""Streams with somebody at the other end: in clear, under TLS from the first byte, and after STARTTLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

import pytest

from postroom.net.abort import abort
from postroom.net.address import Address
from postroom.net.clock import Clock
from postroom.net.dial import dial
from postroom.net.stream import Stream
from postroom.net.transcript import Transcript
from tests.support.ca import HOST, Certificates
from tests.support.fixtures import StartHostileServer
from tests.support.leaks import no_leaks
from tests.support.ports import LOOPBACK

DEADLINE = 5.0


def stopwatch() -> Clock:
    """Start a clock at zero."""
    began = time.perf_counter()
    return lambda: time.perf_counter() - began


class Kind(StrEnum):
    """How a stream came to be."""

    CLEAR = "clear"
    TLS = "tls"
    STARTTLS = "starttls"


@dataclass(frozen=True, slots=True)
class Pair:
    """A stream, its transcript and the server's side of it."""

    stream: Stream
    transcript: Transcript
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    ca: Certificates

    @property
    def said(self) -> list[str]:
        """The lines of the transcript."""
        return [f"{line.speaker}: {line.text}" for line in self.transcript.lines()]

    async def server_sends(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    def server_resets(self) -> None:
        """Abort the server's side (RST)."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
        self.writer.transport.abort()


def for_every_kind(test: Callable[[Any, Pair], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Run a method that takes a pair over every kind of stream, within a deadline; nothing may be left behind."""

    @pytest.mark.parametrize("kind", Kind)
    async def run(self: Any, kind: Kind, test_ca: Certificates) -> None:
        async with asyncio.timeout(DEADLINE), no_leaks(), connected(kind, test_ca) as pair:
            await test(self, pair)

    run.__name__ = test.__name__
    return cast("Callable[..., Awaitable[None]]", run)


async def stream_to(port: int) -> tuple[Stream, Transcript]:
    """Connect a stream to a server on loopback."""
    clock = stopwatch()
    address = Address(socket.AF_INET, (LOOPBACK, port))
    dialled = await dial([address], clock=clock, deadline=DEADLINE)
    transcript = Transcript(clock)
    return await Stream.open(dialled.socket, transcript), transcript


@asynccontextmanager
async def connected(kind: Kind, ca: Certificates) -> AsyncIterator[Pair]:
    """Make a pair; both ends are released afterwards, whatever the test did to them."""
    arrived: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    arrived = asyncio.get_running_loop().create_future()
    context = ca.good.server_context()
    server = await asyncio.start_server(
        lambda reader, writer: arrived.set_result((reader, writer)),
        LOOPBACK,
        0,
        ssl=context if kind is Kind.TLS else None,
    )
    stream, transcript = await stream_to(server.sockets[0].getsockname()[1])
    if kind is Kind.TLS:
        await stream.start_tls(HOST)
    reader, writer = await arrived
    if kind is Kind.STARTTLS:
        await _start_tls(stream, writer, context)
    try:
        yield Pair(stream, transcript, reader, writer, ca)
    finally:
        stream.close()
        abort(writer.transport)
        server.close()
        await server.wait_closed()


async def _start_tls(stream: Stream, writer: asyncio.StreamWriter, context: ssl.SSLContext) -> None:
    from postroom.net.tasks import spawn

    owner: set[asyncio.Task[None]] = set()
    upgrade = spawn(writer.start_tls(context), name="server's side of STARTTLS", owner=owner)
    await stream.start_tls(HOST)
    await upgrade


@asynccontextmanager
async def stream_with(start: StartHostileServer, *script: Any) -> AsyncIterator[Stream]:
    """Connect a stream to a server that plays a script; nothing may be left behind."""
    server = start(script)
    async with asyncio.timeout(DEADLINE), no_leaks():
        stream, _ = await stream_to(server.port)
        try:
            yield stream
        finally:
            stream.close()
            server.stop()
