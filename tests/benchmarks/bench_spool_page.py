"""The page of a spool with a million messages, in the real window, on a screen of our own.

python3 packaging/dev.py bench spool_page

The page opens; it is scrolled to places anywhere in the list; filters, searches and orders are asked for; more than
100,000 messages are held, and that is undone. It counts when all that is in sight has been painted with its words, and
how late Qt answers meanwhile; at the end, the memory of the whole program. SPOOL_HOME names a folder that keeps the
spool for the next time.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from postroom.desktop import loop
from postroom.desktop.app import open_window, shut_down
from postroom.desktop.lag import Lag, LagMeter
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.spool.page import SpoolPage
from postroom.desktop.window.desk import Desk
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine
from postroom.model.account import Account, Server
from postroom.model.message import MessageState
from postroom.model.spool_commands import Command
from postroom.model.spool_filter import Column, Order
from postroom.settings.folders import Folders
from tests.benchmarks.million import build
from tests.benchmarks.screen import running_screen
from tests.benchmarks.side_by_side import judged

ROWS: Final = int(os.environ.get("SPOOL_ROWS", "1000000"))
PLACES: Final = 200
REST: Final = 1.0
SEARCHES: Final = ("invoice", "anna.bob", "ticket 4711", "999999", "an", "nowhere")
OPEN_MS: Final = 300.0
PLACE_MS: Final = 16.0
ANSWER_MS: Final = 200.0
COUNT_MS: Final = 100.0
HOLD_SECONDS: Final = 2.0
MOST_MB: Final = 250.0


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


async def measure(watched: Watched) -> None:
    """Print everything, one line each."""
    await open_page(watched)
    await scroll(watched)
    await ask_for_lists(watched)
    await count(watched)
    await hold(watched)


async def open_page(watched: Watched) -> None:
    meter = LagMeter()
    meter.start()
    began = time.perf_counter()
    watched.desk.spool.show_page()
    await watched.until_begun()
    await watched.until_painted()
    milliseconds = (time.perf_counter() - began) * 1000
    print(f"page open: {milliseconds:.0f} ms, {judged(milliseconds, OPEN_MS)}")
    await watched.until_listed()
    print(f"  all {len(watched.page.model.ids):,} rows listed after {time.perf_counter() - began:.2f} s")
    print(f"  Qt answers late by: {meter.stop()}")


async def scroll(watched: Watched) -> None:
    """Go to places anywhere in the list: the frame that comes at once, and the one in which all words are there."""
    bar = watched.page.table.verticalScrollBar()
    await asyncio.sleep(REST)
    at_once, whole = [], []
    meter = LagMeter()
    meter.start()
    for _ in range(PLACES):
        began = time.perf_counter()
        painting = Painting(watched.page)
        bar.setValue(random.randrange(bar.maximum()))
        await painting.first.wait()
        at_once.append((time.perf_counter() - began) * 1000)
        await painting.whole.wait()
        whole.append((time.perf_counter() - began) * 1000)
        painting.end()
        await asyncio.sleep(0.02)
    for name, values in (("first frame", at_once), ("all words there", whole)):
        p95 = quantiles(values, n=20)[-1]
        print(f"scrolled, {name}: median {median(values):.1f} ms, 95 % {p95:.1f} ms, {judged(p95, PLACE_MS)}")
    print(f"  Qt answers late by: {meter.stop()}")


async def ask_for_lists(watched: Watched) -> None:
    """Ask for filters, searches and orders."""
    page = watched.page
    asked: list[tuple[str, Callable[[], object]]] = [
        ("held", lambda: page.filters.choose_states({MessageState.HELD})),
        (
            "queued and deferred",
            lambda: page.filters.choose_states([MessageState.QUEUED, MessageState.DEFERRED]),
        ),
        ("sent", lambda: page.filters.choose_states({MessageState.SENT})),
        ("all", page.filters.show_all),
    ]
    asked += [(f"search for {words}", partial(_search, page, words)) for words in SEARCHES]
    asked.append(("all", page.filters.show_all))
    asked += [(f"by {column}", partial(page.show_ordered, Order(column, False))) for column in Column]
    asked.append(("newest first", partial(page.show_ordered, Order())))
    for name, ask in asked:
        first, whole, lag = await watched.answer(ask)
        found = f"{len(page.model.ids):,} rows in {whole:.0f} ms"
        print(f"{name:<24}{first:6.0f} ms, {judged(first, ANSWER_MS)}; {found}; late 99 % {lag.p99:.1f} ms")


def _search(page: SpoolPage, words: str) -> None:
    """Search without the wait for who types on."""
    page.filters.search.setText(words)
    page.filters.search_now()


async def count(watched: Watched) -> None:
    began = time.perf_counter()
    counts = await watched.engine.spooler.count()
    milliseconds = (time.perf_counter() - began) * 1000
    print(f"counts of {counts:,}: {milliseconds:.1f} ms, {judged(milliseconds, COUNT_MS)}")


async def hold(watched: Watched) -> None:
    """Hold what is queued, and take it back."""
    page = watched.page
    await watched.answer(lambda: page.filters.choose_states({MessageState.QUEUED}))
    page.chooser.choose_everything()
    await asyncio.sleep(REST)
    number = page.chooser.choice.fitting(Command.HOLD)
    meter = LagMeter()
    meter.start()
    began = time.perf_counter()
    page.bar.ask(Command.HOLD)
    await until_done(watched)
    seconds = (time.perf_counter() - began) * 100_000 / number
    print(f"held {number:,} messages: {seconds:.2f} s for 100,000, {judged(seconds, HOLD_SECONDS)}")
    print(f"  Qt answers late by: {meter.stop()}")
    await asyncio.sleep(REST)
    meter.start()
    watched.window.undo.undo()
    await until_done(watched)
    print(f"  undone; Qt answers late by: {meter.stop()}")


async def until_done(watched: Watched) -> None:
    """Return when the command that has just been asked for is done."""
    messages = watched.desk.spool.messages
    while not messages.is_busy:  # noqa: ASYNC110 - this is the measurement
        await asyncio.sleep(0.001)
    while messages.is_busy:  # noqa: ASYNC110 - this is the measurement
        await asyncio.sleep(0.005)


def memory() -> float:
    """Give the memory of this process in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    raise AssertionError


async def run(app: QApplication, folders: Folders) -> int:
    """Open the window, measure, and close it."""
    engine = Engine.start(folders)
    engine.change_preferences(replace(engine.preferences, history_days=100_000))
    if not engine.accounts:
        engine.add_account(Account(name="account 0", smtp=Server("127.0.0.1", 1)))
    window = MainWindow()
    window.resize(1240, 820)
    desk = await open_window(window, engine, Appearance(app))
    gc.freeze()  # as the program does
    while not engine.spooler.is_open:  # noqa: ASYNC110 - the window opens it beside
        await asyncio.sleep(0.01)
    await engine.spooler.pause()
    await asyncio.sleep(REST)
    before = memory()
    await measure(Watched(window, desk, engine))
    after = memory()
    print(f"memory: {before:.0f} MB before, {after:.0f} MB after, {judged(after, MOST_MB)}")
    await shut_down(desk, engine)
    window.hide()
    return 0


def main() -> None:
    """Build the spool, open a window on a screen of its own, and measure."""
    with ExitStack() as stack:
        os.environ |= stack.enter_context(running_screen())
        kept = os.environ.get("SPOOL_HOME")
        home = Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="postroom-benchmark-")))
        folders = Folders.under(home)
        if not folders.spool.exists():
            folders.spool.mkdir(parents=True)
            build(folders.spool, ROWS)
        app = QApplication([])
        loop.run(app, run(app, folders))


if __name__ == "__main__":
    main()
