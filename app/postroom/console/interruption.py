"""Ends in order what is asked to end by the system or by a person: SIGTERM, or Ctrl+C."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from postroom.model.spool_commands import Progress

T = TypeVar("T")


@contextmanager
def told_to_end(end: Callable[[int], None]) -> Iterator[None]:
    """Call `end` on the running loop when the system or a person asks the process to end."""
    loop = asyncio.get_running_loop()

    def ask(number: int, frame: object) -> None:
        del frame
        loop.call_soon_threadsafe(end, number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def in_parts(work: Callable[[Progress], Coroutine[Any, Any, T]]) -> T:
    """Do something that ends after the part under way as soon as it is asked for."""
    asked: list[int] = []

    def goes_on(done: int, total: int) -> bool:
        del done, total
        return not asked

    with told_to_end(asked.append):
        return await work(goes_on)
