"""What the network does to a demo server's conversations: nothing, delay them, cut them off, or swallow them."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial
from typing import Final

from postroom.demo.listeners import LOOPBACK, Listeners
from postroom.net.tasks import cancel_and_wait, spawn

_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How a conversation fares."""

    delay: float = 0.0
    """Seconds that whatever the server says is under way."""
    cut_after: int = 0
    """The connection breaks when the client has spoken so many times; 0 means never."""
    silent: bool = False
    """The server takes connections and never says a word."""


FAIR: Final = Weather()


async def expose(listeners: Listeners, port: int, weather: Weather) -> int:
    """Give the port at which the server on `port` is met in this weather."""
    if weather == FAIR:
        return port
    if weather.silent:
        return await listeners.listen_with(_swallow)
    return await listeners.listen_with(partial(_relay, listeners, port, weather))


async def _swallow(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    while await reader.read(_CHUNK):
        pass


async def _relay(
    listeners: Listeners,
    port: int,
    weather: Weather,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    server_reader, server_writer = await asyncio.open_connection(LOOPBACK, port)
    pumps = (
        spawn(
            _pump(reader, server_writer, cut_after=weather.cut_after),
            name="demo client",
            owner=listeners.tasks,
        ),
        spawn(_pump(server_reader, writer, delay=weather.delay), name="demo server", owner=listeners.tasks),
    )
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server_writer.transport.abort()
        await cancel_and_wait(*pumps)


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, delay: float = 0.0, cut_after: int = 0
) -> None:
    """Carry what one side says to the other, until either leaves or the connection breaks."""
    spoken = 0
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            spoken += 1
            if spoken == cut_after:
                return
            await asyncio.sleep(delay)
            writer.write(data)
            await writer.drain()
