"""What is being done to messages: one thing at a time, whose progress the page shows, and which can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from postroom.desktop.window.actions import Act
from postroom.desktop.window.main_window import MainWindow
from postroom.model.spool_commands import Progress
from postroom.model.text import say

if TYPE_CHECKING:
    from postroom.desktop.spool.page import SpoolPage


class MessageWork:
    """Shows work on the page, and allows the action that stops it as long as there is some."""

    def __init__(self, window: MainWindow) -> None:
        self.is_busy = False
        """Whether something is not done yet."""
        self._window = window
        self._page: SpoolPage | None = None
        self._stop = window.actions_[Act.STOP_MESSAGES]
        self._stop.setEnabled(False)

    def refuses(self) -> bool:
        """Whether something is going on; then say so."""
        if self.is_busy:
            self._window.announcer.say(say("One thing at a time: the last command is not done yet."))
        return self.is_busy

    @contextmanager
    def begun(self, page: SpoolPage, doing: str, *, moves: bool = False) -> Iterator[Progress]:
        """Show how far something is, until it has ended; where it moves messages, the list stays still meanwhile."""
        self._page, self.is_busy, page.reader.is_still = page, True, moves
        page.progress.begin(doing)
        self._stop.setEnabled(True)
        try:
            yield page.progress.tell
        finally:
            self.is_busy = page.reader.is_still = False
            self._stop.setEnabled(False)
            page.progress.end()

    def stop(self) -> None:
        """End it after the part that is under way."""
        if self._page is not None:
            self._page.progress.stop()
