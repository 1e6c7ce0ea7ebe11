"""Threads for calls that may hang for good: bounded in number, and never in the way of the program's end."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

T = TypeVar("T")

IDLE_SECONDS: Final = 1.0
"""How long a thread waits for more work before it ends: to start one costs a session more than its work does."""


class DaemonThreads:
    """Runs calls in at most `limit` daemon threads, which end soon after the work has.

    `concurrent.futures` waits for its threads when the program ends; a name lookup that hangs would keep it alive.
    """

    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._limit = limit
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._running = 0
        self._idle = 0

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Run `call` as soon as a thread is free. A future that is cancelled before is never run."""
        future: Future[T] = Future()
        with self._changed:
            self._waiting.append((future, call))
            self._changed.notify()
            if len(self._waiting) <= self._idle or self._running == self._limit:
                return future
            self._running += 1
        threading.Thread(target=self._work, name=self._name, daemon=True).start()
        return future

    def _work(self) -> None:
        while (job := self._next()) is not None:
            _run(*job)
            del job  # an idle thread would keep what the call gave, such as a password

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._waiting, IDLE_SECONDS)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._running -= 1
            return None


def _run(future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  # it belongs to whoever awaits the future
        future.set_exception(error)
    else:
        future.set_result(result)
