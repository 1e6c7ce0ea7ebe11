from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from postroom.desktop.look import theme
from postroom.desktop.look.theme import Role
from postroom.desktop.session.scale import SharedScale
from postroom.desktop.session.step_painter import attempt_role
from postroom.desktop.session.timeline import Timeline
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.step import Attempt
from tests.desktop import samples

POP3 = Protocol.POP3


class Clock:
    """Shows the time that it is set to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shared() -> SharedScale:
    return SharedScale()


@pytest.fixture
def timeline(qtbot: QtBot, clock: Clock, shared: SharedScale) -> Timeline:
    timeline = Timeline(POP3, shared, clock=clock)
    qtbot.addWidget(timeline)
    timeline.resize(420, 200)
    timeline.show()
    return timeline


def test_a_running_step_grows_with_the_clock(timeline: Timeline, clock: Clock, shared: SharedScale) -> None:
    running = samples.running(POP3, 3)
    timeline.show_session(running, ())
    assert timeline.running_for == pytest.approx(running.steps[-1].seconds)
    clock.now += 7
    timeline._advance()
    assert timeline.running_for == pytest.approx(running.steps[-1].seconds + 7)
    assert shared.scale.seconds == pytest.approx(8)


def test_what_does_not_run_does_not_move(timeline: Timeline, clock: Clock) -> None:
    timeline.show_session(samples.ready(POP3), ())
    clock.now += 7
    assert timeline.running_for == 0
    assert not timeline._frames.isActive()


def test_only_a_running_session_needs_frames(timeline: Timeline) -> None:
    timeline.show_session(samples.running(POP3), ())
    assert timeline._frames.isActive()
    timeline.show_session(samples.ready(POP3), ())
    assert not timeline._frames.isActive()


def test_it_is_painted_in_every_state(timeline: Timeline) -> None:
    pictures = set()
    for snapshot in (None, samples.running(POP3), samples.ready(POP3), samples.rejected(POP3)):
        timeline.show_session(snapshot, samples.PLANS[POP3].steps)
        image = timeline.grab().toImage()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == 4


@pytest.mark.parametrize(
    ("error", "seconds", "role"),
    [
        (None, 0.1, Role.PROVED),
        ("Connection refused", 0.1, Role.FAILED),
        ("another address was faster", 0.4, Role.UNTRIED),
    ],
)
def test_an_address_that_was_overtaken_has_not_failed(error: str | None, seconds: float, role: Role) -> None:
    attempt, winner = Attempt("192.0.2.1", 0.0, seconds, error), Attempt("192.0.2.2", 0.25, 0.15, None)
    assert attempt_role(attempt, [attempt, winner]) is role


def test_where_no_address_answers_all_have_failed() -> None:
    attempt = Attempt("192.0.2.1", 0.0, 9.0, "timed out")
    assert attempt_role(attempt, [attempt]) is Role.FAILED


def test_a_wide_timeline_shows_the_facts(timeline: Timeline) -> None:
    timeline.show_session(samples.ready(POP3), ())
    narrow = timeline.grab().toImage()
    timeline.resize(900, 200)
    assert timeline.grab().toImage() != narrow


def test_arrows_walk_through_the_steps_and_tell_their_story(qtbot: QtBot, timeline: Timeline) -> None:
    timeline.show_session(samples.rejected(POP3), ())
    timeline.activateWindow()
    timeline.setFocus()
    view = timeline.focusProxy()
    assert view is not None
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert "192.0.2.17" in QToolTip.text()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_step_that_was_cancelled_is_no_failure(timeline: Timeline) -> None:
    failed = samples.rejected(POP3)
    assert failed.error is not None
    timeline.show_session(failed, ())
    stopped = timeline.grab().toImage()
    timeline.show_session(replace(failed, error=replace(failed.error, code=ErrorCode.CANCELLED)), ())
    red = theme.colour(Role.FAILED).rgb()
    shown = timeline.grab().toImage()

    def has_red(image: QImage) -> bool:
        return any(
            image.pixel(x, y) == red for x in range(4, 24) for y in range(image.height() - 80, image.height())
        )

    assert has_red(stopped)
    assert not has_red(shown)
