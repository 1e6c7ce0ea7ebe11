"""The queue's page in the real window, and when it has been painted: the subject of bench_spool_page.py."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject

from postroom.desktop.lag import Lag, LagMeter
from postroom.desktop.spool.page import SpoolPage
from postroom.desktop.window.desk import Desk
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine

REST: Final = 0.5
"""Seconds between two measurements."""


class Painting(QObject):
    """Watches the list being painted: the first time from now on, and the first time that it needed no placeholder."""

    def __init__(self, page: SpoolPage) -> None:
        super().__init__()
        self._page = page
        self.first = asyncio.Event()
        self.whole = asyncio.Event()
        page.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() == QEvent.Type.Paint:
            later = asyncio.get_running_loop().call_soon  # that is when it has been painted
            later(self.first.set)
            if not self._page.model.unknown(*self._page.table.sight):
                later(self.whole.set)
        return False

    def end(self) -> None:
        self._page.table.viewport().removeEventFilter(self)


@dataclass(frozen=True)
class Watched:
    """The window with its page."""

    window: MainWindow
    desk: Desk
    engine: Engine

    @property
    def page(self) -> SpoolPage:
        return self.desk.spool.page

    async def until_painted(self) -> None:
        """Return when all that is in sight has been painted with its words. An empty list is not painted."""
        if not self.page.model.ids:
            return
        painting = Painting(self.page)
        self.page.table.viewport().update()
        await painting.whole.wait()
        painting.end()

    async def until_begun(self) -> None:
        """Return when the list has its first rows."""
        begun = asyncio.Event()
        self.page.reader.listed.connect(begun.set)
        if not self.page.model.ids:
            await begun.wait()
        self.page.reader.listed.disconnect(begun.set)

    async def until_listed(self) -> None:
        while self.page.reader.is_listing:  # noqa: ASYNC110 - this is the measurement
            await asyncio.sleep(0.005)

    async def answer(self, ask: Callable[[], object]) -> tuple[float, float, Lag]:
        """Ask for another list; give the milliseconds to its first rows, to its last, and the lag meanwhile."""
        await self.until_listed()
        await asyncio.sleep(REST)
        begun = asyncio.Event()
        self.page.reader.listed.connect(begun.set)
        meter = LagMeter()
        meter.start()
        began = time.perf_counter()
        ask()
        await begun.wait()
        await self.until_painted()
        first = time.perf_counter() - began
        await self.until_listed()
        whole = time.perf_counter() - began
        self.page.reader.listed.disconnect(begun.set)
        return first * 1000, whole * 1000, meter.stop()
