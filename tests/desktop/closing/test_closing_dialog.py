from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from postroom.desktop.closing.dialog import ClosingDialog
from postroom.desktop.closing.pending import Pending
from postroom.model.closing import CloseAnswer
from tests.desktop.conftest import click

NOON = datetime(2026, 11, 27, 12, 0).astimezone()
SOON = NOON + timedelta(minutes=9)


@pytest.fixture
def dialog(qtbot: QtBot) -> ClosingDialog:
    dialog = ClosingDialog()
    qtbot.addWidget(dialog)
    dialog.ask(Pending(ready=9, deferred=3, next_at=SOON), NOON)
    dialog.show()
    return dialog


@pytest.fixture
def heard(dialog: ClosingDialog) -> list[object]:
    heard: list[object] = []
    dialog.answered.connect(heard.append)
    dialog.left.connect(lambda: heard.append("left"))
    return heard


def test_it_says_what_waits_and_what_each_answer_means(dialog: ClosingDialog) -> None:
    assert dialog.question.title.text() == "12 messages have not been sent."
    assert dialog.question.facts.text() == "3 wait for their next attempt at 12:09."
    empty = dialog.question.buttons[CloseAnswer.EMPTY]
    assert "as discarded" in empty.accessibleDescription()


@pytest.mark.parametrize("answer", list(CloseAnswer))
def test_each_answer_is_told(dialog: ClosingDialog, heard: list[object], answer: CloseAnswer) -> None:
    click(dialog.question.buttons[answer])
    assert heard == [answer]
    assert dialog.isVisible()


def test_escape_and_cancel_leave_it_open(dialog: ClosingDialog, heard: list[object]) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    click(dialog.question.cancel)
    dialog.close()
    assert heard == ["left", "left", "left"]
    assert dialog.isVisible()


def test_enter_keeps(dialog: ClosingDialog, heard: list[object]) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert heard == [CloseAnswer.KEEP]


@pytest.mark.parametrize("answer", list(CloseAnswer))
def test_enter_gives_the_answer_that_has_the_focus(
    dialog: ClosingDialog, heard: list[object], answer: CloseAnswer
) -> None:
    dialog.question.buttons[answer].setFocus()
    QTest.keyClick(dialog.question.buttons[answer], Qt.Key.Key_Return)
    assert heard == [answer]


def test_enter_on_cancel_cancels(dialog: ClosingDialog, heard: list[object]) -> None:
    dialog.question.cancel.setFocus()
    QTest.keyClick(dialog.question.cancel, Qt.Key.Key_Return)
    assert heard == ["left"]


def test_it_is_gone_through_by_tab_and_starts_at_the_safe_answer(dialog: ClosingDialog) -> None:
    question, seen = dialog.question, []
    dialog.activateWindow()
    for _ in range(6):
        seen.append(dialog.focusWidget())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    send, keep, empty = (question.buttons[answer] for answer in CloseAnswer)
    assert seen == [keep, empty, question.always, question.cancel, send, keep]


def test_to_send_first_is_offered_where_there_is_something_to_send(dialog: ClosingDialog) -> None:
    send = dialog.question.buttons[CloseAnswer.SEND]
    assert send.isVisible()
    dialog.follow(Pending(deferred=3, next_at=SOON), NOON)
    assert not send.isVisible()
    assert dialog.question.title.text() == "3 messages have not been sent."


def test_each_question_is_asked_anew(dialog: ClosingDialog) -> None:
    click(dialog.question.always)
    assert [dialog.always] == [True]
    dialog.ask(Pending(held=1), NOON, "The disk is full.")
    assert not dialog.always
    assert dialog.question.hint.words == "The disk is full."
    assert dialog.question.facts.text() == "1 is held."


def test_waiting_shows_how_far_it_is_and_can_be_left(dialog: ClosingDialog, heard: list[object]) -> None:
    waiting = dialog.wait("Sending what waits ...", can_stop=True)
    waiting.show_progress(2, 9, "7 messages left")
    assert not dialog.is_asking
    assert (waiting.bar.value(), waiting.bar.maximum()) == (2, 9)
    waiting.show_reason("The spooler is paused.")
    assert waiting.reason.isVisible()
    click(waiting.stop)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert heard == ["left", "left"]


def test_what_cannot_be_stopped_is_not_left(dialog: ClosingDialog, heard: list[object]) -> None:
    dialog.wait("Emptying the spooler ...", can_stop=False)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert heard == []
    assert dialog.isVisible()


def test_a_long_reason_has_room(dialog: ClosingDialog) -> None:
    waiting = dialog.wait("Sending what waits ...", can_stop=True)
    waiting.show_progress(2, 9, "7 messages left")
    before = dialog.height()
    waiting.show_reason("The server does not let anybody in. " * 8)
    assert dialog.height() >= before + waiting.reason.heightForWidth(waiting.width())
    waiting.show_reason("")
    assert dialog.height() > before
