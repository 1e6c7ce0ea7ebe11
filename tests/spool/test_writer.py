"""The writer: what is asked for together shares a commit, and what fails fails alone."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from postroom.model.spool_errors import SpoolClosed, SpoolError, SpoolLocked, UnknownMessage
from postroom.spool import writer as module
from postroom.spool.changes import SpoolChanges
from postroom.spool.database import open_for_writing
from postroom.spool.transaction import AT_ONCE, Transaction, one_by_one
from postroom.spool.upkeep import Upkeep
from postroom.spool.writer import Writer
from tests.spool.spools import DEADLINE, all_of

NOW = 4711


class Bench:
    """A writer, a gate before its works, and what it has told."""

    def __init__(self, path: Path) -> None:
        self.connection = open_for_writing(path)
        self.told: list[SpoolChanges] = []
        self.groups: list[list[int]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.is_held_up = threading.Event()
        self.writer = Writer(
            self.connection, clock=lambda: NOW, upkeep=Upkeep(self.connection), tell=self.told.append
        )

    def note(self, transaction: Transaction, payloads: Sequence[int]) -> list[int | SpoolError]:
        """Keep the numbers in the file; 0 is refused, and a negative one breaks everything."""
        self.is_held_up.set()
        assert self.gate.wait(DEADLINE)
        self.groups.append(list(payloads))
        for number in payloads:
            if number < 0:
                raise ZeroDivisionError
        transaction.insert(
            "INSERT INTO held_lanes VALUES (?, '', ?)",
            [(str(number), transaction.now) for number in payloads if number],
        )
        transaction.touched.update(number for number in payloads if number)
        return [number * 10 if number else UnknownMessage(0) for number in payloads]

    @property
    def kept(self) -> set[int]:
        reader = sqlite3.connect(self.connection.execute("PRAGMA database_list").fetchone()[2])
        rows = reader.execute("SELECT account FROM held_lanes").fetchall()
        reader.close()
        return {int(account) for (account,) in rows}


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "spool.db")
    yield bench
    bench.gate.set()
    await bench.writer.close()


async def ask_while_busy(bench: Bench, *numbers: int) -> list[asyncio.Future[int]]:
    """Ask for the numbers while the writer is held up by another request, number 99."""
    bench.gate.clear()
    bench.is_held_up.clear()
    first = bench.writer.write(bench.note, 99)
    await asyncio.sleep(0)  # what is asked for in a turn of the loop is handed over at its end
    assert bench.is_held_up.wait(DEADLINE)
    futures = [first, *(bench.writer.write(bench.note, number) for number in numbers)]
    await asyncio.sleep(0)
    bench.gate.set()
    return futures


async def test_what_is_asked_for_while_it_commits_is_done_together(bench: Bench) -> None:
    assert await all_of(await ask_while_busy(bench, *range(1, 99))) == [990, *range(10, 990, 10)]
    assert list(map(len, bench.groups)) == [1, 98]
    assert bench.kept == set(range(1, 100))


async def test_each_hears_its_own_result_and_all_hear_the_changes(bench: Bench) -> None:
    first, refused, second = (bench.writer.write(bench.note, number) for number in (1, 0, 2))
    assert (await first, await second) == (10, 20)
    with pytest.raises(UnknownMessage):
        await refused
    assert set().union(*(changes.messages for changes in bench.told)) == {1, 2}


async def test_one_that_breaks_does_not_break_the_others(bench: Bench) -> None:
    held_up, first, broken, second = await ask_while_busy(bench, 1, -1, 2)
    assert await all_of([held_up, first, second]) == [990, 10, 20]
    with pytest.raises(ZeroDivisionError):
        await broken
    assert bench.kept == {99, 1, 2}


async def test_different_works_share_a_commit_too(bench: Bench) -> None:
    def double(transaction: Transaction, number: int) -> int:
        if number == 13:
            raise UnknownMessage(13)
        return number * 2

    work = one_by_one(double)
    notes, doubles = bench.writer.write(bench.note, 1), bench.writer.write(work, 4)
    assert (await notes, await doubles) == (10, 8)
    with pytest.raises(UnknownMessage):
        await bench.writer.write(work, 13)


async def test_a_result_can_be_finished_on_the_loop(bench: Bench) -> None:
    here = threading.get_ident()
    finished = bench.writer.write_and(bench.note, 7, lambda result: (result, threading.get_ident()))
    assert await finished == (70, here)
    with pytest.raises(UnknownMessage):
        await bench.writer.write_and(bench.note, 0, lambda result: result)
    failed, other = (
        bench.writer.write_and(bench.note, 8, lambda result: 1 / 0),
        bench.writer.write(bench.note, 9),
    )
    with pytest.raises(ZeroDivisionError):
        await failed
    assert await other == 90


@pytest.mark.parametrize("number", [0, 1, 2, 3, 8, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE + 5])
async def test_rows_are_inserted_many_at_a_time(bench: Bench, number: int) -> None:
    rows = range(1, number + 1)

    def insert(transaction: Transaction, numbers: Sequence[int]) -> None:
        transaction.insert(
            "INSERT INTO held_lanes (account, since, reason) VALUES (?, ? * 2, ?)",
            [(str(each), each, "") for each in numbers],
        )

    await bench.writer.write(one_by_one(insert), rows)
    kept = bench.connection.execute("SELECT account, since FROM held_lanes ORDER BY since").fetchall()
    assert kept == [(str(each), each * 2) for each in rows]


async def test_one_who_no_longer_waits_is_not_told(bench: Bench) -> None:
    held_up, gone, there = await ask_while_busy(bench, 1, 2)
    gone.cancel()
    assert await all_of([held_up, there]) == [990, 20]
    assert bench.kept == {99, 1, 2}


async def test_large_payloads_do_not_all_go_into_one_commit(bench: Bench) -> None:
    bench.gate.clear()
    futures = [bench.writer.write(bench.note, n, weight=module.MOST_WEIGHT // 2) for n in range(1, 13)]
    bench.gate.set()
    await all_of(futures)
    assert max(map(len, bench.groups)) <= 3


async def test_so_many_requests_and_no_more_share_a_commit(bench: Bench) -> None:
    await all_of(await ask_while_busy(bench, *range(100, 110 + module.MOST_REQUESTS)))
    assert list(map(len, bench.groups)) == [1, module.MOST_REQUESTS, 10]


async def test_closing_does_first_what_was_asked_for(bench: Bench) -> None:
    futures = await ask_while_busy(bench, 1, 2, 3)
    await bench.writer.close()
    assert await all_of(futures) == [990, 10, 20, 30]
    with pytest.raises(SpoolClosed):
        bench.writer.write(bench.note, 4)
    await bench.writer.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        bench.connection.execute("SELECT 1")


async def test_closing_releases_even_when_it_is_cancelled(bench: Bench) -> None:
    bench.gate.clear()
    future = bench.writer.write(bench.note, 1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await bench.writer.close()
    bench.gate.set()
    assert await future == 10
    await bench.writer.close()


async def test_another_who_holds_the_file_is_waited_for_and_then_named(bench: Bench, tmp_path: Path) -> None:
    bench.connection.execute("PRAGMA busy_timeout = 50")
    other = open_for_writing(tmp_path / "spool.db")
    other.execute("BEGIN IMMEDIATE")
    futures = [bench.writer.write(bench.note, number) for number in (1, 2)]
    for future in futures:
        with pytest.raises(SpoolLocked):
            await future
    other.execute("ROLLBACK")
    other.close()
    assert await bench.writer.write(bench.note, 3) == 30
    assert bench.kept == {3}


def test_a_loop_that_ends_first_is_noticed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def start() -> Writer:
        connection = open_for_writing(tmp_path / "spool.db")
        return Writer(connection, clock=lambda: NOW, upkeep=Upkeep(connection), tell=lambda changes: None)

    with asyncio.Runner() as runner:
        writer = runner.run(start())
        runner.run(asyncio.sleep(0))
        threads = {thread for thread in threading.enumerate() if thread.name == "spool-writer"}
        closing = runner.get_loop().create_task(writer.close())
        runner.get_loop().call_soon(closing.cancel)
        with pytest.raises(asyncio.CancelledError):
            runner.get_loop().run_until_complete(closing)
    for thread in threads:
        thread.join(DEADLINE)
        assert not thread.is_alive()
