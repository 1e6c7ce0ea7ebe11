"""What a face sees of the spool all the time, read again when it changes: counts, switches, held lanes, who sends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from postroom.engine.changes import ChangeFeed
from postroom.engine.rate import RateHistory
from postroom.model.message import MessageState
from postroom.model.spool_errors import SpoolClosed, SpoolError
from postroom.model.spool_lease import Lease
from postroom.model.spool_message import Counts
from postroom.model.spooler import Switches
from postroom.model.text import say
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.spool.changes import SpoolChanges
from postroom.spool.store import Store

READ_EVERY: Final = 0.1
"""Seconds between two readings at least."""
READ_AGAIN: Final = 1.0
"""Seconds after which it is tried again to read what could not be read."""
log = logging.getLogger(__name__)


async def open_store(folder: Path | None, clock: Callable[[], datetime] | None) -> Store:
    """Open the store in `folder`, or in memory where that is None; its library is loaded now. Raises `SpoolError`."""
    from postroom.spool.moments import system_clock

    if folder is None:
        from postroom.spool.memory_store import MemoryStore

        return MemoryStore(clock or system_clock)
    from postroom.spool.file_store import FileStore

    return await FileStore.open(folder, clock or system_clock)


class SpoolWatch:
    """Listens to a store.

    `on_read` is called after each reading, and told whether another process may have written, and for which accounts
    it was asked since the last one that they are tried again at once.
    """

    def __init__(
        self, store: Store, feed: ChangeFeed, on_read: Callable[[bool, frozenset[str]], None]
    ) -> None:
        self.counts = Counts({})
        self.switches = Switches()
        self.held: Mapping[str, str] = {}
        """The reasons of held lanes, by account."""
        self.lease: Lease | None = None
        self.rate = RateHistory()
        self.trouble: str | None = None
        """Why it could not be read how the spool stands; None where it could."""
        self._nudges: Mapping[str, int] | None = None
        """How often it was asked to try each account again, as it was read last."""
        self._nudged: frozenset[str] = frozenset()
        self._store = store
        self._feed = feed
        self._on_read = on_read
        self._tasks: set[asyncio.Task[Any]] = set()
        self._changed = asyncio.Event()
        self._spooler_changed = True
        self._foreign = False
        self._turn = asyncio.Lock()
        self._stop = store.subscribe(self._hear)

    async def start(self) -> None:
        """Read everything once, then whenever something changes."""
        await self._read()
        self.rate.tick(self._left())
        spawn(self._keep_reading(), name="watch the spool", owner=self._tasks)
        spawn(self._keep_time(), name="time the spool", owner=self._tasks)

    async def stop(self) -> None:
        """Read nothing more."""
        self._stop()
        await cancel_and_wait(*self._tasks)

    async def read_now(self) -> None:
        """Read everything again, for somebody has just changed it."""
        self._spooler_changed = True
        await self._read()

    def _hear(self, changes: SpoolChanges) -> None:
        self._spooler_changed = self._spooler_changed or changes.spooler or changes.anything
        self._foreign = self._foreign or changes.anything
        self._changed.set()
        if changes.messages or changes.anything:
            self._feed.messages_changed(changes.messages, many=changes.anything)

    async def _keep_reading(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._read()
            except SpoolClosed:
                return
            except Exception as error:  # noqa: BLE001  # whatever it was, the next reading may succeed
                self._fail(error)
                await asyncio.sleep(READ_AGAIN)
            await asyncio.sleep(READ_EVERY)

    def _fail(self, error: Exception) -> None:
        """Tell that the spool could not be read, and read it again."""
        is_ours = not isinstance(error, SpoolError | OSError)
        if self.trouble is None:
            log.warning("the spool could not be read: %s", error, exc_info=error if is_ours else None)
        self.trouble = str(error)
        if is_ours:
            self.trouble = say(
                "It failed by a fault of ours to see how the spool stands, and is tried again: the log has the details."
            )
        self._spooler_changed = True
        self._changed.set()
        self._feed.spooler_changed()

    async def _read(self) -> None:
        """Read one after the other: of two readings at once, the older one might be the last to answer."""
        async with self._turn:
            self.counts = await self._store.counts()
            if self._spooler_changed:
                await self._read_spooler()
        self._on_read(self._foreign, self._nudged)
        self._foreign, self._nudged = False, frozenset()
        self.trouble = None
        self._feed.spooler_changed()

    async def _read_spooler(self) -> None:
        self._spooler_changed = False
        try:
            self.switches = await self._store.switches()
            self.held = {lane.account: lane.reason for lane in await self._store.held_lanes()}
            self.lease = await self._store.lease()
            self._compare_nudges(await self._store.nudges())
        except BaseException:
            self._spooler_changed = True
            raise

    def _compare_nudges(self, nudges: Mapping[str, int]) -> None:
        before, self._nudges = self._nudges, nudges
        if before is not None:
            self._nudged |= {name for name, number in nudges.items() if number != before.get(name, 0)}

    async def _keep_time(self) -> None:
        """Note once a second how many messages have left."""
        loop = asyncio.get_running_loop()
        beat = loop.time()
        while True:
            beat = max(beat + 1.0, loop.time())
            await asyncio.sleep(beat - loop.time())
            was_flat = self.rate.is_flat
            self.rate.tick(self._left())
            if not (was_flat and self.rate.is_flat):
                self._feed.spooler_changed()

    def _left(self) -> int:
        return self.counts.total([MessageState.SENT])
