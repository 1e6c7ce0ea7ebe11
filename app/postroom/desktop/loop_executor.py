"""Threads for calls that block, such as name lookups; none of them ever holds up the end of the program."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Job:
    future: Future[Any]
    call: Callable[[], Any]

    def run(self) -> Callable[[], None]:
        """Make the call; return what hands its outcome to the future."""
        if not self.future.set_running_or_notify_cancel():
            return _nothing
        try:
            return partial(self.future.set_result, self.call())
        except BaseException as error:  # noqa: BLE001  it belongs to whoever awaits the future
            return partial(self.future.set_exception, error)


class DaemonExecutor(Executor):
    """Runs calls in at most `threads` daemon threads, started as they are needed.

    `shutdown(wait=True)` waits `patience` seconds at most: a thread that hangs in the system's resolver cannot be
    interrupted, and is left to end with the process.
    """

    def __init__(self, threads: int = 32, patience: float = 0.5) -> None:
        self._limit = threads
        self._patience = patience
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._unfinished = 0
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new calls after shutdown")
            self._unfinished += 1
            self._jobs.put(_Job(future, partial(fn, *args, **kwargs)))
            if len(self._threads) < min(self._limit, self._unfinished):
                self._start_thread()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Accept no further call; those waiting still run unless `cancel_futures`."""
        with self._lock:
            self._closed = True
            while cancel_futures and not self._jobs.empty():
                if (job := self._jobs.get_nowait()) is not None:
                    job.future.cancel()
            for _ in self._threads:
                self._jobs.put(None)
        if wait:
            deadline = time.monotonic() + self._patience
            for thread in self._threads:
                thread.join(max(0.0, deadline - time.monotonic()))

    def _start_thread(self) -> None:
        name = f"postroom-call-{len(self._threads) + 1}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            settle = job.run()
            with self._lock:
                self._unfinished -= (
                    1  # before the outcome: who gets it may submit again, and finds this thread idle
                )
            settle()
            del job, settle


def _nothing() -> None:
    """Settle the future of a call that was cancelled before it was made."""
