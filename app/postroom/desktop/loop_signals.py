"""Signals while Qt waits: Python must wake to see them, and Ctrl-C must not be raised inside a call from Qt."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts_to(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Let `handler` answer Ctrl-C unless somebody else, such as `asyncio.Runner`, does so already."""
    ours = _in_main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def wakes(descriptor: int) -> Iterator[None]:
    """Make each signal write to the socket `descriptor`, so that a loop that watches its other end wakes."""
    if not _in_main_thread():
        yield
        return
    before = signal.set_wakeup_fd(descriptor)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
