"""The timers of an event loop: one heap, the earliest deadline first, equal deadlines in order of arrival."""

from __future__ import annotations

import heapq
import itertools
from asyncio import TimerHandle
from collections.abc import Iterator
from typing import Any

CANCELLED_KEPT = 64
"""So many cancelled timers may wait in the heap before it is rebuilt without them."""


class Timer(TimerHandle):
    """A handle of asyncio that knows whether a heap holds it."""

    __slots__ = ("waiting",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = False


class TimerHeap:
    """Holds the timers that are neither due nor cancelled, and forgets cancelled ones in constant amortised time."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._arrival = itertools.count()
        self._cancelled = 0

    def __len__(self) -> int:
        """Count the timers that will still fire."""
        return len(self._heap) - self._cancelled

    def push(self, timer: Timer) -> None:
        heapq.heappush(self._heap, (timer.when(), next(self._arrival), timer))
        timer.waiting = True

    def forget(self, timer: Timer) -> None:
        """Take note that `timer` is being cancelled; harmless for one that was due before."""
        if not timer.waiting:
            return
        timer.waiting = False
        self._cancelled += 1
        if self._cancelled > max(CANCELLED_KEPT, len(self)):
            self._heap = [entry for entry in self._heap if entry[2].waiting]
            heapq.heapify(self._heap)
            self._cancelled = 0

    def next_deadline(self) -> float | None:
        """Return when the next timer is due, None if there is none."""
        while self._heap:
            when, _, timer = self._heap[0]
            if timer.waiting:
                return when
            heapq.heappop(self._heap)
            self._cancelled -= 1
        return None

    def pop_due(self, now: float) -> Iterator[Timer]:
        """Remove and yield the timers whose deadline is `now` or earlier."""
        while (deadline := self.next_deadline()) is not None and deadline <= now:
            _, _, timer = heapq.heappop(self._heap)
            timer.waiting = False
            yield timer

    def clear(self) -> None:
        for _, _, timer in self._heap:
            timer.waiting = False
        self._heap.clear()
        self._cancelled = 0
