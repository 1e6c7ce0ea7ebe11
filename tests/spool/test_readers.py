"""The threads that read."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postroom.model.spool_errors import SpoolClosed, SpoolUnusable
from postroom.net.tasks import cancel_and_wait
from postroom.spool.database import open_for_writing
from postroom.spool.readers import THREADS, Readers
from tests.spool.spools import DEADLINE

FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
async def readers(tmp_path: Path) -> AsyncIterator[Readers]:
    open_for_writing(tmp_path / "spool.db").close()
    readers = Readers(tmp_path / "spool.db")
    yield readers
    await readers.close()


def ask(connection: sqlite3.Connection, sql: str, *values: object) -> object:
    return connection.execute(sql, values).fetchone()[0]


async def test_calls_get_a_connection_in_another_thread(readers: Readers) -> None:
    assert await readers.read(ask, "SELECT ? + ?", 1, 2) == 3
    names = await readers.run(lambda: threading.current_thread().name)
    assert names.startswith("spool-reader")


async def test_some_read_at_the_same_time(readers: Readers) -> None:
    barrier = threading.Barrier(THREADS)

    def meet(connection: sqlite3.Connection) -> int:
        return barrier.wait(DEADLINE)

    loop = asyncio.get_running_loop()
    met = [loop.create_task(readers.read(meet)) for _ in range(THREADS)]
    assert {await each for each in met} == set(range(THREADS))


async def test_who_cannot_wait_is_told_at_once(readers: Readers) -> None:
    assert readers.read_within(DEADLINE, ask, "SELECT ? + ?", 1, 2) == 3
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        readers.read_within(DEADLINE, ask, "SELECT * FROM nowhere")


async def test_who_cannot_wait_long_enough_gets_nothing(readers: Readers) -> None:
    goes_on, ended = threading.Event(), threading.Event()

    def wait(connection: sqlite3.Connection) -> int:
        goes_on.wait(DEADLINE)
        ended.set()
        return 1

    assert readers.read_within(0.001, wait) is None
    assert not ended.is_set()
    goes_on.set()
    assert await readers.read(ask, "SELECT 1") == 1


async def test_an_error_is_its_callers_and_the_connection_serves_on(readers: Readers) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await readers.read(ask, "SELECT * FROM nowhere")
    assert await readers.read(ask, "SELECT 1") == 1


async def test_closing_stops_what_is_being_read(readers: Readers) -> None:
    await readers.read(ask, "SELECT 1")
    endless = asyncio.get_running_loop().create_task(readers.read(ask, FOREVER))
    await asyncio.sleep(0)
    await readers.close()
    with pytest.raises(SpoolClosed):
        await endless
    with pytest.raises(SpoolClosed):
        await readers.read(ask, "SELECT 1")
    with pytest.raises(SpoolClosed):
        readers.read_within(DEADLINE, ask, "SELECT 1")
    await readers.close()


async def test_a_connection_is_not_closed_under_a_reader_whose_asker_gave_up(readers: Readers) -> None:
    loop = asyncio.get_running_loop()
    reading, stopped = asyncio.Event(), threading.Event()

    def read_on(connection: sqlite3.Connection) -> None:
        loop.call_soon_threadsafe(reading.set)
        try:
            ask(connection, FOREVER)
        finally:
            stopped.set()

    endless = loop.create_task(readers.read(read_on))
    await reading.wait()
    await cancel_and_wait(endless)
    assert not stopped.is_set()
    await readers.close()
    assert stopped.is_set()


async def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    readers = Readers(tmp_path / "nowhere.db")
    with pytest.raises(SpoolUnusable):
        await readers.read(ask, "SELECT 1")
    await readers.close()
    assert not (tmp_path / "nowhere.db").exists()
