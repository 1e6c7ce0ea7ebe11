"""Does what is asked for about the messages that are chosen: commands, which can be undone, export and copying."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from postroom.desktop.spool.choice import doing, done, full_name, stopped
from postroom.desktop.spool.words import receiver_of, sender_of, subject_of
from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine
from postroom.model.spool_commands import Changed, Command, Progress, Refusal, Why
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
AT_ONCE: Final = 500
MOST_COPIED: Final = 10_000
"""So many lines go to the clipboard at most."""


class MessageCommands(QObject):
    """Serves the page of the spooler, and the actions about messages."""

    def __init__(self, engine: Engine, window: MainWindow, spawn: Spawn) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._spawn = spawn
        self._page: SpoolPage | None = None
        self._is_shown = False
        self.is_busy = False
        """Whether a command is not done yet."""
        self._token: int | None = None
        self.menu = QMenu(window)
        window.actions_[Act.STOP_MESSAGES].setEnabled(False)
        window.undo.undone.connect(self._take_back)
        window.undo.settled.connect(self._let_go)
        self._follow()

    def serve(self, page: SpoolPage) -> None:
        """Do what `page` asks for."""
        self._page = page
        page.bar.wanted.connect(self.do)
        page.bar.export_wanted.connect(self.export)
        page.bar.copy_wanted.connect(self.copy)
        page.table.copy_wanted.connect(self.copy)
        page.chooser.changed.connect(self._follow)
        page.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        page.table.customContextMenuRequested.connect(self.open_menu)

    def deeds(self) -> dict[Act, Callable[[], object]]:
        """Give what the actions about messages do."""
        return {act: partial(self.ask, command) for command, act in ACTS.items()} | {
            Act.STOP_MESSAGES: self.stop,
            Act.CHOOSE_MESSAGES: self.choose_all,
            Act.SHOW_MESSAGES: self.show_all,
            Act.EXPORT_MESSAGES: self.export,
            Act.COPY_MESSAGES: self.copy,
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
        if self._page is not None and not self._refuses():
            self._spawn(self._do(self._page, command), f"{command} messages")

    async def _do(self, page: SpoolPage, command: Command) -> None:
        with self._working(page, doing(command)) as progress:
            page.reader.is_still = True
            try:
                selection = await page.chooser.selection()
                changed = await self._engine.spooler.command(selection, command, progress)
            except SpoolError as error:
                self._window.complain(str(error))
            else:
                self._tell(command, changed)

    @contextmanager
    def _working(self, page: SpoolPage, doing: str) -> Iterator[Progress]:
        """Show how far something is, and let one stop it."""
        stop = self._window.actions_[Act.STOP_MESSAGES]
        page.progress.begin(doing)
        self.is_busy = True
        stop.setEnabled(True)
        try:
            yield page.progress.tell
        finally:
            self.is_busy = page.reader.is_still = False
            stop.setEnabled(False)
            page.progress.end()

    def stop(self) -> None:
        """End what is being done to messages after the part that is under way."""
        if self._page is not None:
            self._page.progress.stop()

    def _refuses(self) -> bool:
        """Whether something is going on; then say so."""
        if self.is_busy:
            self._window.announcer.say(say("One thing at a time: the last command is not done yet."))
        return self.is_busy

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
        with self._working(page, say("Undoing")) as progress:
            page.reader.is_still = True
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

    # Copying

    @Slot()
    def copy(self) -> None:
        """Put the chosen messages on the clipboard, one a line."""
        if self._page is not None and self._page.chooser.choice.count:
            self._spawn(self._copy(self._page), "copy messages")

    async def _copy(self, page: SpoolPage) -> None:
        ids = page.chooser.ids()[:MOST_COPIED]
        lines: list[str] = []
        try:
            for start in range(0, len(ids), AT_ONCE):
                rows = await self._engine.spooler.rows(ids[start : start + AT_ONCE])
                lines += [
                    "\t".join((str(row.id), sender_of(row), receiver_of(row), subject_of(row)))
                    for row in rows
                ]
        except SpoolError as error:
            self._window.complain(str(error))
            return
        words = say_count("{n} message is copied.", "{n} messages are copied.", len(lines))
        self._window.announcer.copy("\n".join(lines), words)

    # Export

    @Slot()
    def export(self) -> None:
        """Save the chosen messages as files where one chooses."""
        page = self._page
        if page is None or not page.chooser.choice.count or self._refuses():
            return
        ids = page.chooser.ids()
        dialog = QFileDialog(self._window, say("Export messages"))
        if len(ids) == 1:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilters([say("Messages (*.eml)"), say("All files (*)")])
            dialog.setDefaultSuffix("eml")
            dialog.selectFile(_name(ids[0]))
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def write(chosen: str) -> None:
            path = Path(chosen)
            files = [path] if len(ids) == 1 else [path / _name(number) for number in ids]
            self._spawn(self._write(page, ids, files), "export messages")

        dialog.fileSelected.connect(write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def _write(self, page: SpoolPage, ids: Sequence[int], files: Sequence[Path]) -> None:
        with self._working(page, say("Exporting")) as progress:
            try:
                for place, (number, file) in enumerate(zip(ids, files, strict=True)):
                    body = await self._engine.spooler.body(number)
                    await asyncio.to_thread(file.write_bytes, body)
                    progress(place + 1, len(ids))
            except (SpoolError, OSError) as error:
                self._window.complain(say("The messages could not be exported: {error}", error=error))
            else:
                words = say_count("{n} message is exported.", "{n} messages are exported.", len(ids))
                self._window.announcer.say(words)


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


def _name(number: int) -> str:
    return f"message-{number}.eml"
