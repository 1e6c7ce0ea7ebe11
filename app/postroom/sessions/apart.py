"""Work that would hold up the loop, done beside it: hashing a password many times, reading from disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from postroom.net.threads import DaemonThreads

T = TypeVar("T")

_threads: Final = DaemonThreads("session work", limit=4)


def apart(call: Callable[[], T]) -> asyncio.Future[T]:
    """Run `call` in a thread. Cancelled, it is not waited for, nor is it when the program ends."""
    return asyncio.wrap_future(_threads.submit(call))
