"""The spooler in the window as a whole, by real clicks and keys: messages go out, are held, cancelled, brought back."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from postroom.desktop.spool.columns import Shown as Column
from postroom.desktop.window.actions import Act
from postroom.model.account import Account, Server
from postroom.model.endpoint import Security
from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_refusals import Refused
from postroom.settings.folders import Folders
from postroom.spool import bulk, steering
from postroom.spool.file_store import FILE
from tests.desktop.conftest import FRAME, Open, click, running, until
from tests.desktop.window.hands import CTRL, choose, page, paused, settled, states, submit, tick, total
from tests.support.receiver import Receiver

pytestmark = pytest.mark.qt_loop_only


async def test_the_way_there_and_back(shown: Open) -> None:
    sidebar = shown.window.sidebar
    await until(lambda: shown.window.spooler.text() == "spooler running · 0 pending")
    assert sidebar.spooler.property("here") == "true"
    assert not sidebar.view.selectionModel().hasSelection()
    place = sidebar.view.visualRect(sidebar.view.model().index(0, 0)).center()
    QTest.mouseClick(sidebar.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: not page(shown).isVisible())
    assert sidebar.spooler.property("here") == ""
    assert sidebar.view.selectionModel().hasSelection()
    click(shown.window.spooler)
    assert page(shown).isVisible()
    QTest.keyClick(shown.window, Qt.Key.Key_F, CTRL)
    assert page(shown).filters.search.hasFocus()


async def test_messages_go_out_before_ones_eyes(shown: Open, receiver: Receiver) -> None:
    await submit(shown, "One", "Two")
    await submit(shown, "Later", to="later@example.com")
    await submit(shown, "Nobody", to="nobody@example.com")
    await until(lambda: states(shown) == ["Failed", "Deferred", "Sent", "Sent"])
    assert len(receiver.letters) == 2
    await until(lambda: page(shown).filters.chips[MessageState.SENT].text() == "Sent 2")
    await until(lambda: shown.window.sidebar.spooler.accessibleDescription() == "running 1")
    await choose(shown, 1)
    click(page(shown).bar.buttons[Command.RETRY])
    await until(lambda: states(shown) == ["Failed", "Sent", "Sent", "Sent"])


async def test_a_spooler_that_is_disabled_sends_what_waits(shown: Open, receiver: Receiver) -> None:
    await paused(shown)
    await submit(shown, *(f"Invoice {number}" for number in range(500)))
    await until(lambda: total(shown, MessageState.QUEUED) == 500)
    tick(shown)
    await until(lambda: not shown.engine.spooler.standing.accepts)
    with pytest.raises(Refused, match="disabled"):
        await submit(shown, "Too late")
    click(page(shown).pause_button)
    await until(lambda: page(shown).strip.word.text() == "Disabled")
    assert page(shown).disable_box.isChecked()
    assert len(receiver.letters) == 500
    tick(shown)
    await until(lambda: page(shown).strip.word.text() == "Running")
    await submit(shown, "In time again")
    await until(lambda: states(shown)[0] == "Sent")


async def test_a_message_is_held_released_and_cancelled_and_brought_back(shown: Open) -> None:
    await paused(shown)
    await submit(shown, "Invoice")
    bar = page(shown).bar
    await choose(shown, 0)
    click(bar.buttons[Command.HOLD])
    await settled(shown, "Held")
    await until(bar.buttons[Command.RELEASE].isVisible)
    click(bar.buttons[Command.RELEASE])
    await settled(shown, "Queued")
    QTest.keyClick(page(shown).table, Qt.Key.Key_Delete)
    await settled(shown, "Discarded")
    click(shown.window.undo.undo_button)
    await settled(shown, "Queued")
    QTest.keyClick(page(shown).table, Qt.Key.Key_Delete)
    await settled(shown, "Discarded")
    await until(bar.buttons[Command.REQUEUE].isVisible)
    click(bar.buttons[Command.REQUEUE])
    await settled(shown, "Queued")


async def test_everything_is_held_at_once_and_undone_by_a_key(shown: Open) -> None:
    await paused(shown)
    await submit(shown, *(f"Invoice {number}" for number in range(300)))
    await until(lambda: page(shown).model.rowCount() == 300)
    page(shown).table.setFocus()
    QTest.keyClick(page(shown).table, Qt.Key.Key_A, CTRL)
    await until(lambda: page(shown).bar.buttons[Command.HOLD].text() == "Hold 300")
    names = [command.name for command in shown.desk._commands()]
    assert "Hold 300 messages" in names
    assert "Release messages" not in names
    shown.window.actions_[Act.HOLD_MESSAGES].trigger()
    await until(lambda: total(shown, MessageState.HELD) == 300)
    await until(shown.window.undo.isVisible)
    QTest.keyClick(shown.window, Qt.Key.Key_Z, CTRL)
    await until(lambda: total(shown, MessageState.QUEUED) == 300)
    await until(lambda: shown.window.status.text() == "300 messages stand as before.")


async def test_what_changed_behind_ones_back_is_not_touched(shown: Open) -> None:
    await paused(shown)
    await submit(shown, "Invoice")
    await choose(shown, 0)
    page(shown).reader.sleep()
    number = page(shown).model.ids[0]
    await shown.engine.spooler.command(Chosen((Seen(number),)), Command.HOLD)
    click(page(shown).bar.buttons[Command.CANCEL])
    await until(shown.window.complaint.isVisible)
    assert shown.window.complaint.words == (
        f"Message {number} has changed since it was shown. Look again first."
    )
    assert total(shown, MessageState.HELD) == 1


async def test_a_lane_that_waits_for_a_person_is_opened(shown: Open, receiver: Receiver) -> None:
    await shown.engine.spooler.hold_lane("ada", "The password was refused.")
    await submit(shown, "Invoice")
    line = page(shown).lanes.lines[0]
    await until(line.isVisible)
    assert line.reason.text() == "The password was refused."
    click(line.edit_button)
    assert not page(shown).isVisible()
    assert shown.desk.page.settings.is_open
    shown.window.actions_[Act.SPOOLER].trigger()
    click(line.go_button)
    await until(lambda: receiver.letters)
    await until(lambda: not page(shown).lanes.isVisible())


async def test_the_menu_of_the_list_says_how_many_it_would_touch(shown: Open) -> None:
    await paused(shown)
    await submit(shown, "One", "Two")
    await choose(shown, 1)
    page(shown).table.selectAll()
    await until(lambda: page(shown).bar.buttons[Command.HOLD].text() == "Hold 2")
    page(shown).table.customContextMenuRequested.emit(QPoint(40, 10))
    menu = shown.desk.spool.messages.menu
    names = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert names == [
        "Hold 2 messages",
        "Cancel 2 messages",
        "Copy messages as text",
        "Export messages as .eml",
        "Choose all messages that match",
    ]
    menu.actions()[0].trigger()
    menu.close()
    await until(lambda: states(shown) == ["Held", "Held"])


async def test_the_table_is_as_one_left_it(home: Folders, qapp: QApplication) -> None:
    account = Account(name="ada", smtp=Server("127.0.0.1", 1, Security.NONE))
    async with running(home, qapp) as first:
        first.engine.add_account(account)
        await until(lambda: first.desk.presenter.current == "ada")
        first.window.actions_[Act.SPOOLER].trigger()
        first.desk.spool.page.table.setColumnHidden(Column.ACCOUNT, True)
        first.desk.spool.page.table.setColumnWidth(Column.SUBJECT, 321)
        await asyncio.sleep(FRAME)
        first.desk.spool.page.splitter.setSizes([200, 300])
        pane = first.desk.spool.page.splitter.sizes()[1]
    async with running(home, qapp) as second:
        second.window.actions_[Act.SPOOLER].trigger()
        table = second.desk.spool.page.table
        assert table.isColumnHidden(Column.ACCOUNT)
        assert table.columnWidth(Column.SUBJECT) == 321
        await until(lambda: second.desk.spool.page.splitter.sizes()[1] == pane)


@contextmanager
def busy_disk(home: Folders) -> Iterator[None]:
    """Let another program write to the spool for so long that a part of a command has to wait for it."""
    other = sqlite3.connect(home.spool / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def stopped(opened: Open) -> None:
    """Stop what is done to messages, while its first part is under way."""
    await until(page(opened).progress.stop_button.isVisible)
    click(page(opened).progress.stop_button)
    assert page(opened).progress.words.text().endswith(": stopping ...")
    assert not page(opened).progress.stop_button.isEnabled()


async def three_pieces(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 300 messages wait, of which a command changes 100 at a time."""
    for module in (bulk, steering):
        monkeypatch.setattr(module, "CHUNK", 100)
    await paused(opened)
    await submit(opened, *(f"Invoice {number}" for number in range(300)))


async def test_a_command_is_stopped_and_what_it_did_undone(
    shown: Open, home: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three_pieces(shown, monkeypatch)
    await until(lambda: page(shown).model.rowCount() == 300)
    page(shown).chooser.choose_everything()
    stop = shown.window.actions_[Act.STOP_MESSAGES]
    assert not stop.isEnabled()
    with busy_disk(home):
        shown.window.actions_[Act.HOLD_MESSAGES].trigger()
        await until(stop.isEnabled)
        await stopped(shown)
    await until(shown.window.undo.isVisible)
    assert shown.window.status.text() == "Stopped: 100 of 300 messages are held."
    assert not stop.isEnabled()
    assert not page(shown).progress.isVisible()
    assert (total(shown, MessageState.HELD), total(shown, MessageState.QUEUED)) == (100, 200)
    click(shown.window.undo.undo_button)
    await until(lambda: total(shown, MessageState.QUEUED) == 300)


async def test_an_undo_is_stopped_by_escape_and_gone_on_with(
    shown: Open, home: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    await three_pieces(shown, monkeypatch)
    page(shown).chooser.choose_everything()
    shown.window.actions_[Act.HOLD_MESSAGES].trigger()
    await until(lambda: total(shown, MessageState.HELD) == 300)
    await until(shown.window.undo.isVisible)
    with busy_disk(home):
        click(shown.window.undo.undo_button)
        await until(page(shown).progress.isVisible)
        QTest.keyClick(page(shown).table, Qt.Key.Key_Escape)
        assert page(shown).progress.words.text() == "Undoing: stopping ..."
    await until(shown.window.undo.isVisible)
    assert shown.window.status.text() == "Stopped: 100 of 300 messages stand as before."
    click(shown.window.undo.undo_button)
    await until(lambda: total(shown, MessageState.QUEUED) == 300)
