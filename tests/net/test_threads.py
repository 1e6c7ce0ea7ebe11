"""Threads for calls that may hang."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import weakref
from concurrent.futures import Future

import pytest

from postroom.net import threads as module
from postroom.net.threads import DaemonThreads

PATIENCE = 5.0


def test_a_call_gives_its_result_or_its_error() -> None:
    threads = DaemonThreads("test", limit=2)
    assert threads.submit(lambda: 42).result(PATIENCE) == 42
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 // 0).result(PATIENCE)


def test_no_more_than_the_limit_run_at_once_and_the_others_wait_their_turn() -> None:
    threads = DaemonThreads("test", limit=2)
    go = threading.Event()
    started = threading.Semaphore(0)

    def call() -> str:
        started.release()
        go.wait(PATIENCE)
        return threading.current_thread().name

    futures = [threads.submit(call) for _ in range(5)]
    assert all(started.acquire(timeout=PATIENCE) for _ in range(2))
    assert [future.running() for future in futures] == [True, True, False, False, False]
    go.set()
    assert {future.result(PATIENCE) for future in futures} == {"test"}


def test_a_call_that_is_cancelled_while_it_waits_never_runs() -> None:
    threads = DaemonThreads("test", limit=1)
    go = threading.Event()
    ran: list[str] = []
    first = threads.submit(lambda: go.wait(PATIENCE))
    second: Future[None] = threads.submit(lambda: ran.append("second"))
    third: Future[None] = threads.submit(lambda: ran.append("third"))
    assert second.cancel()
    go.set()
    assert first.result(PATIENCE)
    third.result(PATIENCE)
    assert ran == ["third"]


def test_threads_end_when_there_is_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    threads = DaemonThreads("short-lived", limit=4)
    for _ in range(8):
        threads.submit(lambda: None).result(PATIENCE)
    for thread in threading.enumerate():
        if thread.name == "short-lived":
            thread.join(PATIENCE)
    assert "short-lived" not in {thread.name for thread in threading.enumerate()}


def test_a_call_that_hangs_does_not_keep_the_program_alive() -> None:
    program = """
        import threading
        from postroom.net.threads import DaemonThreads
        started = threading.Event()
        threads = DaemonThreads("hung", limit=1)
        threads.submit(lambda: (started.set(), threading.Event().wait()))
        started.wait()
        print("the end")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    assert done.stdout == "the end\n"
    assert done.stderr == ""


def test_an_idle_thread_keeps_nothing_of_its_last_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_SECONDS", 2 * PATIENCE)
    gone = threading.Event()
    threads = DaemonThreads("idle", limit=1)
    weakref.finalize(threads.submit(_Password).result(PATIENCE), gone.set)
    assert gone.wait(PATIENCE)


class _Password:
    """What a call gave."""
