"""One heap of timers: order, cancellation, and no memory of what was cancelled."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.desktop.loop_timers import CANCELLED_KEPT, Timer, TimerHeap


class HeapLoop:
    """As much of a loop as a timer needs: it hears of cancellations."""

    def __init__(self) -> None:
        self.timers = TimerHeap()

    def get_debug(self) -> bool:
        return False

    def _timer_handle_cancelled(self, timer: Timer) -> None:
        self.timers.forget(timer)

    def push(self, when: float) -> Timer:
        timer = Timer(when, print, (), self)
        self.timers.push(timer)
        return timer


@pytest.fixture
def loop() -> HeapLoop:
    return HeapLoop()


def test_due_timers_come_in_order_of_deadline_then_of_arrival(loop: HeapLoop) -> None:
    late, first, second, never = loop.push(3), loop.push(1), loop.push(1), loop.push(9)
    assert list(loop.timers.pop_due(3)) == [first, second, late]
    assert loop.timers.next_deadline() == 9
    assert len(loop.timers) == 1
    assert never.waiting


def test_nothing_is_due_before_its_deadline(loop: HeapLoop) -> None:
    loop.push(2)
    assert list(loop.timers.pop_due(1.999_999_999)) == []
    assert len(loop.timers) == 1


def test_an_empty_heap_has_no_deadline(loop: HeapLoop) -> None:
    assert loop.timers.next_deadline() is None
    assert list(loop.timers.pop_due(1e9)) == []


def test_a_cancelled_timer_is_not_due(loop: HeapLoop) -> None:
    cancelled, kept = loop.push(1), loop.push(2)
    cancelled.cancel()
    assert loop.timers.next_deadline() == 2
    assert list(loop.timers.pop_due(5)) == [kept]


def test_cancelling_twice_or_after_it_was_due_counts_once(loop: HeapLoop) -> None:
    done, waiting = loop.push(1), loop.push(2)
    assert list(loop.timers.pop_due(1)) == [done]
    done.cancel()
    assert len(loop.timers) == 1
    waiting.cancel()
    waiting.cancel()
    assert len(loop.timers) == 0


def test_many_cancelled_timers_are_released_though_an_earlier_one_waits(loop: HeapLoop) -> None:
    loop.push(1)
    for _ in range(10_000):
        loop.push(300).cancel()
    assert len(loop.timers) == 1
    assert len(loop.timers._heap) <= CANCELLED_KEPT + 2


def test_clearing_forgets_everything(loop: HeapLoop) -> None:
    timer = loop.push(1)
    loop.timers.clear()
    timer.cancel()
    assert len(loop.timers) == 0
    assert loop.timers.next_deadline() is None


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=200), st.integers(0, 20))
def test_due_are_exactly_the_live_timers_up_to_now(plan: list[tuple[int, bool]], now: int) -> None:
    loop = HeapLoop()
    timers = [loop.push(when) for when, _ in plan]
    for timer, (_, cancel) in zip(timers, plan, strict=True):
        if cancel:
            timer.cancel()
    live = [timer for timer in timers if not timer.cancelled()]
    expected = sorted((timer for timer in live if timer.when() <= now), key=asyncio.TimerHandle.when)
    assert list(loop.timers.pop_due(now)) == expected
    assert len(loop.timers) == len(live) - len(expected)
