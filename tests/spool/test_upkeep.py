"""What the writer does in its rests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_errors import SpoolFull
from postroom.model.spool_filter import EVERYTHING, Filter
from postroom.spool import upkeep
from postroom.spool.accepting import accept
from postroom.spool.changes import SpoolChanges
from postroom.spool.database import open_for_writing
from postroom.spool.file_store import FILE, FileStore
from postroom.spool.transaction import Transaction
from postroom.spool.upkeep import EAGER_PAUSE, PAUSE, Upkeep, file_some
from tests.spool.samples import DAY, Clock, message
from tests.spool.spools import DEADLINE, Ear, all_of, ids_of


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_writing(tmp_path / FILE)
    yield connection
    connection.close()


def add(connection: sqlite3.Connection, number: int) -> None:
    transaction = Transaction(connection, 1)
    transaction.begin()
    accept(transaction, [message(subject=f"Offer {n}") for n in range(number)])
    transaction.commit()


def found(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("SELECT count(*) FROM words WHERE words MATCH '\"offer\"'").fetchone()[0]
    return number


def test_messages_are_filed_a_few_at_a_time(connection: sqlite3.Connection) -> None:
    assert not file_some(connection, 4)
    add(connection, 10)
    assert [file_some(connection, 4) for _ in range(4)] == [True, True, False, False]
    assert found(connection) == 10
    assert connection.execute("SELECT sum(filed), (SELECT filed_to FROM facts) FROM messages").fetchone() == (
        10,
        10,
    )
    add(connection, 1)
    assert not file_some(connection, 4)
    assert found(connection) == 11


def test_what_is_forgotten_before_it_is_filed_is_passed_over(connection: sqlite3.Connection) -> None:
    add(connection, 4)
    connection.execute("DELETE FROM messages WHERE id < 4")
    assert not file_some(connection, 4)
    assert found(connection) == 1


def test_it_goes_on_at_once_while_there_is_more_to_file(
    connection: sqlite3.Connection,
) -> None:
    add(connection, upkeep.CHUNK + 1)
    keeper = Upkeep(connection)
    pauses = []
    for _ in range(2):
        keeper.look_round(upkeep.REST)
        pauses.append(keeper.pause)
    assert pauses == [EAGER_PAUSE, PAUSE]


def test_while_others_ask_nothing_is_filed_unless_it_is_very_much(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(connection, 10)
    keeper = Upkeep(connection)
    keeper.look_round(0.0)
    assert (found(connection), keeper.pause) == (0, PAUSE)
    monkeypatch.setattr(upkeep, "MOST_UNFILED", 9)
    keeper.look_round(0.0)
    assert found(connection) == 10


def test_it_notices_what_others_wrote_and_not_what_it_wrote_itself(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    keeper = Upkeep(connection)
    assert not keeper.look_round(upkeep.REST)
    add(connection, 1)
    assert not keeper.look_round(upkeep.REST)
    other = open_for_writing(tmp_path / FILE)
    add(other, 1)
    assert keeper.look_round(upkeep.REST) == SpoolChanges(anything=True)
    assert not keeper.look_round(upkeep.REST)
    other.close()


def test_it_looks_round_now_and_then_although_it_is_busy(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("postroom.spool.upkeep.time.monotonic", lambda: now)
    keeper = Upkeep(connection)
    assert not keeper.is_overdue
    now += upkeep.BUSY_PAUSE + 0.1
    assert keeper.is_overdue


async def test_what_another_process_wrote_is_heard_of(file_store: FileStore, tmp_path: Path) -> None:
    ear = Ear(file_store)
    other = await FileStore.open(tmp_path / "spool")
    await other.submit(message())
    assert await ear.next() == SpoolChanges(anything=True)
    await other.close()


async def test_a_message_is_found_before_and_after_it_was_filed_and_not_when_it_is_gone(
    file_store: FileStore, tmp_path: Path, clock: Clock
) -> None:
    numbers = await all_of(file_store.submit(message(subject=f"Offer {n}")) for n in range(5))
    wanted = Filter(search="offer")
    assert sorted(await ids_of(file_store, wanted)) == numbers
    look = open_for_writing(tmp_path / "spool" / FILE)
    async with asyncio.timeout(DEADLINE):
        while found(look) < len(numbers):
            await file_store.counts()
    assert sorted(await ids_of(file_store, wanted)) == numbers
    await file_store.command(Matching(EVERYTHING), Command.CANCEL)
    clock.advance(DAY)
    assert await file_store.forget(clock()) == len(numbers)
    assert await ids_of(file_store, wanted) == []
    assert found(look) == 0
    look.close()


@pytest.mark.parametrize("trouble", [SpoolFull(), RuntimeError("a fault of ours")], ids=repr)
async def test_trouble_in_a_rest_is_logged_once_and_the_writer_goes_on(
    file_store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: Exception,
) -> None:
    failed = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()

    def fail(connection: sqlite3.Connection) -> bool:
        connection.execute("BEGIN IMMEDIATE")
        loop.call_soon_threadsafe(failed.release)
        raise trouble

    monkeypatch.setattr(upkeep, "file_some", fail)
    async with asyncio.timeout(DEADLINE):
        for _ in range(3):
            await failed.acquire()
    assert await file_store.submit(message()) == 1
    assert caplog.text.count("cannot be looked after") == 1
