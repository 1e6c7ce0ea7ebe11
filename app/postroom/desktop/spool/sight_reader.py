"""Reads the messages that are in sight, and again when they have changed, one request at a time.

What comes in sight is read before it is painted: where the system has the file in its memory, that takes a
millisecond. Where it takes longer, placeholders are painted, and it is read beside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from postroom.desktop.spool.model import MessagesModel
from postroom.desktop.spool.queue import Looking
from postroom.desktop.spool.table import MessageTable
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_message import MessageRow

CLOCK_MS: Final = 5_000
MARGIN: Final = 60
"""Rows beyond what is in sight that are read too, so that a little scrolling shows them at once."""
MARGIN_AT_ONCE: Final = 24
"""So few of them at a time, so that what one scrolls to meanwhile does not wait."""
AT_ONCE: Final = 0.006
"""Seconds for which a painting waits for its words; together they leave a frame at 60 a second in time."""

Spawn = Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]
"""Starts a task of this name."""


class SightReader(QObject):
    """Reads for `model`, as `table` shows it, from `queue`."""

    refreshed = Signal()
    """Something that is shown was read."""
    gone = Signal()
    """Some of what is listed is not there any more."""
    troubled = Signal(str)

    def __init__(self, queue: Looking, model: MessagesModel, table: MessageTable, spawn: Spawn) -> None:
        super().__init__(table)
        self._queue = queue
        self._model = model
        self._table = table
        self._spawn = spawn
        self._is_awake = self._is_reading = self._rereads = False
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self._go_on)
        table.sight_changed.connect(self.read)

    def wake(self) -> None:
        """The list is seen."""
        self._is_awake = True
        self._clock.start()
        self._go_on()
        self.read()

    def sleep(self) -> None:
        """The list is hidden: nothing is read."""
        self._is_awake = False
        self._clock.stop()

    def take_in(self, asked: Sequence[int], rows: Iterable[MessageRow]) -> None:
        """Show what was read of these."""
        if self._model.learn(asked, rows, *self._table.sight):
            self.gone.emit()
        self.refreshed.emit()

    @Slot()
    def read(self) -> None:
        """Read what is in sight and not known as it is now."""
        if not self._is_awake:
            return
        self._rereads = True
        self._read_at_once()
        if not self._is_reading and self._wanting():
            self._is_reading = True
            self._spawn(self._read(), "read messages")

    def _read_at_once(self) -> None:
        """Read what nothing is known of, if it comes soon. What goes wrong is told by who reads it then."""
        if asked := self._model.unknown(*self._table.sight):
            with suppress(SpoolError):
                rows = self._queue.rows_within(AT_ONCE, asked)
                if rows is not None:
                    self.take_in(asked, rows)

    async def _read(self) -> None:
        asked: list[int] = []
        try:
            while asked := self._wanting():
                self._rereads = False
                self._model.ask(asked)
                self.take_in(asked, await self._queue.rows(asked))
        except SpoolError as error:
            self._model.doubt(asked)
            self.troubled.emit(str(error))
        finally:
            self._model.ask(())
            self._is_reading = False

    def _wanting(self) -> list[int]:
        """Give what has to be read: what is in sight, and once that is known, what lies around it."""
        first, last = self._table.sight
        in_sight = self._model.unknown(first, last)
        if self._rereads:
            in_sight += self._model.doubted(first, last)
        return in_sight or self._model.unknown(first - MARGIN, last + MARGIN)[:MARGIN_AT_ONCE]

    @Slot()
    def _go_on(self) -> None:
        self._model.go_on(datetime.now(UTC), *self._table.sight)
