"""The general settings in the window: applied, saved, and there for the next new account."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from postroom.desktop.general.dialog import GeneralDialog
from postroom.desktop.window.actions import Act
from postroom.model.endpoint import Protocol
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from tests.desktop.conftest import Open, click, fill_in, running, until

pytestmark = pytest.mark.qt_loop_only


async def opened_dialog(opened: Open) -> GeneralDialog:
    opened.window.actions_[Act.GENERAL].trigger()
    await until(lambda: opened.window.findChildren(GeneralDialog))
    return opened.window.findChildren(GeneralDialog)[0]


async def test_general_settings_count_for_new_accounts_and_are_saved(opened: Open, home: Folders) -> None:
    dialog = await opened_dialog(opened)
    dialog.trust.write(TrustMode.PORTABLE.value)
    fill_in(dialog.timeout, "45")
    click(dialog.ignore.switch)
    click(dialog.ignore.grid.editors[Protocol.SMTP].boxes[Toggle.EXPIRED])
    fill_in(dialog.spooler.history, "7")
    click(dialog.apply_button)
    assert opened.engine.preferences.trust.mode is TrustMode.PORTABLE
    assert opened.engine.preferences.history_days == 7
    assert Preferences.load(home) == opened.engine.preferences
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    await until(lambda: not opened.window.findChildren(GeneralDialog))
    opened.desk.accounts.add()
    form = opened.desk.page.settings.form
    assert form.advanced.timeout.text() == "45"
    assert form.ignore.grid.editors[Protocol.SMTP].chosen == {Toggle.EXPIRED}


async def test_the_spooler_is_disabled_and_enabled_here(opened: Open) -> None:
    spooler = opened.engine.spooler
    await spooler.open()
    dialog = await opened_dialog(opened)
    click(dialog.spooler.disabled)
    click(dialog.apply_button)
    await until(lambda: not spooler.switches.enabled)
    await spooler.enable()
    await until(lambda: not dialog.spooler.disabled.isChecked())
    assert not dialog.apply_button.isEnabled()
    dialog.reject()


async def test_the_form_says_at_once_that_the_spooler_is_disabled(opened: Open) -> None:
    await opened.engine.spooler.open()
    await opened.engine.spooler.disable()
    opened.desk.accounts.add()
    sending = opened.desk.page.settings.form.sending
    click(sending.switch)
    QTest.keyClick(sending.pace.asynchronous, Qt.Key.Key_Space)
    await until(lambda: sending.pace.hint.words.startswith("The spooler is disabled: "))
    await opened.engine.spooler.enable()
    await until(lambda: not sending.pace.hint.words)


def damage(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("this is not TOML")


async def test_settings_that_cannot_be_saved_are_told(opened: Open, home: Folders) -> None:
    dialog = await opened_dialog(opened)
    damage(home.preferences_file)
    fill_in(dialog.timeout, "45")
    click(dialog.apply_button)
    assert "could not be saved" in opened.window.complaint.words
    assert opened.engine.preferences.timeout != 45
    assert dialog.apply_button.isEnabled()
    dialog.reject()


async def test_settings_that_cannot_be_read_are_told(home: Folders, qapp: QApplication) -> None:
    damage(home.preferences_file)
    async with running(home, qapp) as opened:
        assert str(home.preferences_file) in opened.window.complaint.words
