from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QDialogButtonBox
from pytestqt.qtbot import QtBot

from postroom.desktop.certificate.court import court
from postroom.desktop.certificate.exception_dialog import ExceptionDialog, Wish
from postroom.model.problems import ProblemKind
from postroom.model.trust import Policy, Toggle
from tests.desktop.certificate.conftest import Met
from tests.desktop.conftest import click, fill_in
from tests.support.pki import NOW
from tests.support.situations import HOST


@pytest.fixture
def dialog(qtbot: QtBot, met: Met) -> ExceptionDialog:
    shown = court(met("name+expired"))
    assert shown is not None
    made = ExceptionDialog(shown, NOW)
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_cannot_be_accepted_before_the_host_and_the_problems_were_seen(dialog: ExceptionDialog) -> None:
    assert not dialog.accept_button.isEnabled()
    assert HOST in dialog.consent.words
    assert "Another name, Expired" in dialog.consent.words
    QTest.mouseClick(dialog.consent, Qt.MouseButton.LeftButton)
    assert dialog.accept_button.isEnabled()


def test_nothing_that_lets_something_pass_is_the_default(dialog: ExceptionDialog) -> None:
    cancel = dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel)
    dialog.consent.box.click()
    assert cancel.isDefault()
    assert not dialog.accept_button.isDefault()
    assert not dialog.accept_button.autoDefault()
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_what_is_chosen_becomes_the_exception(dialog: ExceptionDialog) -> None:
    click(dialog.kinds[ProblemKind.NAME])
    click(dialog.end.offers[1])
    fill_in(dialog.reason, "renewal is ordered")
    dialog.consent.box.click()
    assert dialog.accept_button.text() == f"Trust until {(NOW + timedelta(days=7)).date()}"
    click(dialog.accept_button)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.wish == Wish(frozenset({ProblemKind.EXPIRED}), timedelta(days=7), "renewal is ordered")


def test_other_problems_have_to_be_confirmed_anew(dialog: ExceptionDialog) -> None:
    dialog.consent.box.click()
    click(dialog.kinds[ProblemKind.NAME])
    assert not dialog.consent.given
    assert not dialog.accept_button.isEnabled()
    click(dialog.kinds[ProblemKind.EXPIRED])
    dialog.consent.box.click()
    assert not dialog.accept_button.isEnabled()


@pytest.mark.parametrize(("days", "valid"), [(0, False), (1, True), (30, True), (365, True), (366, False)])
def test_it_ends_within_a_year(dialog: ExceptionDialog, days: int, valid: bool) -> None:
    dialog.consent.box.click()
    fill_in(dialog.end.line, (NOW + timedelta(days=days)).date().isoformat())
    assert dialog.end.is_valid is valid
    assert dialog.accept_button.isEnabled() is valid
    assert bool(dialog.end.said.text()) is not valid


def test_it_lasts_thirty_days_unless_another_day_is_chosen(dialog: ExceptionDialog) -> None:
    assert dialog.end.lasting == timedelta(days=30)
    fill_in(dialog.end.line, "tomorrow")
    assert not dialog.end.is_valid
    assert dialog.end.lasting == timedelta(days=30)


def test_what_is_let_through_already_needs_no_exception(qtbot: QtBot, met: Met) -> None:
    shown = court(met("name+expired", Policy(frozenset({Toggle.NAME}))))
    assert shown is not None
    made = ExceptionDialog(shown, NOW)
    qtbot.addWidget(made)
    assert set(made.kinds) == {ProblemKind.EXPIRED}
