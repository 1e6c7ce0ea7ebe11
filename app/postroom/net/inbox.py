"""What has arrived on a stream and was not received yet, within bounds."""

from __future__ import annotations

import asyncio
from typing import Final

from postroom.net.wire import Wire

INBOX_LIMIT: Final = 65_536
"""Bytes that wait for a receiver before the server is held back."""


class Inbox:
    """Bytes in the order in which they arrived, for one receiver at a time."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._bytes = bytearray()
        self._ended = False
        self._news = asyncio.Event()
        self._awaited = False

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def add(self, data: bytes) -> None:
        """Keep what arrived; the server is held back when it is much."""
        self._bytes += data
        self._news.set()
        if len(self._bytes) > INBOX_LIMIT:
            self._wire.pause_reading()

    def end(self) -> None:
        """Take note that nothing more will arrive."""
        self._ended = True
        self._news.set()

    def take(self) -> bytes:
        """Give what there is, and let the server go on."""
        data = bytes(self._bytes)
        self._bytes.clear()
        self._wire.resume_reading()
        return data

    async def news(self) -> None:
        """Return when there is something, or nothing more will come. Raises `RuntimeError` if somebody else waits."""
        if self._awaited:
            raise RuntimeError("somebody else receives from the stream")
        self._awaited = True
        try:
            while not self._bytes and not self._ended:
                self._news.clear()
                await self._news.wait()
        finally:
            self._awaited = False
