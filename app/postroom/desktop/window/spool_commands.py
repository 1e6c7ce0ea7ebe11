"""Keeps everything that tells of the spooler up to date, and does what is asked for about it as a whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Slot

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.spool.words import spooler_reading, throughput
from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.memory import WindowMemory
from postroom.desktop.window.message_commands import MessageCommands
from postroom.desktop.window.presenter import Presenter
from postroom.engine.changes import Changes
from postroom.engine.engine import Engine
from postroom.model.message import PENDING
from postroom.model.spool_errors import SpoolError
from postroom.model.spooler import SpoolerState
from postroom.model.text import say, say_count

if TYPE_CHECKING:
    from postroom.desktop.spool.page import SpoolPage

REST_MS: Final = 220
"""The shortest time between two showings of how the spooler stands."""


class SpoolCommands(QObject):
    """Serves the page of the spooler, its entry at the left, and the status bar. `edit` lets one edit an account."""

    def __init__(
        self,
        engine: Engine,
        window: MainWindow,
        memory: WindowMemory,
        presenter: Presenter,
        edit: Callable[[], object],
    ) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._memory = memory
        self._presenter = presenter
        self._edit = edit
        self._was_open = False
        self._state: SpoolerState | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._rested)
        self._is_due = False
        self.messages = MessageCommands(engine, window, self.spawn)
        window.turned.connect(self._follow_place)
        self._stop = engine.subscribe(self._changed)

    @cached_property
    def page(self) -> SpoolPage:
        """The page; it is made when somebody wants to see it."""
        from postroom.desktop.spool.page import SpoolPage

        page = SpoolPage(self._engine.spooler, self.spawn)
        page.disable_wanted.connect(self.disable)
        page.pause_wanted.connect(self.pause)
        page.lanes.retry_wanted.connect(self.nudge)
        page.lanes.open_wanted.connect(self.open_lane)
        page.lanes.account_wanted.connect(self.edit_account)
        self._memory.restore_splitter("spool", page.splitter)
        self._memory.restore_header("messages", page.table.horizontalHeader())
        self.messages.serve(page)
        return page

    def spawn(self, coro: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Start a task that ends with the engine at the latest."""
        return self._engine.spawn(coro, name=name)

    def open(self) -> None:
        """Open the spool, and send from it if nobody else does."""
        self.spawn(self._open(), "open the spool")

    async def _open(self) -> None:
        try:
            await self._engine.spooler.open(send=True)
        except (SpoolError, OSError) as error:
            self._window.complain(say("The spool cannot be used: {error}", error=error))
        self.refresh()

    def close(self) -> None:
        """Read nothing any more, and remember how the page looks."""
        self._stop()
        self._rest.stop()
        if "page" in self.__dict__:
            self.page.close_down()
            self._memory.keep_splitter("spool", self.page.splitter)
            self._memory.keep_header("messages", self.page.table.horizontalHeader())

    # What is shown

    @property
    def is_shown(self) -> bool:
        """Whether the page is what is seen."""
        return "page" in self.__dict__ and self._window.place is self.page

    @Slot()
    def show_page(self) -> None:
        """Show the spooler in the place of an account."""
        self._window.show_place(self.page, self._window.actions_[Act.SPOOLER])
        self.refresh()
        self.page.table.setFocus()

    @Slot()
    def search(self) -> None:
        """Show the spooler, and let one search for messages."""
        self.show_page()
        self.page.start_search()

    @Slot()
    def refresh(self) -> None:
        """Show how the spooler stands now."""
        spooler, acts = self._engine.spooler, self._window.actions_
        self._tell_in_short()
        paused = spooler.switches.paused
        acts[Act.DISABLE_SPOOLER].setChecked(not spooler.switches.enabled)
        acts[Act.PAUSE_SPOOLER].setText(say("Resume the spooler") if paused else say("Pause the spooler"))
        acts[Act.PAUSE_SPOOLER].setIcon(qicon(Icon.PLAY if paused else Icon.PAUSE))
        acts.enable(Act.DISABLE_SPOOLER, Act.PAUSE_SPOOLER, Act.NUDGE_SPOOLER, when=spooler.is_open)
        if "page" in self.__dict__:
            if self.page.isVisible():
                self.page.show_standing()
            if spooler.is_open and not self._was_open:
                self.page.show_list()
                self._was_open = True

    def _tell_in_short(self) -> None:
        spooler, window = self._engine.spooler, self._window
        if spooler.trouble is not None:
            window.sidebar.spooler.tell(say("not open"), "failed")
            window.show_spooler(say("spooler not open"))
            return
        standing, pending = spooler.standing, spooler.counts.total(PENDING)
        reading = spooler_reading(standing.state)
        window.sidebar.spooler.tell(
            say("{state} {n}", state=reading.short, n=f"{pending:,}") if pending else reading.short,
            "muted" if standing.state is SpoolerState.RUNNING else reading.role.value,
        )
        parts = [
            say("spooler {state}", state=reading.short),
            say_count("{n} pending", "{n} pending", pending),
        ]
        if spooler.rate.per_second > 0:
            parts.append(throughput(spooler.rate.per_second))
        window.show_spooler(" · ".join(parts))
        if standing.state is not self._state:
            if self._state is not None:
                window.announcer.say(standing.reason)
            self._state = standing.state

    def _changed(self, changes: Changes) -> None:
        if "page" in self.__dict__ and (changes.messages or changes.many_messages):
            self.page.tell_changes(changes.messages, many=changes.many_messages)
        if changes.spooler:
            if self._rest.isActive():
                self._is_due = True
            else:
                self._rest.start()
                self.refresh()

    @Slot()
    def _rested(self) -> None:
        if self._is_due:
            self._is_due = False
            self._rest.start()
            self.refresh()

    @Slot()
    def _follow_place(self) -> None:
        self.messages.follow(is_shown=self.is_shown)

    # What is asked for

    @Slot()
    def switch(self) -> None:
        """Disable the spooler, or enable it again."""
        self.disable(self._engine.spooler.switches.enabled)

    @Slot()
    def turn_pause(self) -> None:
        """Pause the spooler, or let it go on."""
        self.pause(not self._engine.spooler.switches.paused)

    @Slot(bool)
    def disable(self, disabled: bool) -> None:
        """Take no new messages, or take them again."""
        spooler = self._engine.spooler
        self._do(spooler.disable() if disabled else spooler.enable(), "disable or enable the spooler")

    @Slot(bool)
    def pause(self, paused: bool) -> None:
        """Send nothing for now, or go on."""
        spooler = self._engine.spooler
        self._do(spooler.pause() if paused else spooler.resume(), "pause or resume the spooler")

    @Slot(str)
    def nudge(self, account: str = "") -> None:
        """Try an account again at once, or all."""
        self._do(self._engine.spooler.nudge(account or None), "try again")

    @Slot()
    def nudge_all(self) -> None:
        """Try all accounts that wait again at once."""
        self.nudge()
        self._window.announcer.say(say("The accounts that wait are tried again."))

    @Slot(str)
    def open_lane(self, account: str) -> None:
        """Let the messages of an account go again."""
        self._do(self._engine.spooler.open_lane(account), "open a lane")

    @Slot(str)
    def edit_account(self, name: str) -> None:
        """Let one edit the account that keeps its messages waiting."""
        self._window.show_place(None)
        self._presenter.choose(name)
        self._edit()

    def _do(self, deed: Coroutine[Any, Any, None], name: str) -> None:
        self.spawn(self._done(deed), name)

    async def _done(self, deed: Coroutine[Any, Any, None]) -> None:
        try:
            await deed
        except SpoolError as error:
            self._window.complain(str(error))
        self.refresh()
