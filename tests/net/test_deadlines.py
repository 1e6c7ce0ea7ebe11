"""Deadlines, also in tasks that were cancelled before."""

from __future__ import annotations

import asyncio

import pytest

from postroom.net.deadlines import within
from postroom.net.tasks import cancel_and_wait, spawn


async def test_whatever_ends_in_time_is_left_alone() -> None:
    async with within(60) as scope:
        await asyncio.sleep(0)
    assert not scope.expired()


async def test_whatever_does_not_is_ended() -> None:
    with pytest.raises(TimeoutError):
        async with within(0):
            await asyncio.Event().wait()


async def test_without_a_bound_it_ends_when_it_is_given_one() -> None:
    scope: asyncio.Timeout | None = None
    try:
        async with within(None) as scope:
            scope.reschedule(asyncio.get_running_loop().time())
            await asyncio.Event().wait()
    except TimeoutError:
        pass
    assert scope is not None
    assert scope.expired()


async def test_what_fails_in_time_tells_its_own_failure() -> None:
    with pytest.raises(LookupError):
        async with within(0):
            raise LookupError


async def test_cleaning_up_after_a_cancellation_is_ended_in_the_same_way() -> None:
    done: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            with pytest.raises(TimeoutError):
                async with within(0):
                    await asyncio.Event().wait()
            done.append("cleaned up")

    task = spawn(work(), name="work", owner=set())
    await asyncio.sleep(0)
    await cancel_and_wait(task)
    assert done == ["cleaned up"]
    assert task.cancelled()


@pytest.mark.parametrize("seconds", [60, 0])
async def test_a_cancellation_stays_one_also_where_the_time_is_over_too(seconds: float) -> None:
    async def work() -> None:
        async with within(seconds):
            await asyncio.Event().wait()

    task = spawn(work(), name="work", owner=set())
    await asyncio.sleep(0)
    await cancel_and_wait(task)
    assert task.cancelled()


async def test_of_two_the_one_that_has_ended_says_so() -> None:
    ended: list[str] = []
    async with within(60) as outer:
        try:
            async with within(0):
                await asyncio.Event().wait()
        except TimeoutError:
            ended.append("inner")
    assert ended == ["inner"]
    assert not outer.expired()
