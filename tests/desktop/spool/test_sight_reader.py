"""What comes in sight is known before it is painted, or soon after; and what changes meanwhile is read again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from PySide6.QtTest import QSignalSpy

from postroom.desktop.spool.columns import Shown as Column
from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_errors import SpoolFull
from postroom.model.spool_message import MessageRow
from tests.desktop.conftest import until
from tests.desktop.spool.conftest import Shown

pytestmark = pytest.mark.qt_loop_only


async def fill(shown: Shown, number: int = 400) -> list[int]:
    return [await shown.spooler.submit(f"Invoice {n}") for n in range(number)]


def jump(shown: Shown) -> None:
    bar = shown.page.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)


def unknown(shown: Shown) -> list[int]:
    return shown.page.model.unknown(*shown.page.table.sight)


async def test_a_place_that_one_jumps_to_is_known_at_once(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    gone = QSignalSpy(shown.page.reader.sight.gone)
    _, last = shown.page.table.sight
    jump(shown)
    assert shown.page.table.sight[0] > last + 100
    assert unknown(shown) == []
    assert gone.count() == 0


async def test_where_reading_takes_long_the_words_come_later(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(shown)
    await shown.show()
    monkeypatch.setattr(shown.spooler, "rows_within", lambda seconds, ids: None)
    jump(shown)
    assert len(unknown(shown)) > 5
    await until(lambda: not unknown(shown))


async def test_trouble_is_told_by_who_reads_beside(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(shown)
    await shown.show()

    def fail(seconds: float, ids: Sequence[int]) -> tuple[MessageRow, ...]:
        raise SpoolFull

    async def fail_beside(ids: Sequence[int]) -> tuple[MessageRow, ...]:
        raise SpoolFull

    monkeypatch.setattr(shown.spooler, "rows_within", fail)
    monkeypatch.setattr(shown.spooler, "rows", fail_beside)
    troubled = QSignalSpy(shown.page.reader.troubled)
    jump(shown)
    assert troubled.count() == 0
    await until(lambda: troubled.count() == 1)


async def test_a_change_that_comes_while_a_message_is_read_is_shown(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = await fill(shown, 10)
    await shown.show()
    read, goes_on = shown.spooler.rows, asyncio.Event()
    was_read: list[tuple[MessageRow, ...]] = []

    async def read_slowly(ids: Sequence[int]) -> tuple[MessageRow, ...]:
        rows = await read(ids)
        was_read.append(rows)
        await goes_on.wait()
        return rows

    monkeypatch.setattr(shown.spooler, "rows", read_slowly)
    shown.page.tell_changes(frozenset(numbers), many=False)
    await until(lambda: bool(was_read))
    await shown.spooler.command(Chosen((Seen(numbers[-1]),)), Command.HOLD)
    await until(lambda: bool(shown.page.model._doubted))
    goes_on.set()
    await until(lambda: shown.texts(Column.STATE)[0] == "Held")
    assert was_read[0][0].state is MessageState.QUEUED
