"""Takes copies of the messages that are chosen: lines on the clipboard, and files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from postroom.desktop.spool.words import receiver_of, sender_of, subject_of
from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.desktop.window.message_work import MessageWork
from postroom.engine.engine import Engine
from postroom.engine.message_files import write_beside
from postroom.model.spool_errors import SpoolError
from postroom.model.text import say, say_count

if TYPE_CHECKING:
    from postroom.desktop.spool.page import SpoolPage
    from postroom.desktop.spool.sight_reader import Spawn

AT_ONCE: Final = 500
MOST_COPIED: Final = 10_000
"""So many lines go to the clipboard at most."""


class MessageCopies(QObject):
    """Serves the page of the spooler."""

    def __init__(self, engine: Engine, window: MainWindow, spawn: Spawn, work: MessageWork) -> None:
        super().__init__(window)
        self._engine = engine
        self._window = window
        self._spawn = spawn
        self._work = work
        self._page: SpoolPage | None = None

    def serve(self, page: SpoolPage) -> None:
        """Do what `page` asks for."""
        self._page = page
        page.bar.export_wanted.connect(self.export)
        page.bar.copy_wanted.connect(self.copy)
        page.table.copy_wanted.connect(self.copy)

    def deeds(self) -> dict[Act, Callable[[], object]]:
        """Give what the actions do."""
        return {Act.EXPORT_MESSAGES: self.export, Act.COPY_MESSAGES: self.copy}

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

    @Slot()
    def export(self) -> None:
        """Save the chosen messages as files where one chooses."""
        page = self._page
        if page is None or not page.chooser.choice.count or self._work.refuses():
            return
        ids = page.chooser.ids()
        dialog = QFileDialog(self._window, say("Export messages"))
        if len(ids) == 1:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)  # which asks before a file is replaced
            dialog.setNameFilters([say("Messages (*.eml)"), say("All files (*)")])
            dialog.setDefaultSuffix("eml")
            dialog.selectFile(_name(ids[0]))
        else:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def write(chosen: str) -> None:
            work = (
                self._write_one(page, ids[0], Path(chosen))
                if len(ids) == 1
                else self._write_all(page, ids, Path(chosen))
            )
            self._spawn(work, "export messages")

        dialog.fileSelected.connect(write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    async def _write_one(self, page: SpoolPage, number: int, file: Path) -> None:
        with self._work.begun(page, say("Exporting")):
            try:
                body = await self._engine.spooler.body(number)
                await asyncio.to_thread(file.write_bytes, body)
            except (SpoolError, OSError) as error:
                self._complain(error)
            else:
                self._window.announcer.say(
                    say_count("{n} message is exported.", "{n} messages are exported.", 1)
                )

    async def _write_all(self, page: SpoolPage, ids: Sequence[int], folder: Path) -> None:
        """Write each message to a file of its own, which is called otherwise where its name is taken."""
        done = renamed = 0
        with self._work.begun(page, say("Exporting")) as progress:
            try:
                for number in ids:
                    if not progress(done, len(ids)):
                        break
                    body = await self._engine.spooler.body(number)
                    file = folder / _name(number)
                    renamed += await asyncio.to_thread(write_beside, file, body) != file
                    done += 1
            except (SpoolError, OSError) as error:
                self._complain(error)
                return
        self._window.announcer.say(_exported(done, len(ids), renamed))

    def _complain(self, error: Exception) -> None:
        self._window.complain(say("The messages could not be exported: {error}", error=error))


def _exported(done: int, total: int, renamed: int) -> str:
    if done < total:
        words = say_count(
            "Stopped: {done} of {n} message is exported.",
            "Stopped: {done} of {n} messages are exported.",
            total,
            done=f"{done:,}",
        )
    else:
        words = say_count("{n} message is exported.", "{n} messages are exported.", done)
    if not renamed:
        return words
    return say_count(
        "{exported} {n} has another name, since its own was taken.",
        "{exported} {n} have other names, since their own were taken.",
        renamed,
        exported=words,
    )


def _name(number: int) -> str:
    return f"message-{number}.eml"
