"""Lists of a file are the same whichever way they are read, and the usual ways follow an index."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postroom.model.message import MessageState
from postroom.model.spool_filter import EVERYTHING, Column, Filter, Key, Order
from postroom.model.spool_message import Counts
from postroom.spool import listing, looking, searching
from postroom.spool.database import open_for_reading, open_for_writing
from postroom.spool.file_store import FILE, FileStore
from postroom.spool.listing import Circumstances, list_query
from postroom.spool.upkeep import Upkeep, file_some
from tests.spool.lists import ORDERS, check_lists, fill
from tests.spool.samples import Clock

MANY = 10**9
SENT = frozenset({MessageState.SENT})


@pytest.fixture
async def unfiled(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FileStore]:
    """A store with messages of all kinds, of which none is filed."""
    monkeypatch.setattr(Upkeep, "is_overdue", False)
    monkeypatch.setattr("postroom.spool.upkeep.file_some", lambda connection: False)
    store = await FileStore.open(tmp_path, clock)
    await fill(store, clock)
    yield store
    await store.close()


def file_messages(folder: Path, chunk: int, chunks: int) -> None:
    connection = open_for_writing(folder / FILE)
    for _ in range(chunks):
        file_some(connection, chunk)
    connection.close()


@pytest.mark.parametrize(("gathered", "marked"), [(MANY, 0), (0, MANY), (0, 0), (20, 40)])
@pytest.mark.parametrize("chunks", [0, 1, 2], ids=["none filed", "half filed", "all filed"])
@pytest.mark.stock_loop_only
async def test_every_way_leads_to_the_same_list(
    unfiled: FileStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gathered: int,
    marked: int,
    chunks: int,
) -> None:
    file_messages(tmp_path, 48, chunks)
    monkeypatch.setattr(listing, "GATHERED", gathered)
    monkeypatch.setattr(searching, "SOUGHT", gathered)
    monkeypatch.setattr(searching, "SOUGHT_IF_RARE", gathered)
    monkeypatch.setattr(listing, "SOUGHT", gathered)
    monkeypatch.setattr(listing, "MARKED", marked)
    await check_lists(unfiled)


@pytest.mark.parametrize(
    ("limits", "patience"),
    [
        ({"COMMON": 2.0}, MANY),
        ({"COMMON": 0.0}, MANY),
        ({"COMMON": 0.0, "MARKED": 2.0}, 0),
        ({"COMMON": 0.0, "MARKED": 0.0}, 0),
        ({"COMMON": 2.0, "RARE": 2.0, "MARKED": 2.0, "SOUGHT_IF_RARE": 16}, 0),
    ],
    ids=["looked up", "met", "marked when they are not met", "not met at all", "rare together"],
)
@pytest.mark.stock_loop_only
async def test_words_are_found_however_common_they_are(
    unfiled: FileStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limits: dict[str, float],
    patience: int,
) -> None:
    file_messages(tmp_path, 48, 1)
    for name, limit in limits.items():
        monkeypatch.setattr(searching, name, limit)
    monkeypatch.setattr(looking, "PATIENCE", patience)
    await check_lists(unfiled)


@pytest.fixture
async def reader(file_store: FileStore, tmp_path: Path) -> AsyncIterator[sqlite3.Connection]:
    connection = open_for_reading(tmp_path / "spool" / FILE)
    yield connection
    connection.close()


def known(**numbers: int) -> Circumstances:
    counts = {("main", MessageState(state)): number for state, number in numbers.items()}
    return Circumstances(Counts(counts), filed_to=0)


def plan(connection: sqlite3.Connection, wanted: Filter, order: Order, circumstances: Circumstances) -> str:
    """How SQLite goes about a list behind some key."""
    query = list_query(wanted, order, Key(5, 5), circumstances, limit=100)
    rows = connection.execute("EXPLAIN QUERY PLAN " + query.sql, query.values)
    return "\n".join(row[-1] for row in rows).replace(" TABLE ", " ")  # which SQLite before 3.36 says besides


SORTED = {
    **dict.fromkeys((Column.SENDER, Column.RECIPIENT, Column.SUBJECT, Column.SIZE), 3),
    Column.NEXT_ATTEMPT: 2,
}
"""What is sorted in lists of two parts: a page of each when they are merged, and the few that are not filed."""


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_no_order_of_everything_is_sorted(reader: sqlite3.Connection, order: Order) -> None:
    steps = plan(reader, EVERYTHING, order, known(sent=1_000_000))
    assert steps.count("USE TEMP B-TREE") == SORTED.get(order.column, 0), steps
    assert "SCAN messages" not in steps


async def test_the_newest_of_one_state_come_from_its_index(reader: sqlite3.Connection) -> None:
    steps = plan(reader, Filter(states=SENT), Order(), known(sent=700_000, queued=300_000))
    assert steps == "SEARCH standings USING COVERING INDEX standings_state (state=? AND message<?)"


async def test_few_are_gathered_many_are_marked_and_very_many_are_met_on_the_way(
    reader: sqlite3.Connection,
) -> None:
    order = Order(Column.SUBJECT)
    gathered, marked, walked = (
        plan(reader, Filter(states=SENT), order, known(sent=number, queued=1_000_000))
        for number in (5_000, 100_000, 500_000)
    )
    assert "messages_subject" not in gathered
    assert "standings_state" in gathered
    assert "messages_subject" in marked
    assert "standings_state" in marked
    assert "messages_subject" in walked
    assert "standings_state" not in walked
