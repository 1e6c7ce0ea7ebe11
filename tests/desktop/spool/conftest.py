"""The page of the spooler on a spooler without an engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from postroom.desktop.look import theme
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.spool.page import SpoolPage
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.spool.changes import SpoolChanges
from tests.desktop.conftest import until
from tests.desktop.spool.fake import FakeSpooler


class Shown:
    """A page, and the spooler that it shows."""

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()
        self.spooler = FakeSpooler()
        self.page = SpoolPage(self.spooler, self._spawn)
        self.spooler.listeners.append(self._tell)

    def _spawn(self, coro: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        return spawn(coro, name=name, owner=self.tasks)

    def _tell(self, changes: SpoolChanges) -> None:
        if changes.messages or changes.anything:
            self.page.tell_changes(changes.messages, many=changes.anything)
        self.page.show_standing()

    async def show(self) -> None:
        """Show the page, and wait until it has read everything."""
        self.page.resize(960, 720)
        self.page.show()
        self.page.activateWindow()
        self.page.show_list()
        await self.settled()

    async def settled(self) -> None:
        """Return when nothing is read any more."""
        await until(lambda: not self.is_reading)

    @property
    def is_reading(self) -> bool:
        """Whether something is read, or is about to be."""
        return bool(self.tasks) or self.page.reader._rest.isActive()

    def texts(self, column: int) -> list[str]:
        """What a column tells."""
        model = self.page.model
        return [model.index(row, column).data() for row in range(model.rowCount())]


@pytest.fixture
async def shown(qapp: QApplication) -> AsyncIterator[Shown]:
    theme.choose(Qt.ColorScheme.Light)
    Appearance(qapp).refresh()
    made = Shown()
    yield made
    made.page.hide()
    await cancel_and_wait(*made.tasks)
    made.page.deleteLater()
    qapp.setStyleSheet("")
