"""The lists of a spool with a million messages: pages, scrolling, every order with filters and searches, bulk commands.

python3 packaging/dev.py bench spool_lists
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Final

from postroom.model.message import HISTORY, PENDING, MessageState
from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_filter import EVERYTHING, Column, Filter, Order
from postroom.net.tasks import spawn
from postroom.spool.file_store import FILE, FileStore
from tests.benchmarks.million import ACCOUNTS, START, build, random_message, read_through
from tests.benchmarks.side_by_side import judged

ROWS: Final = 1_000_000
PAGE: Final = 100
SCREEN: Final = 60
"""Rows of a screen."""
ORDERS: Final = [Order(column, descending) for column in Column for descending in (True, False)]
FILTERS: Final = {
    "everything": EVERYTHING,
    "sent": Filter(states=frozenset({MessageState.SENT})),
    "queued": Filter(states=frozenset({MessageState.QUEUED})),
    "discarded": Filter(states=frozenset({MessageState.DISCARDED})),
    "pending": Filter(states=PENDING),
    "history": Filter(states=HISTORY),
    "an account": Filter(accounts=frozenset({ACCOUNTS[3]})),
    "pending of an account": Filter(states=PENDING, accounts=frozenset({ACCOUNTS[3]})),
    "history of ten accounts": Filter(states=HISTORY, accounts=frozenset(ACCOUNTS[:10])),
}
SEARCHES: Final = (
    "", "invoice", "anna.bob", "invoice report 777", "nowhere", "12345", "an", "zq", "7", "invoice zq", "77 88"
)  # fmt: skip
"""Nothing; what many have, some, few, none; a number; short words, common and rare, with others and rare together."""


def report(name: str, seconds: float, aim: float | None = None, more: str = "") -> None:
    print(f"  {name:<58}{seconds * 1e3:10.1f} ms   {judged(seconds, aim, ' s')}{more}", flush=True)


@contextmanager
def timed(name: str, aim: float | None = None) -> Iterator[None]:
    began = time.perf_counter()
    yield
    report(name, time.perf_counter() - began, aim)


async def seconds_of(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


async def open_first(folder: Path) -> FileStore:
    with timed("opened, and the first page", 0.3):
        store = await FileStore.open(folder)
        await store.page(limit=PAGE)
    return store


async def measure_ids(store: FileStore, order: Order, name: str) -> array[int]:
    began = time.perf_counter()
    ids = array("q")
    async for part in store.ids(EVERYTHING, order):
        if not ids:
            report(f"numbers of all, {name}: the first {len(part):,}", time.perf_counter() - began)
        ids.extend(part)
    report(f"numbers of all, {name}: all {len(ids):,}", time.perf_counter() - began)
    return ids


async def measure_scrolling(store: FileStore, ids: array[int], name: str) -> None:
    """Read the rows of screens all over the list."""
    starts = range(0, len(ids) - SCREEN, len(ids) // 500)
    each = sorted([await seconds_of(lambda at=at: store.rows(ids[at : at + SCREEN])) for at in starts])  # type: ignore[misc]
    report(f"rows of a screen, {name}: 95 %", each[len(each) * 95 // 100], 0.016)


async def measure_lists(store: FileStore, path: Path) -> None:
    """Every order of every filter and search: the first page and the second."""
    for search in SEARCHES:
        read_through(path)
        worst: list[tuple[float, str]] = []
        for (name, each), order in product(FILTERS.items(), ORDERS):
            wanted = Filter(each.states, each.accounts, search)
            began = time.perf_counter()
            page = await store.page(wanted, order, limit=PAGE)
            worst.append((time.perf_counter() - began, f"{name} by {order.column}"))
            if page.next is not None:
                took = await seconds_of(lambda: store.page(wanted, order, page.next, PAGE))  # noqa: B023
                worst.append((took, f"{name} by {order.column}, second page"))
        worst.sort(reverse=True)
        slow = sum(took > 0.2 for took, _ in worst)
        report(f"{len(worst)} lists, search {search!r}: the slowest", worst[0][0], 0.2, f"  {worst[0][1]}")
        report("    in the median", worst[len(worst) // 2][0], None, f"  {slow} over 0.2 s")


async def measure_counts(store: FileStore) -> None:
    report("counts by account and state", await seconds_of(store.counts), 0.1)
    for search in SEARCHES:
        took = [
            (await seconds_of(lambda: store.count(Filter(each.states, each.accounts, search))), name)  # noqa: B023
            for name, each in FILTERS.items()
        ]
        report(f"count of a filter, search {search!r}: the slowest", max(took)[0], 0.2, f"  {max(took)[1]}")


@asynccontextmanager
async def submitting(store: FileStore) -> AsyncIterator[list[float]]:
    """Submit one message after the other meanwhile; gives the seconds that each took."""
    waits: list[float] = []

    async def submit() -> None:
        while True:
            waits.append(await seconds_of(lambda: store.submit(random_message("other"))))

    owner: set[asyncio.Task[None]] = set()
    task = spawn(submit(), name="submit meanwhile", owner=owner)
    yield waits
    task.cancel()
    await asyncio.wait([task])


def report_waits(waits: list[float]) -> None:
    waits.sort()
    report("a submit meanwhile: 95 %", waits[len(waits) * 95 // 100], 0.1, f"  {len(waits)} of them")
    report("a submit meanwhile: the slowest", waits[-1])


async def measure_bulk(store: FileStore) -> None:
    """Hold some hundred thousand messages, and take it back."""
    async with submitting(store) as waits:
        began = time.perf_counter()
        changed = await store.command(Matching(FILTERS["queued"]), Command.HOLD)
        report(f"hold of {changed.count:,}", time.perf_counter() - began, 2 * changed.count / 100_000)
        report_waits(waits)
    assert changed.undo is not None
    began = time.perf_counter()
    undone = await store.undo(changed.undo)
    report(f"undo of {undone.count:,}", time.perf_counter() - began, 2 * undone.count / 100_000)


async def measure_forgetting(store: FileStore) -> None:
    """Forget the oldest twentieth of the history."""
    before = datetime.fromtimestamp((START + ROWS // 20) / 1000, UTC)
    async with submitting(store) as waits:
        began = time.perf_counter()
        forgotten = await store.forget(before)
        report(f"{forgotten:,} forgotten", time.perf_counter() - began)
        report_waits(waits)


def memory() -> float:
    """Give the most memory that the process ever had, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


async def measure(folder: Path) -> None:
    """Print everything."""
    store = await open_first(folder)
    for order, name in ((Order(), "newest first"), (Order(Column.SUBJECT), "by subject")):
        ids = await measure_ids(store, order, name)
        await measure_scrolling(store, ids, name)
    await measure_counts(store)
    await measure_lists(store, folder / FILE)
    await measure_bulk(store)
    await measure_forgetting(store)
    await store.close()
    print(f"  {'memory at most':<58}{memory():10.1f} MB   {judged(memory(), 250, ' MB')}")


def main() -> None:
    """Print one line a measure."""
    with tempfile.TemporaryDirectory(prefix="postroom-benchmark-") as name, asyncio.Runner() as runner:
        build(Path(name), ROWS)
        runner.run(measure(Path(name)))


if __name__ == "__main__":
    main()
