"""The window as a whole: empty, with the demo, edited, deleted, remembered, commanded by keys."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from postroom.desktop.accounts.row import NEW
from postroom.desktop.look import theme
from postroom.desktop.look.icons import Icon
from postroom.desktop.window.actions import Act
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.endpoint import Protocol, Security
from postroom.model.session import SessionState
from postroom.settings.folders import Folders
from tests.desktop.conftest import FRAME, Open, click, fill_in, running, until

pytestmark = pytest.mark.qt_loop_only

POP3, SMTP = Protocol.POP3, Protocol.SMTP


def account(name: str = "ada") -> Account:
    server = Server("127.0.0.1", 1, Security.NONE)
    return Account(name=name, user="ada", pop3=server, smtp=Server(), keep_secret=KeepSecret.ASK)


def key(opened: Open, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(opened.window.focusWidget(), key, modifiers)


async def add(opened: Open, *names: str) -> None:
    for name in names:
        opened.engine.add_account(account(name))
    await until(lambda: len(opened.window.sidebar.model.rows) == len(opened.engine.accounts))


def shown_names(opened: Open) -> list[str]:
    return [row.name for row in opened.window.sidebar.model.rows]


async def test_without_accounts_it_teaches(opened: Open) -> None:
    assert opened.window.welcome.isVisible()
    assert opened.window.sidebar.isHidden()
    assert opened.window.welcome.add_button.hasFocus()
    assert opened.window.windowTitle() == "Postroom"


async def test_the_demo_shows_every_kind_of_end(opened: Open) -> None:
    await opened.start_demo()
    assert all(row.about for row in opened.window.sidebar.model.rows)
    assert opened.desk.page.header.about.text()
    for name in shown_names(opened)[:2]:
        opened.desk.presenter.choose(name)
        click(opened.desk.page.header.start_button)
        await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.READY)
    opened.desk.presenter.choose("STARTTLS missing")
    click(opened.desk.page.header.start_button)
    await until(lambda: opened.state(POP3) is opened.state(SMTP) is SessionState.FAILED)
    icons = [row.overall.icon for row in opened.window.sidebar.model.rows]
    await until(lambda: opened.window.sidebar.model.rows[0].overall.icon is Icon.OK)
    assert len(icons) > 5


async def test_ending_the_demo_leads_back(opened: Open) -> None:
    await opened.start_demo()
    opened.desk.demo.end()
    await until(opened.window.welcome.isVisible)
    assert not opened.engine.accounts


async def test_unsaved_changes_wait_while_one_looks_elsewhere(opened: Open) -> None:
    await add(opened, "ada", "bob")
    opened.desk.presenter.choose("ada")
    opened.desk.shown.edit_settings()
    form = opened.desk.page.settings.form
    fill_in(form.servers[POP3].host, "pop.example.org")
    opened.desk.presenter.choose("bob")
    opened.desk.shown.edit_settings()
    assert form.servers[POP3].host.text() == "127.0.0.1"
    assert opened.window.sidebar.model.rows[0].edited
    opened.desk.presenter.choose("ada")
    assert form.servers[POP3].host.text() == "pop.example.org"
    assert opened.desk.page.settings.is_open
    click(form.restore_button)
    assert form.servers[POP3].host.text() == "127.0.0.1"
    assert not opened.window.sidebar.model.rows[0].edited


async def test_typing_back_what_was_there_is_no_change(opened: Open) -> None:
    await add(opened, "ada")
    opened.desk.shown.edit_settings()
    form = opened.desk.page.settings.form
    fill_in(form.login.user, "bob")
    assert form.apply_button.isEnabled()
    fill_in(form.login.user, "ada")
    assert not form.apply_button.isEnabled()


async def test_drafts_survive_the_program(home: Folders, qapp: QApplication) -> None:
    async with running(home, qapp) as first:
        first.desk.accounts.add()
        fill_in(first.desk.page.settings.form.login.user, "half@entered.example")
    async with running(home, qapp) as second:
        assert second.desk.presenter.current == NEW
        assert second.desk.page.settings.form.login.user.text() == "half@entered.example"


async def test_the_window_remembers_its_place_and_its_account(home: Folders, qapp: QApplication) -> None:
    async with running(home, qapp) as first:
        await add(first, "ada", "bob")
        first.window.splitter.setSizes([300, 724])
        first.desk.presenter.choose("bob")
        width = first.window.sidebar.width()
    async with running(home, qapp) as second:
        assert second.desk.presenter.current == "bob"
        assert second.window.sidebar.width() == width


async def test_an_account_that_is_deleted_can_be_brought_back(opened: Open) -> None:
    await add(opened, "ada", "bob")
    opened.desk.presenter.choose("ada")
    opened.desk.accounts.remove()
    assert shown_names(opened) == ["bob"]
    assert len(opened.engine.accounts) == 2
    click(opened.window.undo.undo_button)
    assert shown_names(opened) == ["ada", "bob"]
    assert opened.desk.presenter.current == "ada"


async def test_a_deletion_is_settled_by_dismissing_it_or_by_the_next(opened: Open) -> None:
    await add(opened, "ada", "bob", "eve")
    opened.desk.presenter.choose("ada")
    opened.desk.accounts.remove()
    opened.desk.accounts.remove()
    await until(lambda: [a.name for a in opened.engine.accounts] == ["bob", "eve"])
    assert shown_names(opened) == ["eve"]
    click(opened.window.undo.close_button)
    await until(lambda: [a.name for a in opened.engine.accounts] == ["eve"])


async def test_a_deletion_is_settled_when_the_window_closes(home: Folders, qapp: QApplication) -> None:
    async with running(home, qapp) as first:
        await add(first, "ada")
        first.desk.accounts.remove()
    async with running(home, qapp) as second:
        assert not second.engine.accounts


async def test_a_name_that_is_taken_is_told_beside_the_field(opened: Open) -> None:
    await add(opened, "ada")
    opened.desk.accounts.add()
    form = opened.desk.page.settings.form
    fill_in(form.login.name, "ada")
    fill_in(form.servers[POP3].host, "pop.example.com")
    click(form.apply_button)
    await until(lambda: form.login.hint.words == "There is an account named ada already.")
    assert len(opened.engine.accounts) == 1


async def test_what_is_wrong_is_not_saved(opened: Open) -> None:
    opened.desk.accounts.add()
    form = opened.desk.page.settings.form
    fill_in(form.login.user, "ada")
    click(form.start_button)
    assert form.servers[POP3].hint.words == "Enter the name or the address of a server."
    assert form.servers[POP3].host.hasFocus()
    assert not opened.engine.accounts
    click(form.restore_button)
    assert opened.window.welcome.isVisible()


async def test_renaming_keeps_the_account_chosen(opened: Open) -> None:
    await add(opened, "ada", "bob")
    opened.desk.presenter.choose("bob")
    opened.desk.shown.edit_settings()
    form = opened.desk.page.settings.form
    fill_in(form.login.name, "robert")
    click(form.apply_button)
    await until(lambda: opened.desk.presenter.current == "robert")
    assert shown_names(opened) == ["ada", "robert"]
    assert opened.window.windowTitle() == "robert - Postroom"


async def test_a_broken_file_is_told_and_read_again_when_it_is_mended(
    home: Folders, qapp: QApplication
) -> None:
    home.settings.mkdir(parents=True)
    home.accounts_file.write_text("[[account]\n")
    async with running(home, qapp) as opened:
        assert opened.window.trouble.isVisible()
        assert "accounts.toml, line 1" in opened.window.trouble.words
        home.accounts_file.write_text('[[account]]\nname = "ada"\n[account.pop3]\nhost = "127.0.0.1"\n')
        opened.window.actions_[Act.RELOAD].trigger()
        await until(lambda: shown_names(opened) == ["ada"])
        assert opened.window.trouble.isHidden()


async def test_the_palette_finds_commands_and_accounts(opened: Open) -> None:
    await add(opened, "ada", "bob")
    opened.desk.presenter.choose("ada")
    key(opened, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = opened.desk.palette
    await until(palette.isVisible)
    QTest.keyClicks(palette.field, "go bob")
    assert palette.view.currentIndex().data() == "Go to bob"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isHidden()
    assert opened.desk.presenter.current == "bob"


async def test_the_palette_is_walked_by_arrows_and_left_by_escape(opened: Open) -> None:
    await add(opened, "ada")
    opened.window.sidebar.filter.setFocus()
    opened.desk.palette.open()
    palette = opened.desk.palette
    first = palette.view.currentIndex().row()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.view.currentIndex().row() == first + 1
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.isHidden()
    assert opened.window.focusWidget() is opened.window.sidebar.filter


async def test_a_failure_is_announced(opened: Open) -> None:
    await add(opened, "ada")
    opened.desk.shown.edit_password()
    fill_in(opened.desk.page.settings.form.login.password.line, "x")
    click(opened.desk.page.settings.form.apply_button)
    await until(lambda: not opened.desk.page.settings.is_open)
    click(opened.desk.page.header.start_button)
    await until(lambda: "Stopped at connect" in opened.window.status.text())


async def test_light_and_dark_change_live(opened: Open, qapp: QApplication) -> None:
    light = opened.window.grab().toImage().pixelColor(5, 5)
    theme.choose(Qt.ColorScheme.Dark)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    await asyncio.sleep(0)
    assert opened.window.grab().toImage().pixelColor(5, 5).lightness() < light.lightness() / 2


async def test_closing_only_asks_to_close(opened: Open) -> None:
    asked: list[bool] = []
    opened.window.close_wanted.connect(lambda: asked.append(True))
    assert not opened.window.close()
    assert asked
    assert opened.window.isVisible()


async def test_what_was_discarded_can_be_brought_back(opened: Open) -> None:
    await add(opened, "ada")
    opened.desk.accounts.add()
    form = opened.desk.page.settings.form
    fill_in(form.login.user, "half@entered.example")
    click(form.restore_button)
    assert opened.desk.presenter.current == "ada"
    click(opened.window.undo.undo_button)
    assert opened.desk.presenter.current == NEW
    assert form.login.user.text() == "half@entered.example"
    opened.desk.presenter.choose("ada")
    opened.desk.shown.edit_settings()
    fill_in(form.login.user, "changed")
    click(form.restore_button)
    assert form.login.user.text() == "ada"
    key(opened, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: form.login.user.text() == "changed")
    assert opened.window.sidebar.model.rows[1].edited


async def test_an_empty_new_account_is_discarded_without_a_word(opened: Open) -> None:
    await add(opened, "ada")
    opened.desk.accounts.add()
    click(opened.desk.page.settings.form.restore_button)
    assert opened.window.undo.isHidden()


async def test_the_focus_stays_at_the_buttons_of_the_sessions(opened: Open) -> None:
    await opened.start_demo()
    opened.desk.presenter.choose("Hangs at the greeting")
    header = opened.desk.page.header
    header.start_button.setFocus()
    key(opened, Qt.Key.Key_Space)
    await until(header.cancel_button.isVisible)
    assert header.cancel_button.hasFocus()
    key(opened, Qt.Key.Key_Space)
    await until(header.start_button.isEnabled)
    assert header.start_button.hasFocus()


async def test_the_density_is_changed_and_remembered(home: Folders, qapp: QApplication) -> None:
    async with running(home, qapp) as first:
        await add(first, "ada")
        first.window.actions_[Act.COMPACT].trigger()
        assert first.window.sidebar.view.painter.compact
    async with running(home, qapp) as second:
        assert second.window.sidebar.view.painter.compact
        assert second.window.actions_[Act.COMPACT].isChecked()
        second.window.actions_[Act.COMPACT].trigger()
        assert not second.window.sidebar.view.painter.compact


async def test_a_complaint_goes_when_the_file_is_mended(opened: Open) -> None:
    await add(opened, "ada")
    opened.window.complain("The account could not be saved.")
    opened.window.actions_[Act.RELOAD].trigger()
    assert opened.window.complaint.isHidden()


async def test_the_sessions_are_whole_after_every_change_of_size(opened: Open) -> None:
    await add(opened, "ada")
    area, row = opened.desk.page.splitter._area, opened.desk.page.splitter._row
    for size in ((1240, 820), (1600, 1000), (1024, 700), (1600, 1000)):
        opened.window.resize(*size)
        await asyncio.sleep(FRAME)
        await until(lambda: area.viewport().height() == area.height())
        assert row.height() <= area.height()


async def test_the_palette_says_that_nothing_matches(opened: Open) -> None:
    opened.desk.palette.open()
    palette = opened.desk.palette
    assert palette.view.isVisible()
    QTest.keyClicks(palette.field, "zzzz")
    assert palette.view.isHidden()
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.field.clear()
    assert palette.view.isVisible()


async def test_the_focus_stays_near_when_the_form_closes(opened: Open) -> None:
    await add(opened, "ada")
    opened.desk.shown.edit_password()
    fill_in(opened.desk.page.settings.form.login.password.line, "x")
    key(opened, Qt.Key.Key_Return)
    await until(lambda: not opened.desk.page.settings.is_open)
    assert opened.desk.page.settings.switch.hasFocus()
