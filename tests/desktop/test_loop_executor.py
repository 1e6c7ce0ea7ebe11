"""Threads for blocking calls: bounded, and never in the way of the end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from postroom.desktop.loop_executor import DaemonExecutor

DEADLINE = 10


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """Let the calls that hang in a test end with it."""
    event = threading.Event()
    yield event
    event.set()


def test_a_call_returns_its_result() -> None:
    executor = DaemonExecutor()
    assert executor.submit(pow, 2, 5, mod=7).result(DEADLINE) == 4
    executor.shutdown()


def test_a_call_that_fails_hands_its_error_to_the_future() -> None:
    executor = DaemonExecutor()
    error = executor.submit(int, "seven").exception(DEADLINE)
    assert isinstance(error, ValueError)
    assert executor.submit(int, "7").result(DEADLINE) == 7
    executor.shutdown()


def test_even_an_exit_in_a_call_ends_in_its_future() -> None:
    executor = DaemonExecutor(limit=1)
    assert isinstance(executor.submit(exit, 3).exception(DEADLINE), SystemExit)
    assert executor.submit(int, "7").result(DEADLINE) == 7
    executor.shutdown()


def test_no_more_threads_than_allowed_and_all_of_them_daemons(release: threading.Event) -> None:
    executor = DaemonExecutor(limit=3)
    started = threading.Semaphore(0)
    threads: set[int] = set()

    def hang() -> bool:
        thread = threading.current_thread()
        threads.add(threading.get_ident())
        started.release()
        release.wait(DEADLINE)
        return thread.daemon

    calls = [executor.submit(hang) for _ in range(9)]
    for _ in range(3):
        assert started.acquire(timeout=DEADLINE)
    assert len(threads) == 3
    release.set()
    assert all(call.result(DEADLINE) for call in calls)
    assert len(threads) == 3
    executor.shutdown()


def test_shutdown_waits_for_calls_that_end() -> None:
    executor = DaemonExecutor(limit=1, patience=DEADLINE)
    calls = [executor.submit(threading.Event().wait, 0.01) for _ in range(3)]
    executor.shutdown()
    assert all(call.done() for call in calls)


def test_shutdown_does_not_wait_for_a_call_that_hangs(release: threading.Event) -> None:
    executor = DaemonExecutor(patience=0.05)
    call = executor.submit(release.wait, DEADLINE)
    started = time.monotonic()
    executor.shutdown(wait=True)
    assert time.monotonic() - started < DEADLINE / 2
    assert not call.done()


def test_shutdown_can_cancel_what_waits(release: threading.Event) -> None:
    executor = DaemonExecutor(limit=1, patience=0)
    executor.submit(release.wait, DEADLINE)
    waiting = executor.submit(int)
    executor.shutdown(cancel_futures=True)
    with pytest.raises(CancelledError):
        waiting.result(DEADLINE)


def test_a_cancelled_call_is_not_made(release: threading.Event) -> None:
    executor = DaemonExecutor(limit=1)
    executor.submit(release.wait, DEADLINE)
    made: list[int] = []
    assert executor.submit(made.append, 1).cancel()
    release.set()
    executor.shutdown()
    assert made == []


def test_after_shutdown_no_call_is_accepted() -> None:
    executor = DaemonExecutor()
    executor.shutdown()
    executor.shutdown()
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(int)
