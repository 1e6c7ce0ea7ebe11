"""What was measured about PySide6 and qasync, pinned: a release that changes one of these tells us here."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from importlib.metadata import version
from typing import Any

import PySide6
import pytest
import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QEventLoop, QObject, QTimer, QTimerEvent
from PySide6.QtWidgets import QApplication, QWidget

from postroom.desktop.loop_core import QtEventLoop
from postroom.net.tasks import spawn


@pytest.fixture
def run_plain(qapp: QApplication) -> Iterator[Callable[[Coroutine[Any, Any, None]], None]]:
    """Run a coroutine in the event loop of qasync as it is released."""
    loop = qasync.QEventLoop(qapp)
    yield loop.run_until_complete
    loop.close()


Run = Callable[[Coroutine[Any, Any, None]], None]


# PySide6


def test_pyside6_is_not_the_release_that_loses_references() -> None:
    assert PySide6.__version__ != "6.12.0"


def test_timer_events_keep_none_alive(qapp: QApplication) -> None:
    class Counter(QObject):
        events = 0

        def timerEvent(self, _event: QTimerEvent) -> None:  # noqa: N802  Qt's own name
            self.events += 1
            if self.events == 1000:
                loop.quit()

    loop, counter = QEventLoop(), Counter()
    before = sys.getrefcount(None)
    counter.startTimer(0)
    loop.exec()
    # From Python 3.12 on None is immortal, and its count says nothing.
    assert sys.version_info >= (3, 12) or sys.getrefcount(None) - before > -500


def test_qt_leaves_when_the_last_window_closes(qapp: QApplication) -> None:
    qapp.setQuitOnLastWindowClosed(True)
    window = QWidget()
    window.show()
    QTimer.singleShot(0, window.close)
    fallback = QTimer(singleShot=True, interval=5000)
    fallback.timeout.connect(lambda: qapp.exit(99))
    fallback.start()
    assert qapp.exec() == 0
    qapp.setQuitOnLastWindowClosed(False)


def test_qasync_uses_the_binding_that_we_name() -> None:
    assert qasync.QtModuleName == "PySide6"


# qasync as released


def test_qasync_is_the_release_that_was_measured() -> None:
    assert version("qasync").startswith("0.28.")


def test_plain_qasync_truncates_delays_to_milliseconds(run_plain: Run) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        await asyncio.sleep(0.0009)
        early.append(loop.time() - started < 0.0009)

    early: list[bool] = []
    for _ in range(20):
        run_plain(main())
    assert any(early)


def test_plain_qasync_sleeps_too_short(run_plain: Run) -> None:
    async def sleep(delay: float) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        await asyncio.sleep(delay)
        early.append(loop.time() - started < delay - 0.002)

    async def main() -> None:
        owner: set[asyncio.Task[None]] = set()
        await asyncio.wait([spawn(sleep(0.1 + n * 0.013), name="sleep", owner=owner) for n in range(12)])

    early: list[bool] = []
    run_plain(main())
    assert any(early)


@pytest.mark.filterwarnings("ignore:libshiboken. Overflow")
def test_plain_qasync_refuses_a_delay_of_thirty_days(run_plain: Run) -> None:
    async def main() -> None:
        with pytest.raises(OverflowError):
            asyncio.get_running_loop().call_later(30 * 86_400, print)

    run_plain(main())


def test_plain_qasync_keeps_the_timers_of_finished_deadlines(run_plain: Run) -> None:
    async def main() -> None:
        for _ in range(500):
            async with asyncio.timeout(300):
                await asyncio.sleep(0)
        timers = asyncio.get_running_loop()._timer._SimpleTimer__callbacks  # type: ignore[attr-defined]
        assert len(timers) >= 500

    run_plain(main())


def test_plain_qasync_leaves_other_tasks_stuck_after_a_nested_loop(run_plain: Run) -> None:
    async def other(woken: asyncio.Event) -> None:
        await woken.wait()

    async def main() -> None:
        owner: set[asyncio.Task[None]] = set()
        errors: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
        woken = asyncio.Event()
        task = spawn(other(woken), name="other", owner=owner)
        await asyncio.sleep(0)
        nested = QEventLoop()
        QTimer.singleShot(0, woken.set)
        QTimer.singleShot(20, nested.quit)
        nested.exec()
        task.cancel()
        await asyncio.sleep(0.02)
        assert not task.done()
        assert "Cannot enter into task" in str(errors[0]["exception"])
        task._log_destroy_pending = False  # type: ignore[attr-defined]

    run_plain(main())


def test_the_executor_of_qasync_waits_for_a_call_that_hangs(qapp: QApplication) -> None:
    release = threading.Event()
    executor = qasync.QThreadExecutor(1)
    executor.submit(release.wait, 10)
    closing = threading.Thread(target=executor.shutdown)
    closing.start()
    closing.join(0.05)
    assert closing.is_alive()
    release.set()
    closing.join(10)
    assert not closing.is_alive()


# What we take back


def test_each_method_that_qasync_replaces_is_decided() -> None:
    """Where qasync replaces a method of asyncio, we put asyncio's or our own back, or keep qasync's knowingly."""
    kept = {"is_running", "time", "get_debug", "set_debug"}
    base = set(dir(asyncio.SelectorEventLoop))
    replaced = {
        name
        for owner in QtEventLoop.__mro__
        if owner.__module__.startswith("qasync")
        for name in vars(owner)
        if name in base and not name.startswith("__")
    }
    decided = {
        name
        for owner in QtEventLoop.__mro__
        if owner.__module__.startswith("postroom")
        for name in vars(owner)
    }
    assert replaced - decided == kept
