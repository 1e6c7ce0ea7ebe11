"""The threads that read: they never wait for the writer, nor the writer for them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, TypeVar

from postroom.model.spool_errors import SpoolClosed
from postroom.spool.database import naming_troubles, open_for_reading

THREADS: Final = 3
"""A list can be read while another is, and while the file is examined."""

INTERRUPT_EVERY: Final = 0.05
"""Seconds after which what is read is told again to stop: it may not have begun when it was told first."""

A = ParamSpec("A")
T = TypeVar("T")


class Readers:
    """A few read-only connections, opened when they are needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="spool-reader")
        self._idle: list[sqlite3.Connection] = []
        self._opened: list[sqlite3.Connection] = []
        self._is_closed = False

    async def read(
        self, call: Callable[Concatenate[sqlite3.Connection, A], T], *arguments: A.args, **options: A.kwargs
    ) -> T:
        """Call it with a connection in a thread. Raises `SpoolError`."""
        return await self.run(
            lambda: self._with_connection(lambda connection: call(connection, *arguments, **options))
        )

    def read_within(
        self,
        seconds: float,
        call: Callable[Concatenate[sqlite3.Connection, A], T],
        *arguments: A.args,
        **options: A.kwargs,
    ) -> T | None:
        """Call it in the same way, and hold the caller up until it is done; None where that would take longer.

        Raises `SpoolError`.
        """
        if self._is_closed:
            raise SpoolClosed
        asked = self._pool.submit(
            self._with_connection, lambda connection: call(connection, *arguments, **options)
        )
        try:
            return asked.result(seconds)
        except TimeoutError:
            asked.cancel()
            return None

    async def run(self, call: Callable[[], T]) -> T:
        """Call it in a thread. Raises `SpoolClosed`."""
        if self._is_closed:
            raise SpoolClosed
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    async def close(self) -> None:
        """Stop what is being read, also for those who gave up asking, and close the connections. Twice is harmless."""
        self._is_closed = True
        ended = asyncio.get_running_loop().run_in_executor(None, self._pool.shutdown)
        while not ended.done():
            for connection in tuple(self._opened):
                connection.interrupt()
            await asyncio.wait([ended], timeout=INTERRUPT_EVERY)
        while self._opened:
            self._opened.pop().close()

    def _with_connection(self, call: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._idle.pop() if self._idle else self._open()
        try:
            with naming_troubles():
                return call(connection)
        finally:
            self._idle.append(connection)

    def _open(self) -> sqlite3.Connection:
        connection = open_for_reading(self._path)
        self._opened.append(connection)
        return connection
