"""The one door through which tasks are made: each has a name, an owner and a strong reference."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)


class Owner(Protocol):
    """Whatever keeps tasks alive until they end: a set does."""

    def add(self, task: asyncio.Task[Any], /) -> None: ...
    def discard(self, task: asyncio.Task[Any], /) -> None: ...


def spawn(coro: Coroutine[Any, Any, T], *, name: str, owner: Owner) -> asyncio.Task[T]:
    """Start a task named `name`; `owner` holds it until it ends.

    A failure that nobody awaits is logged when the task ends, not when it is collected.
    """
    task: asyncio.Task[T] = asyncio.get_running_loop().create_task(coro, name=name)
    owner.add(task)
    task.add_done_callback(owner.discard)
    task.add_done_callback(_log_failure)
    return task


def _log_failure(task: asyncio.Task[Any]) -> None:
    if task.cancelled():
        return
    error = task.exception()
    if error is not None:
        log.error("task %s failed", task.get_name(), exc_info=error)


async def cancel_and_wait(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks and return when all of them have ended; their outcome is theirs to report."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
