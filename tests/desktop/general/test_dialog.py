from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from postroom.desktop.general.dialog import GeneralDialog
from postroom.desktop.general.values import GeneralSettings
from postroom.model.closing import CloseAnswer
from postroom.model.endpoint import Protocol
from postroom.model.plan import Trust
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from tests.desktop.conftest import click, fill_in

SAVED = GeneralSettings(
    trust=Trust(TrustMode.PORTABLE, (Path("/authority.pem"),)),
    timeout=12.5,
    ignore_outgoing=frozenset({Toggle.EXPIRED}),
    history_days=90,
    on_close=CloseAnswer.KEEP,
    spooler_disabled=True,
)


@pytest.fixture
def dialog(qtbot: QtBot) -> GeneralDialog:
    made = GeneralDialog(SAVED)
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_counts_is_shown(dialog: GeneralDialog) -> None:
    assert dialog.entered == SAVED
    assert not dialog.apply_button.isEnabled()
    assert not dialog.restore_button.isEnabled()
    assert dialog.default_button.isEnabled()


def test_what_is_entered_is_applied(dialog: GeneralDialog) -> None:
    heard: list[GeneralSettings] = []
    dialog.apply_wanted.connect(heard.append)
    fill_in(dialog.timeout, "45")
    click(dialog.ignore.grid.editors[Protocol.POP3].boxes[Toggle.WEAK])
    click(dialog.apply_button)
    assert heard[0].timeout == 45
    assert heard[0].ignore_incoming == {Toggle.WEAK}
    assert heard[0].trust == SAVED.trust
    dialog.show_saved(heard[0])
    assert not dialog.apply_button.isEnabled()
    assert dialog.isVisible()


def test_what_was_entered_can_be_taken_back(dialog: GeneralDialog) -> None:
    fill_in(dialog.timeout, "45")
    fill_in(dialog.authorities.editor, "/other.pem")
    click(dialog.restore_button)
    assert dialog.entered == SAVED


def test_the_usual_values_count_once_they_are_applied(dialog: GeneralDialog) -> None:
    heard: list[GeneralSettings] = []
    dialog.apply_wanted.connect(heard.append)
    click(dialog.default_button)
    assert dialog.entered == GeneralSettings()
    assert heard == []
    click(dialog.apply_button)
    assert heard == [GeneralSettings()]


@pytest.mark.parametrize("words", ["0", "601", "soon", "nan"])
def test_a_time_out_that_cannot_be_is_told(dialog: GeneralDialog, words: str) -> None:
    fill_in(dialog.timeout, words)
    assert dialog.entered is None
    assert dialog.hint.words == "The time-out must be between 1 and 600 seconds."
    assert not dialog.apply_button.isEnabled()
    assert dialog.restore_button.isEnabled()


def test_enter_presses_the_button_that_has_the_focus_and_else_applies(dialog: GeneralDialog) -> None:
    heard: list[GeneralSettings] = []
    dialog.apply_wanted.connect(heard.append)
    dialog.default_button.setFocus()
    QTest.keyClick(dialog.default_button, Qt.Key.Key_Return)
    assert (dialog.entered, heard) == (GeneralSettings(), [])
    dialog.restore_button.setFocus()
    QTest.keyClick(dialog.restore_button, Qt.Key.Key_Return)
    assert (dialog.entered, heard) == (SAVED, [])
    fill_in(dialog.timeout, "45")
    QTest.keyClick(dialog.timeout, Qt.Key.Key_Return)
    assert [settings.timeout for settings in heard] == [45]
    assert dialog.isVisible()
    dialog.close_button.setFocus()
    QTest.keyClick(dialog.close_button, Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_toggles_for_all_new_accounts_are_warned_of(dialog: GeneralDialog) -> None:
    assert "checked less than it could" in dialog.hint.words
    click(dialog.ignore.grid.editors[Protocol.SMTP].boxes[Toggle.EXPIRED])
    assert dialog.hint.words == ""


def test_what_is_not_let_pass_takes_no_place(dialog: GeneralDialog) -> None:
    assert dialog.ignore.grid.isVisible()
    high = dialog.height()
    click(dialog.default_button)
    assert not dialog.ignore.grid.isVisible()
    assert dialog.height() < high


def test_the_spooler_is_set_too(dialog: GeneralDialog) -> None:
    heard: list[GeneralSettings] = []
    dialog.apply_wanted.connect(heard.append)
    click(dialog.spooler.disabled)
    fill_in(dialog.spooler.history, "7")
    dialog.spooler.on_close.choose(None)
    dialog.spooler.on_close.activated.emit(0)
    click(dialog.apply_button)
    (settings,) = heard
    assert (settings.history_days, settings.on_close, settings.spooler_disabled) == (7, None, False)


def test_the_switch_follows_the_spooler_until_somebody_has_been_at_it(dialog: GeneralDialog) -> None:
    box = dialog.spooler.disabled
    dialog.follow_spooler(usable=True, disabled=False)
    assert not box.isChecked()
    assert not dialog.apply_button.isEnabled()
    click(box)
    dialog.follow_spooler(usable=True, disabled=False)
    assert box.isChecked()
    assert dialog.apply_button.isEnabled()
    dialog.follow_spooler(usable=False, disabled=False)
    assert not box.isEnabled()


@pytest.mark.parametrize("words", ["0", "3651", "long"])
def test_days_of_history_that_cannot_be_are_told(dialog: GeneralDialog, words: str) -> None:
    fill_in(dialog.spooler.history, words)
    assert dialog.entered is None
    assert dialog.hint.words == "History can be kept for 1 to 3,650 days."
    assert dialog.spooler.history.property("problem") == "error"
