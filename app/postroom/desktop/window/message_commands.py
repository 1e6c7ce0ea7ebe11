"""Does what is asked for about the messages that are chosen, and takes it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu

from postroom.desktop.spool.choice import doing, done, full_name, stopped
from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.message_copies import MessageCopies
from postroom.desktop.window.message_work import MessageWork
from postroom.engine.engine import Engine
from postroom.model.spool_commands import Changed, Command, Refusal, Why
from postroom.model.spool_errors import SpoolError
from postroom.model.text import say, say_count

if TYPE_CHECKING:
    from postroom.desktop.spool.page import SpoolPage
    from postroom.desktop.spool.sight_reader import Spawn

ACTS: Final = {
    Command.RETRY: Act.RETRY_MESSAGES,
    Command.HOLD: Act.HOLD_MESSAGES,
    Command.RELEASE: Act.RELEASE_MESSAGES,
    Command.CANCEL: Act.CANCEL_MESSAGES,
    Command.REQUEUE: Act.REQUEUE_MESSAGES,
    Command.RESOLVE_SENT: Act.RESOLVE_AS_SENT,
    Command.RESOLVE_RESEND: Act.RESOLVE_BY_RESENDING,
}


class MessageCommands(QObject):
    """Serves the page of the spooler, and the actions about messages."""

    def __init__(self, engine: Engine, window: MainWindow, spawn: Spawn) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._spawn = spawn
        self._page: SpoolPage | None = None
        self._is_shown = False
        self._work = MessageWork(window)
        self._copies = MessageCopies(engine, window, spawn, self._work)
        self._token: int | None = None
        self.menu = QMenu(window)
        window.undo.undone.connect(self._take_back)
        window.undo.settled.connect(self._let_go)
        self._follow()

    @property
    def is_busy(self) -> bool:
        """Whether something is not done yet."""
        return self._work.is_busy

    def serve(self, page: SpoolPage) -> None:
        """Do what `page` asks for."""
        self._page = page
        page.bar.wanted.connect(self.do)
        self._copies.serve(page)
        page.chooser.changed.connect(self._follow)
        page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.table.customContextMenuRequested.connect(self.open_menu)

    def deeds(self) -> dict[Act, Callable[[], object]]:
        """Give what the actions about messages do."""
        return {act: partial(self.ask, command) for command, act in ACTS.items()} | {
            Act.STOP_MESSAGES: self._work.stop,
            Act.CHOOSE_MESSAGES: self.choose_all,
            Act.SHOW_MESSAGES: self.show_all,
            **self._copies.deeds(),
        }

    def follow(self, *, is_shown: bool) -> None:
        """Offer the actions where the page is seen."""
        self._is_shown = is_shown
        self._follow()

    @Slot()
    def _follow(self) -> None:
        acts, page = self._window.actions_, self._page if self._is_shown else None
        acts.enable(Act.CHOOSE_MESSAGES, Act.SHOW_MESSAGES, when=page is not None)
        choice = None if page is None else page.chooser.choice
        acts.enable(Act.EXPORT_MESSAGES, Act.COPY_MESSAGES, when=choice is not None and choice.count > 0)
        for command, act in ACTS.items():
            number = 0 if choice is None else choice.fitting(command)
            acts[act].setEnabled(number > 0)
            if number:
                acts[act].setText(full_name(command, number))

    @Slot(QPoint)
    def open_menu(self, place: QPoint) -> None:
        """Offer at `place` of the list what can be done with what is chosen."""
        if self._page is not None:
            acts = self._window.actions_
            others = (Act.COPY_MESSAGES, Act.EXPORT_MESSAGES, Act.CHOOSE_MESSAGES)
            self.menu.clear()
            self.menu.addActions([acts[act] for act in ACTS.values() if acts[act].isEnabled()])
            self.menu.addSeparator()
            self.menu.addActions([acts[act] for act in others])
            self.menu.popup(self._page.table.viewport().mapToGlobal(place))

    # Commands

    @Slot()
    def choose_all(self) -> None:
        """Choose everything that the filter matches."""
        if self._page is not None:
            self._page.chooser.choose_everything()

    @Slot()
    def show_all(self) -> None:
        """List every message."""
        if self._page is not None:
            self._page.filters.show_all()

    def ask(self, command: Command) -> None:
        """Do it to what is chosen; where that is grave, ask first."""
        if self._page is not None:
            self._page.bar.ask(command)

    @Slot(Command)
    def do(self, command: Command) -> None:
        """Do it to what is chosen."""
        if self._page is not None and not self._work.refuses():
            self._spawn(self._do(self._page, command), f"{command} messages")

    async def _do(self, page: SpoolPage, command: Command) -> None:
        with self._work.begun(page, doing(command), moves=True) as progress:
            try:
                selection = await page.chooser.selection()
                changed = await self._engine.spooler.command(selection, command, progress)
            except SpoolError as error:
                self._window.complain(str(error))
            else:
                self._tell(command, changed)

    def _tell(self, command: Command, changed: Changed) -> None:
        self._window.complaint.tell("")
        surprising = [each for each in changed.refused if each.why is not Why.UNFIT or not changed.count]
        if surprising:
            self._window.complain(refusals(surprising))
        elif not (changed.count or changed.left):
            self._window.complain(say("None of the chosen messages stands so that this fits any more."))
        words = _done(command, changed)
        if not changed.count:
            if changed.left:
                self._window.announcer.say(words)
            return
        if changed.undo is None:
            self._window.announcer.say(words)
        else:
            self._window.undo.tell(words)
            self._window.announcer.say(words)
            self._token = changed.undo

    @Slot()
    def _take_back(self) -> None:
        token, self._token = self._token, None
        if token is not None:
            self._spawn(self._undo(token), "undo a command")

    async def _undo(self, token: int) -> None:
        page = self._page
        assert page is not None, "what can be undone was asked for there"
        with self._work.begun(page, say("Undoing"), moves=True) as progress:
            try:
                changed = await self._engine.spooler.undo(token, progress)
            except SpoolError as error:
                self._window.complain(str(error))
            else:
                self._tell_undone(token, changed)

    def _tell_undone(self, token: int, changed: Changed) -> None:
        words = say_count("{n} message stands as before.", "{n} messages stand as before.", changed.count)
        if changed.left:
            words = say_count(
                "Stopped: {done} of {n} message stands as before.",
                "Stopped: {done} of {n} messages stand as before.",
                changed.count + changed.left,
                done=f"{changed.count:,}",
            )
            self._window.undo.tell(words)
            self._token = token
        self._window.announcer.say(words)

    @Slot()
    def _let_go(self) -> None:
        self._token = None


def _done(command: Command, changed: Changed) -> str:
    """Tell what a command did, how many messages it did not fit, and whether it came to all of them."""
    words = stopped(command, changed) if changed.left else done(command, changed.count)
    others = len(changed.refused)
    if not others:
        return words
    return say_count(
        "{done} {n} other was left alone.", "{done} {n} others were left alone.", others, done=words
    )


def refusals(refused: Sequence[Refusal]) -> str:
    """Tell why messages were left alone: of the first one, and how many more there are."""
    more = len(refused) - 1
    first = refused[0].sentence
    if not more:
        return first
    return say_count(
        "{first} {n} more was left alone.", "{first} {n} more were left alone.", more, first=first
    )
