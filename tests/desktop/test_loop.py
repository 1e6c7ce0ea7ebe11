"""The program inside Qt: its run, its end, and its dialogs."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from postroom.desktop.loop import INTERRUPTED, create_loop, open_dialog, run
from postroom.net.tasks import cancel_and_wait, spawn

DEADLINE = 10


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    qapp.setQuitOnLastWindowClosed(False)


# The run


def test_run_returns_the_status_of_main(app: QApplication) -> None:
    async def main() -> int:
        await asyncio.sleep(0)
        return 3

    assert run(app, main()) == 3


def test_run_cancels_the_tasks_that_main_left_over(app: QApplication) -> None:
    ended: list[str] = []
    owner: set[asyncio.Task[Any]] = set()

    async def linger() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("lingering")

    async def main() -> int:
        spawn(linger(), name="linger", owner=owner)
        await asyncio.sleep(0)
        return 0

    assert run(app, main()) == 0
    assert ended == ["lingering"]


def test_run_raises_what_main_raises(app: QApplication) -> None:
    async def main() -> int:
        return 1 // 0

    with pytest.raises(ZeroDivisionError):
        run(app, main())


def test_the_last_window_closed_ends_nothing(app: QApplication) -> None:
    async def main() -> int:
        window = QWidget()
        window.show()
        window.close()
        await asyncio.sleep(0.01)
        return 7

    app.setQuitOnLastWindowClosed(True)
    assert run(app, main()) == 7


def test_a_quit_asked_of_qt_cancels_main(app: QApplication) -> None:
    ended: list[str] = []

    async def main() -> int:
        QTimer.singleShot(0, app.quit)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.001)
            ended.append("main")
        return 1

    assert run(app, main()) == 0
    assert ended == ["main"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
def test_ctrl_c_cancels_main_while_qt_waits(app: QApplication) -> None:
    ended: list[str] = []

    async def main() -> int:
        threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT)).start()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("main")
        return 1

    assert run(app, main()) == INTERRUPTED
    assert ended == ["main"]


def test_the_end_does_not_wait_for_a_call_that_hangs() -> None:
    program = """
import asyncio, threading
from PySide6.QtWidgets import QApplication
from postroom.desktop.loop import run
async def main():
    asyncio.get_running_loop().run_in_executor(None, threading.Event().wait)
    return 0
raise SystemExit(run(QApplication([]), main()))
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], timeout=DEADLINE, check=False, capture_output=True
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


# Dialogs


@pytest.fixture
def dialog(app: QApplication) -> Iterator[QDialog]:
    made = QDialog()
    yield made
    made.deleteLater()
    QApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)


def opened(dialog: QDialog, owner: set[asyncio.Task[Any]]) -> asyncio.Task[int]:
    return spawn(open_dialog(dialog), name="dialog", owner=owner)


@pytest.mark.qt_loop_only
async def test_a_dialog_returns_its_result_and_leaves_other_tasks_alive(dialog: QDialog) -> None:
    owner: set[asyncio.Task[Any]] = set()
    task = opened(dialog, owner)
    for _ in range(10):
        await asyncio.sleep(0.001)
    assert dialog.isVisible()
    assert not task.done()
    dialog.accept()
    assert await task == QDialog.DialogCode.Accepted
    assert not dialog.isVisible()


@pytest.mark.qt_loop_only
async def test_a_dialog_can_be_opened_again(dialog: QDialog) -> None:
    owner: set[asyncio.Task[Any]] = set()
    finished: list[int] = []
    dialog.finished.connect(finished.append)
    for result in (4, 5):
        task = opened(dialog, owner)
        await asyncio.sleep(0)
        dialog.done(result)
        assert await task == result
    assert finished == [4, 5]


@pytest.mark.qt_loop_only
async def test_a_dialog_whose_task_is_cancelled_goes_away(dialog: QDialog) -> None:
    owner: set[asyncio.Task[Any]] = set()
    task = opened(dialog, owner)
    await asyncio.sleep(0)
    assert dialog.isVisible()
    await cancel_and_wait(task)
    assert not dialog.isVisible()


@pytest.mark.qt_loop_only
async def test_a_dialog_that_is_destroyed_counts_as_rejected(app: QApplication) -> None:
    parent = QWidget()
    owner: set[asyncio.Task[Any]] = set()
    task = opened(QDialog(parent), owner)
    await asyncio.sleep(0)
    parent.deleteLater()
    async with asyncio.timeout(DEADLINE):
        assert await task == QDialog.DialogCode.Rejected


# What is ours alone


@pytest.mark.qt_loop_only
async def test_a_slot_may_schedule_and_spawn(app: QApplication) -> None:
    owner: set[asyncio.Task[Any]] = set()
    seen: list[str] = []
    done = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.001)
        done.set()

    def slot() -> None:
        asyncio.get_running_loop().call_later(0.0005, seen.append, "timer")
        spawn(work(), name="work", owner=owner)

    QTimer.singleShot(0, slot)
    async with asyncio.timeout(DEADLINE):
        await done.wait()
    assert seen == ["timer"]


@pytest.mark.qt_loop_only
async def test_a_nested_qt_loop_in_a_callback_holds_tasks_up_and_no_longer(app: QApplication) -> None:
    owner: set[asyncio.Task[Any]] = set()
    steps: list[str] = []

    release = threading.Event()

    async def other() -> None:
        await asyncio.to_thread(release.wait)
        await asyncio.sleep(0.001)
        steps.append("other")

    task = spawn(other(), name="other", owner=owner)
    await asyncio.sleep(0)
    nested = QEventLoop()
    QTimer.singleShot(0, release.set)
    QTimer.singleShot(20, nested.quit)
    nested.exec()
    steps.append("nested")
    async with asyncio.timeout(DEADLINE):
        await task
    assert steps == ["nested", "other"]


@pytest.mark.qt_loop_only
async def test_a_nested_qt_loop_in_a_slot_holds_nothing_up(app: QApplication) -> None:
    nested = QEventLoop()
    QTimer.singleShot(0, nested.exec)
    async with asyncio.timeout(DEADLINE):
        while not nested.isRunning():  # noqa: ASYNC110  Qt has no future for it
            await asyncio.sleep(0.001)
        await asyncio.to_thread(int)
        assert nested.isRunning()
        nested.quit()
        while nested.isRunning():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


@pytest.mark.qt_loop_only
async def test_five_hundred_finished_deadlines_leave_no_timer(app: QApplication) -> None:
    loop = asyncio.get_running_loop()
    before = len(loop._timers)  # type: ignore[attr-defined]
    for _ in range(500):
        async with asyncio.timeout(300):
            await asyncio.sleep(0)
    assert len(loop._timers) == before  # type: ignore[attr-defined]
    assert len(loop._timers._heap) <= 100  # type: ignore[attr-defined]


@pytest.mark.qt_loop_only
async def test_a_flood_of_callbacks_leaves_qt_its_turns(app: QApplication) -> None:
    """Ten thousand callbacks of 20 microseconds are ready at once, and Qt comes in between again and again."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    ticks: list[float] = []
    ticker = QTimer(interval=1)
    ticker.timeout.connect(lambda: ticks.append(time.perf_counter()))
    ticker.start()
    await asyncio.sleep(0.003)
    ticks.clear()

    def work() -> None:
        end = time.perf_counter() + 20e-6
        while time.perf_counter() < end:
            pass

    for _ in range(10_000):
        loop.call_soon(work)
    loop.call_soon(done.set_result, None)
    await done
    assert len(ticks) >= 20
    ticker.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot interrupt itself there")
@pytest.mark.parametrize("idle", [True, False])
def test_ctrl_c_ends_a_bare_loop_idle_or_busy(app: QApplication, idle: bool) -> None:
    loop = create_loop(app)
    interrupt = functools.partial(os.kill, os.getpid(), signal.SIGINT)
    if idle:
        threading.Timer(0.01, interrupt).start()
    else:
        loop.call_soon(interrupt)
    with pytest.raises(KeyboardInterrupt):
        loop.run_forever()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
