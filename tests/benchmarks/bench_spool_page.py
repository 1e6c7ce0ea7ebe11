"""The page of a spool with a million messages, in the real window, on a screen of our own.

python3 packaging/dev.py bench spool_page

The page opens; it is scrolled to places anywhere in the list, in a window of the usual size and in one as large as the
screen; filters, searches and orders are asked for, among them the worst that bench_spool_lists.py finds; more than
100,000 messages are held, and that is undone. It counts when all that is in sight has been painted with its words, and
how late Qt answers meanwhile; at the end, the memory of the whole program. A search has been answered when its first
screen is there, with the number of what it found or with how many there are at least; all of it is listed later, as
told beside. The aims are summed up at the end.

SPOOL_HOME names a folder that keeps the spool for the next time. The file is in the memory of the system.
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

from PySide6.QtWidgets import QApplication

from postroom.desktop import loop
from postroom.desktop.app import open_window, shut_down
from postroom.desktop.lag import LagMeter
from postroom.desktop.look.appearance import Appearance
from postroom.desktop.spool.page import SpoolPage
from postroom.desktop.window.main_window import MainWindow
from postroom.engine.engine import Engine
from postroom.model.account import Account, Server
from postroom.model.message import MessageState
from postroom.model.spool_commands import Command
from postroom.model.spool_filter import Column, Order
from postroom.settings.folders import Folders
from postroom.spool.file_store import FILE
from tests.benchmarks.million import build, read_through
from tests.benchmarks.screen import running_screen
from tests.benchmarks.side_by_side import judged
from tests.benchmarks.watched_page import REST, Painting, Watched

ROWS: Final = int(os.environ.get("SPOOL_ROWS", "1000000"))
PLACES: Final = 200
USUAL: Final = (1240, 820)
LARGE: Final = (1600, 1160)
"""Pixels of a window that is as large as its screen."""
SEARCHES: Final = (
    "invoice", "anna.bob", "ticket 4711", "999999", "an", "nowhere", "q", "zq", "7", "9z", "invoice zq", "77 88"
)  # fmt: skip
WORST: Final = (
    (MessageState.QUEUED, "", Order(Column.ATTEMPTS)),
    (MessageState.SENT, "", Order(Column.ATTEMPTS, descending=False)),
    (None, "invoice", Order(Column.SUBJECT)),
    (MessageState.SENT, "invoice report", Order(Column.RECIPIENT)),
    (MessageState.QUEUED, "an", Order(Column.ATTEMPTS)),
    (None, "anna.bob", Order(Column.SUBJECT, descending=False)),
    (None, "77 88", Order(Column.ATTEMPTS)),
)
"""A state, a search and an order that lead through much of the file."""
OPEN_MS: Final = 300.0
PLACE_MS: Final = 16.0
ANSWER_MS: Final = 200.0
COUNT_MS: Final = 100.0
HOLD_SECONDS: Final = 2.0
MOST_MB: Final = 250.0


@dataclass(frozen=True)
class Figure:
    """What was measured, in a unit, and how much it may be."""

    name: str
    measured: float
    aim: float
    unit: str

    def __str__(self) -> str:
        return f"{self.name:<56}{self.measured:10.2f} {self.unit:<4}{judged(self.measured, self.aim)}"


async def measure(watched: Watched) -> list[Figure]:
    """Print everything, one line each."""
    return [
        await open_page(watched),
        await scroll_everywhere(watched),
        await ask_for_lists(watched),
        await count(watched),
        await hold(watched),
    ]


async def open_page(watched: Watched) -> Figure:
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
    return Figure("page open", milliseconds, OPEN_MS, "ms")


async def scroll_everywhere(watched: Watched) -> Figure:
    """Scroll in windows of both sizes, and in an order in which neighbours lie anywhere in the file."""
    worst = 0.0
    for size, order in ((USUAL, Order()), (LARGE, Order()), (LARGE, Order(Column.SUBJECT))):
        watched.window.resize(*size)
        await watched.answer(partial(watched.page.show_ordered, order))
        first, last = watched.page.table.sight
        print(f"{last - first} rows in sight, by {order.column}:")
        worst = max(worst, await scroll(watched))
    watched.window.resize(*USUAL)
    await watched.answer(partial(watched.page.show_ordered, Order()))
    return Figure("any scroll position painted with its words, 95 %", worst, PLACE_MS, "ms")


async def scroll(watched: Watched) -> float:
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
    p95 = 0.0
    for name, values in (("first frame", at_once), ("all words there", whole)):
        p95 = quantiles(values, n=20)[-1]
        print(
            f"  scrolled, {name}: median {median(values):.1f} ms, 95 % {p95:.1f} ms, {judged(p95, PLACE_MS)}"
        )
    print(f"  Qt answers late by: {meter.stop()}")
    return p95


async def ask_for_lists(watched: Watched) -> Figure:
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
    asked += [
        (f"{state or 'all'} {search!r} by {order.column}", partial(_ask, page, state, search, order))
        for state, search, order in WORST
    ]
    asked.append(("all", partial(_ask, page, None, "", Order())))
    slowest = 0.0
    for name, ask in asked:
        first, whole, lag = await watched.answer(ask)
        found = f"{len(page.model.ids):,} rows in {whole:.0f} ms"
        print(f"{name:<36}{first:6.0f} ms, {judged(first, ANSWER_MS)}; {found}; late 99 % {lag.p99:.1f} ms")
        slowest = max(slowest, first)
    return Figure(f"filter or search answered, the slowest of {len(asked)}", slowest, ANSWER_MS, "ms")


def _ask(page: SpoolPage, state: MessageState | None, search: str, order: Order) -> None:
    """Ask for a state, a search and an order at once."""
    page.reader.order = order
    page.model.show_order(order)
    page.filters.search.setText(search)
    page.filters.choose_states(() if state is None else (state,))


def _search(page: SpoolPage, words: str) -> None:
    """Search without the wait for who types on."""
    page.filters.search.setText(words)
    page.filters.search_now()


async def count(watched: Watched) -> Figure:
    began = time.perf_counter()
    counts = await watched.engine.spooler.count()
    milliseconds = (time.perf_counter() - began) * 1000
    print(f"counts of {counts:,}: {milliseconds:.1f} ms, {judged(milliseconds, COUNT_MS)}")
    return Figure("counts", milliseconds, COUNT_MS, "ms")


async def hold(watched: Watched) -> Figure:
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
    return Figure("100,000 messages held", seconds, HOLD_SECONDS, "s")


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
    window.resize(*USUAL)
    desk = await open_window(window, engine, Appearance(app))
    gc.freeze()  # as the program does
    while not engine.spooler.is_open:  # noqa: ASYNC110 - the window opens it beside
        await asyncio.sleep(0.01)
    await engine.spooler.pause()
    await asyncio.sleep(REST)
    before = memory()
    figures = await measure(Watched(window, desk, engine))
    after = memory()
    print(f"memory: {before:.0f} MB before, {after:.0f} MB after, {judged(after, MOST_MB)}")
    print()
    for figure in (*figures, Figure("memory of the whole program", after, MOST_MB, "MB")):
        print(figure)
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
        read_through(folders.spool / FILE)
        app = QApplication([])
        loop.run(app, run(app, folders))


if __name__ == "__main__":
    main()
