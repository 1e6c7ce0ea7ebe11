"""The loop whose clock jumps."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.clocked_loop import ClockedLoop, pass_time, settle_down


def test_hours_pass_at_once_and_timers_ring_in_their_order() -> None:
    async def hours() -> list[float]:
        loop = asyncio.get_running_loop()
        rung: list[float] = []
        for hour in (3, 1, 2):
            loop.call_later(hour * 3_600, lambda: rung.append(loop.time()))
        await pass_time(2.5 * 3_600)
        assert loop.time() == pytest.approx(2.5 * 3_600)
        return rung

    with asyncio.Runner(loop_factory=ClockedLoop) as runner:
        assert runner.run(hours()) == pytest.approx([3_600, 7_200])


def test_everything_that_can_happen_now_takes_no_time() -> None:
    async def turns() -> list[float]:
        loop = asyncio.get_running_loop()
        turned: list[float] = []

        def turn() -> None:
            turned.append(loop.time())
            if len(turned) < 100:
                loop.call_soon(turn)

        loop.call_soon(turn)
        await settle_down()
        return turned

    with asyncio.Runner(loop_factory=ClockedLoop) as runner:
        assert runner.run(turns()) == [0.0] * 100


def test_who_waits_for_what_never_comes_is_told() -> None:
    loop = ClockedLoop()
    try:
        waiting = loop.create_future()
        with pytest.raises(RuntimeError, match="never happen"):
            loop.run_until_complete(waiting)
    finally:
        loop.close()
