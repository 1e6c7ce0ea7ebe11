"""Whether the window may close: nothing waits, or somebody has said what becomes of what does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from postroom.desktop.closing.pending import Pending, left, pending_of
from postroom.engine.changes import Changes
from postroom.engine.engine import Engine
from postroom.model.closing import CloseAnswer
from postroom.model.message import MessageState
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_filter import Column, Filter, Order
from postroom.model.text import say, say_count
from postroom.net.deadlines import within

if TYPE_CHECKING:
    from postroom.desktop.closing.dialog import ClosingDialog

UNATTENDED_SECONDS: Final = 10.0
"""How long emptying may take when the session of the desktop ends, which waits for nobody."""
SOON_SECONDS: Final = 0.3
"""What takes less needs no dialog."""

_DEFERRED: Final = Filter(frozenset({MessageState.DEFERRED}))
_NEXT_FIRST: Final = Order(Column.NEXT_ATTEMPT, descending=False)

log = logging.getLogger(__name__)


class _Event(Enum):
    """What may happen while a dialog is open, beside an answer."""

    MOVED = auto()
    """The spool stands otherwise."""
    LEFT = auto()
    """It is not to be closed, or not to be waited for."""


class Closing(QObject):
    """Asks over `window`, one question at a time, and does what is answered."""

    agreed = Signal()
    """The window may close now."""

    def __init__(
        self, engine: Engine, window: QWidget, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._dialog: ClosingDialog | None = None
        self._session_ended = False
        self._events: asyncio.Queue[_Event | CloseAnswer] = asyncio.Queue()

    @Slot()
    def begin(self) -> None:
        """Somebody wants to close the window."""
        if self._task is None or self._task.done():
            self._task = self._engine.spawn(self._close(), name="close the window")
        elif self._dialog is not None:
            self._dialog.activateWindow()

    @Slot()
    def end_session(self) -> None:
        """The session of the desktop ends: nobody can be asked any more."""
        self._session_ended = True
        self.agreed.emit()

    @property
    def is_attended(self) -> bool:
        """Whether somebody closes the window, and not the end of the session."""
        return not self._session_ended

    async def empty_unattended(self) -> None:
        """Empty the spooler, since nobody can be asked; unless it is said that messages are to be sent or kept."""
        if self._task is not None:
            self._task.cancel()
        kept = self._engine.preferences.on_close in {CloseAnswer.KEEP, CloseAnswer.SEND}
        if kept or not self._has_to_decide:
            return
        try:
            async with within(UNATTENDED_SECONDS):
                await self._engine.spooler.empty()
        except (TimeoutError, SpoolError) as error:
            log.warning("the spooler could not be emptied: %r", error)

    @property
    def _has_to_decide(self) -> bool:
        """Whether messages wait that nobody else sends, and that would outlive the program."""
        spooler = self._engine.spooler
        if not (spooler.is_open and spooler.is_saved and spooler.is_sender):
            return False
        return pending_of(spooler.counts, None).total > 0

    async def _close(self) -> None:
        stop = self._engine.subscribe(self._note)
        self._events = asyncio.Queue()
        try:
            if await self._decide():
                self.agreed.emit()
        except SpoolError as error:  # nobody could ever close a window over a spool that is broken
            log.warning("the window closes over a spool that cannot be read: %s", error)
            self.agreed.emit()
        finally:
            stop()
            self._end_dialog()

    async def _decide(self) -> bool:
        """Tell whether the window may close, in the end."""
        answer = self._engine.preferences.on_close
        trouble = ""
        while self._has_to_decide:
            answer = answer or await self._ask(trouble)
            if answer is None or answer is CloseAnswer.KEEP:
                return answer is not None
            if answer is CloseAnswer.SEND:
                trouble = ""
                await self._send()
            else:
                trouble = await self._empty()
            answer = None
        return True

    async def _ask(self, trouble: str) -> CloseAnswer | None:
        """Ask until there is an answer, or nothing is left that could be kept; None where it is cancelled."""
        dialog = self._open()
        dialog.ask(await self._pending(), self._clock(), trouble)
        while self._has_to_decide:
            event = await self._events.get()
            if event is _Event.LEFT:
                return None
            if event is _Event.MOVED:
                dialog.follow(await self._pending(), self._clock())
            elif isinstance(event, CloseAnswer):
                refusal = self._remember(event) if dialog.always else ""
                if not refusal:
                    return event
                dialog.ask(await self._pending(), self._clock(), refusal)
        return CloseAnswer.KEEP

    def _remember(self, answer: CloseAnswer) -> str:
        """Let `answer` count from now on; give why that cannot be, or nothing."""
        try:
            self._engine.change_preferences(replace(self._engine.preferences, on_close=answer))
        except OSError as error:
            return say("The answer could not be saved: {error}", error=error)
        return ""

    async def _send(self) -> None:
        """Wait until nothing is left that can be sent now, or nobody wants to wait any more."""
        pending = await self._pending()
        if not pending.is_sending(self._clock()):
            return
        waiting = self._open().wait(say("Sending what waits ..."), can_stop=True)
        most = 0
        while pending.is_sending(self._clock()):
            most = max(most, pending.ready)
            spooler = self._engine.spooler
            waiting.show_progress(most - pending.ready, most, left(pending, spooler.remaining_seconds))
            waiting.show_reason(self._hindrance())
            if await self._events.get() is _Event.LEFT:
                return
            pending = await self._pending()

    def _hindrance(self) -> str:
        """Say why nothing, or not all, is being sent."""
        spooler = self._engine.spooler
        if not spooler.standing.sends:
            return spooler.standing.reason
        return next((lane.reason for lane in spooler.lanes.values() if lane.reason), "")

    async def _empty(self) -> str:
        """Discard what waits; give why that cannot be, or nothing."""
        work = self._engine.spawn(self._engine.spooler.empty(self._tell_emptied), name="empty the spooler")
        await asyncio.wait([work], timeout=0.0 if self._dialog is not None else SOON_SECONDS)
        if not work.done():
            self._open().wait(say("Emptying the spooler ..."), can_stop=False)
        try:
            await work
        except SpoolError as error:
            return str(error)
        return ""

    def _tell_emptied(self, done: int, total: int) -> bool:
        if self._dialog is not None and not self._dialog.is_asking:
            words = say_count(
                "{n} of {total} is discarded", "{n} of {total} are discarded", done, total=f"{total:,}"
            )
            self._dialog.waiting.show_progress(done, total, words)
        return True

    async def _pending(self) -> Pending:
        """Give what waits, and until when."""
        spooler = self._engine.spooler
        next_at = None
        if spooler.counts.total([MessageState.DEFERRED]):
            page = await spooler.page(_DEFERRED, _NEXT_FIRST, limit=1)
            next_at = page.rows[0].next_attempt_at if page.rows else None
        return pending_of(spooler.counts, next_at)

    def _note(self, changes: Changes) -> None:
        """Look again, unless something else makes it look."""
        if (changes.spooler or changes.messages or changes.many_messages) and self._events.empty():
            self._put(_Event.MOVED)

    def _put(self, event: Any) -> None:
        self._events.put_nowait(event)

    def _open(self) -> ClosingDialog:
        """Give the dialog, which is open from the first question to the last."""
        from postroom.desktop.closing.dialog import ClosingDialog

        if self._dialog is None:
            self._dialog = ClosingDialog(self._window)
            self._dialog.answered.connect(self._put)
            self._dialog.left.connect(self._leave)
            self._dialog.open()
        return self._dialog

    @Slot()
    def _leave(self) -> None:
        self._put(_Event.LEFT)

    def _end_dialog(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.hide()
            dialog.deleteLater()
