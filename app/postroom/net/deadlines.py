"""Bounds what waits in time, also while a task that was cancelled cleans up."""

from __future__ import annotations

import asyncio
from types import TracebackType


class within:  # noqa: N801  it reads as a part of the statement: async with within(2.0)
    """Gives a block so many seconds, or as many as it wants; the scope that it gives can be rescheduled.

    A block that takes longer ends with `TimeoutError`. Until Python 3.11.3 `asyncio.timeout` takes its own end for a
    cancellation where the task was cancelled before, as it is in all that Ctrl-C sets going: the rest of the clean-up
    would be left out.
    """

    def __init__(self, seconds: float | None) -> None:
        self._scope = asyncio.timeout(seconds)
        self._cancelled_before = 0

    async def __aenter__(self) -> asyncio.Timeout:
        self._cancelled_before = _cancellations()
        return await self._scope.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._scope.__aexit__(kind, error, trace)
        is_over = self._scope.expired() and _cancellations() <= self._cancelled_before
        if is_over and kind is asyncio.CancelledError:
            raise TimeoutError from error


def _cancellations() -> int:
    """Count how often the running task was cancelled and did not end."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()
