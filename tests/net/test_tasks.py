"""The one door through which tasks are made."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from postroom.net.tasks import cancel_and_wait, spawn


async def test_a_task_has_a_name_and_is_held_by_its_owner_until_it_ends() -> None:
    owner: set[asyncio.Task[Any]] = set()
    go = asyncio.Event()

    async def work() -> int:
        await go.wait()
        return 42

    task = spawn(work(), name="work", owner=owner)
    assert task.get_name() == "work"
    assert owner == {task}
    go.set()
    assert await task == 42
    await asyncio.sleep(0)
    assert owner == set()


async def test_a_failure_is_logged_when_the_task_ends(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise LookupError("nothing there")

    task = spawn(work(), name="doomed", owner=set())
    await asyncio.wait([task])
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "task doomed failed")
    ]
    assert isinstance(task.exception(), LookupError)


async def test_a_cancelled_task_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    task = spawn(asyncio.Event().wait(), name="patient", owner=set())
    await cancel_and_wait(task)
    assert task.cancelled()
    assert not caplog.records


async def test_cancelling_waits_until_the_last_task_has_cleaned_up() -> None:
    cleaned: list[str] = []

    async def work(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append(name)

    tasks = [spawn(work(name), name=name, owner=set()) for name in ("one", "two")]
    await asyncio.sleep(0)
    await cancel_and_wait(*tasks)
    assert sorted(cleaned) == ["one", "two"]


async def test_cancelling_none_is_harmless() -> None:
    await cancel_and_wait()
