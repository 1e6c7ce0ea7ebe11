"""Reads all that is shown of the message that is chosen, and reads it again when the message has changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from postroom.desktop.spool.message_pane import ATTEMPTS, HEADERS, SOURCE, MessagePane
from postroom.desktop.spool.queue import Looking
from postroom.desktop.spool.sight_reader import Spawn
from postroom.model.spool_errors import SpoolError, UnknownMessage
from postroom.model.text import say


class DetailReader(QObject):
    """Reads for `pane`, one thing at a time: who walks through the list does not leave a queue of readings behind."""

    read = Signal()

    def __init__(self, queue: Looking, pane: MessagePane, spawn: Spawn) -> None:
        super().__init__(pane)
        self._queue = queue
        self._pane = pane
        self._spawn = spawn
        self.number: int | None = None
        self._is_old = False
        self._is_reading = False
        self._shown_body: int | None = None
        self._shown_attempts: int | None = None
        pane.tab_changed.connect(self._look)

    def show(self, number: int | None) -> None:
        """Show a message, or none."""
        if number != self.number:
            self.number = number
            self._shown_attempts = None
            self._is_old = True
            self._look()

    def tell_changes(self, numbers: frozenset[int], *, many: bool) -> None:
        """These messages have changed, or many have: what is shown is read again the next time."""
        if many or self.number in numbers:
            self._is_old = True
            self._shown_attempts = None

    @Slot()
    def _look(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read what is not shown as it is now."""
        if not self._is_reading and self.number is not None and self._wants():
            self._is_reading = True
            self._spawn(self._read(), "read a message")

    def _wants(self) -> bool:
        return self._is_old or self._wants_attempts() or self._wants_body()

    def _wants_attempts(self) -> bool:
        return self._pane.tab == ATTEMPTS and self._shown_attempts != self.number

    def _wants_body(self) -> bool:
        return self._pane.tab in {HEADERS, SOURCE} and self._shown_body != self.number

    async def _read(self) -> None:
        try:
            while (number := self.number) is not None and self._wants():
                await self._read_this(number)
        finally:
            self._is_reading = False
        self.read.emit()

    async def _read_this(self, number: int) -> None:
        try:
            if self._is_old:
                self._is_old = False
                detail, why = await self._queue.message(number), await self._queue.explain(number)
                if number == self.number:
                    self._pane.show_message(detail, why)
            elif self._wants_attempts():
                self._shown_attempts = number
                attempts = await self._queue.attempts(number)
                if number == self.number:
                    self._pane.show_attempts(attempts)
            else:
                self._shown_body = number
                await self._read_body(number)
        except UnknownMessage as error:
            if number == self.number:
                self.number = None
                self._pane.show_words(say("It is gone"), str(error))
        except SpoolError as error:
            if number == self.number:
                self.number = None
                self._pane.show_words(say("It cannot be read"), str(error))

    async def _read_body(self, number: int) -> None:
        try:
            body = await self._queue.body(number)
        except UnknownMessage:
            raise
        except SpoolError as error:
            self._pane.show_broken_body(str(error))
            return
        if number == self.number:
            self._pane.show_body(body)
