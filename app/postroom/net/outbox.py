"""Sends for several connections one right behind the other, so that whoever is at their other ends wakes up once."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

log = logging.getLogger(__name__)


class Sink(Protocol):
    """What takes data, as `asyncio.WriteTransport` does."""

    def write(self, data: bytes) -> None: ...
    def abort(self) -> None: ...


class Outbox:
    """Gathers what is written in one turn of the loop, and sends it at the beginning of the next, in its order."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[Sink, bytes]] = []

    def write(self, sink: Sink, data: bytes) -> None:
        """Send `data` soon."""
        if not self._waiting:
            self._loop.call_soon(self.send)
        self._waiting.append((sink, data))

    def send(self) -> None:
        """Send at once what waits. Where that fails by a fault of ours, that one connection ends."""
        waiting, self._waiting = self._waiting, []
        for sink, data in waiting:
            try:
                sink.write(data)
            except Exception:
                log.exception("what was to be sent could not be, and the connection is given up")
                sink.abort()
