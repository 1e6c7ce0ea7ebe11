"""The default executor of the loop: calls that block, none of which ever holds up the end of the program."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import wait as wait_for
from functools import partial
from typing import Any, ParamSpec, TypeVar

from postroom.net.threads import DaemonThreads

P = ParamSpec("P")
T = TypeVar("T")


class DaemonExecutor(Executor):
    """Runs calls in at most `limit` daemon threads.

    `shutdown(wait=True)` waits `patience` seconds at most: a call that hangs in the system's resolver cannot be
    interrupted, and is left to end with the process.
    """

    def __init__(self, limit: int = 32, patience: float = 0.5) -> None:
        self._threads = DaemonThreads("postroom-call", limit)
        self._patience = patience
        self._unfinished: set[Future[Any]] = set()
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._closed:
            raise RuntimeError("cannot schedule new calls after shutdown")
        future = self._threads.submit(partial(fn, *args, **kwargs))
        self._unfinished.add(future)
        future.add_done_callback(self._unfinished.discard)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Accept no further call; those that wait for a thread still run unless `cancel_futures`."""
        self._closed = True
        unfinished = list(self._unfinished)
        if cancel_futures:
            for future in unfinished:
                future.cancel()
        if wait:
            wait_for(unfinished, timeout=self._patience)
