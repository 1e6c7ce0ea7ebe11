"""The ways in which Qt calls the event loop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from postroom.desktop.loop_wakeup import LONGEST_ALARM_MS, Wakeup

DEADLINE_MS = 10_000


class Turns:
    """Counts the calls and leaves Qt when there were enough."""

    def __init__(self) -> None:
        self.count = 0
        self._wanted = 0
        self._loop = QEventLoop()

    def take(self) -> None:
        self.count += 1
        if self.count >= self._wanted:
            self._loop.quit()

    def wait_for(self, wanted: int) -> None:
        self._wanted = wanted
        fallback = QTimer(singleShot=True, interval=DEADLINE_MS)
        fallback.timeout.connect(self._loop.quit)
        fallback.start()
        self._loop.exec()
        assert self.count >= wanted


@pytest.fixture
def turns(qapp: QApplication) -> Turns:
    return Turns()


@pytest.fixture
def wakeup(turns: Turns) -> Iterator[Wakeup]:
    made = Wakeup(turns.take)
    yield made
    made.close()


def test_many_requests_make_one_turn(wakeup: Wakeup, turns: Turns, qapp: QApplication) -> None:
    for _ in range(100):
        wakeup.ring()
    assert turns.count == 0
    qapp.processEvents()
    assert turns.count == 1


def test_a_thread_may_ask(wakeup: Wakeup, turns: Turns) -> None:
    thread = threading.Thread(target=wakeup.ring)
    QTimer.singleShot(0, thread.start)
    turns.wait_for(1)
    thread.join()


def test_an_alarm_is_not_early(wakeup: Wakeup, turns: Turns) -> None:
    deadline = time.monotonic() + 0.0203
    wakeup.ring_at(deadline, time.monotonic())
    turns.wait_for(1)
    assert time.monotonic() >= deadline - 0.001


def test_an_earlier_alarm_replaces_a_later_one_and_not_the_reverse(wakeup: Wakeup, turns: Turns) -> None:
    now = time.monotonic()
    wakeup.ring_at(now + 3600, now)
    wakeup.ring_at(now + 0.005, now)
    wakeup.ring_at(now + 1800, now)
    turns.wait_for(1)
    assert time.monotonic() < now + 1800


def test_a_deadline_in_the_past_is_now(wakeup: Wakeup, turns: Turns) -> None:
    wakeup.ring_at(1, 2)
    turns.wait_for(1)


@pytest.mark.parametrize("deadline", [30 * 86_400, 1e30])
def test_a_far_deadline_is_reached_in_several_alarms(wakeup: Wakeup, deadline: float) -> None:
    wakeup.ring_at(deadline, 0)
    assert wakeup._alarm.interval() == LONGEST_ALARM_MS


def test_a_readable_descriptor_asks_while_we_listen(wakeup: Wakeup, turns: Turns, qapp: QApplication) -> None:
    reading, writing = os.pipe()
    wakeup.watch(reading)
    os.write(writing, b"x")
    qapp.processEvents()
    assert turns.count == 0
    wakeup.listen(True)
    turns.wait_for(2)
    wakeup.listen(False)
    before = turns.count
    qapp.processEvents()
    assert turns.count == before
    os.close(reading)
    os.close(writing)


def test_without_a_descriptor_listening_is_harmless(wakeup: Wakeup, turns: Turns, qapp: QApplication) -> None:
    wakeup.listen(True)
    qapp.processEvents()
    assert turns.count == 0


def test_a_pulse_runs_python_now_and_then_without_a_turn(wakeup: Wakeup, turns: Turns) -> None:
    wakeup.beat()
    pulses = [timer for timer in wakeup.findChildren(QTimer) if timer.isActive()]
    assert len(pulses) == 1
    fired = QEventLoop()
    pulses[0].timeout.connect(fired.quit)
    pulses[0].start(1)
    fired.exec()
    assert turns.count == 0


def test_a_closed_wakeup_is_silent(turns: Turns, qapp: QApplication) -> None:
    wakeup = Wakeup(turns.take)
    wakeup.ring_at(0.001, 0)
    wakeup.close()
    wakeup.ring()
    for _ in range(3):
        qapp.processEvents()
    assert turns.count == 0
