"""Messages that are chosen: what is offered for them, what is known of one, and what is asked before a grave deed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest

from postroom.desktop.spool.columns import Shown as Column
from postroom.model.message import RecipientOutcome
from postroom.model.spool_commands import Command
from tests.desktop.conftest import click, until
from tests.desktop.spool.conftest import Shown
from tests.desktop.spool.hands import CTRL, SHIFT, click_row, fill

pytestmark = pytest.mark.qt_loop_only


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        ("Queued", {Command.HOLD, Command.CANCEL}),
        ("Deferred", {Command.RETRY, Command.HOLD, Command.CANCEL}),
        ("Failed", {Command.REQUEUE}),
        ("Uncertain", {Command.RESOLVE_SENT, Command.RESOLVE_RESEND}),
        ("Sent", set()),
    ],
)
async def test_only_what_fits_is_offered(shown: Shown, chosen: str, offered: set[Command]) -> None:
    await fill(shown)
    await shown.show()
    click_row(shown, shown.texts(Column.SUBJECT).index(chosen))
    await until(shown.page.pane.tabs.isVisible)
    visible = {command for command, button in shown.page.bar.buttons.items() if button.isVisible()}
    assert visible == offered
    assert shown.page.pane.why.text()


async def test_details_follow_the_message(shown: Shown) -> None:
    numbers = await fill(shown)
    await shown.show()
    pane = shown.page.pane
    click_row(shown, 3)
    await until(lambda: pane.recipients.topLevelItemCount() == 1)
    reply = pane.recipients.topLevelItem(0)
    assert reply is not None
    assert reply.text(2).startswith("450 4.2.0")
    QTest.keyClick(shown.page.table, Qt.Key.Key_Return)
    assert pane.tabs.hasFocus()
    QTest.keyClick(pane.tabs, Qt.Key.Key_Right)
    await until(lambda: pane.attempts.list.topLevelItemCount() == 1)
    assert pane.attempts.transcript.model().rowCount() == 4
    QTest.keyClick(pane.tabs, Qt.Key.Key_Right)
    await until(lambda: pane.headers.topLevelItemCount() == 3)
    QTest.keyClick(pane.tabs, Qt.Key.Key_Right)
    assert "Subject: Deferred" in pane.source.toPlainText()
    await shown.spooler.command(await shown.page.chooser.selection(), Command.RETRY)
    await shown.spooler.attempt(numbers["Deferred"], RecipientOutcome.SENT)
    await until(lambda: pane.why.text().startswith("The server took it"))
    await until(lambda: shown.texts(Column.STATE)[3] == "Sent")
    assert shown.page.chooser.choice.fitting(Command.RETRY) == 0


async def test_several_are_counted_before_anything_is_done(shown: Shown) -> None:
    await fill(shown)
    await shown.show()
    click_row(shown, 0)
    click_row(shown, 4, SHIFT)
    await until(lambda: shown.page.chooser.choice.count == 5)
    bar = shown.page.bar
    assert bar.buttons[Command.CANCEL].text() == "Cancel 2"
    assert bar.buttons[Command.RETRY].accessibleName() == "Retry message now"
    assert shown.page.pane.heading.text() == "5 messages are chosen"
    wanted = QSignalSpy(bar.wanted)
    click(bar.buttons[Command.CANCEL])
    assert list(wanted.at(0)) == [Command.CANCEL]


async def test_everything_is_chosen_without_being_read(shown: Shown) -> None:
    for number in range(300):
        await shown.spooler.submit(f"Invoice {number}")
    await shown.show()
    shown.page.table.setFocus()
    QTest.keyClick(shown.page.table, Qt.Key.Key_A, CTRL)
    await until(lambda: shown.page.chooser.choice.everything)
    assert shown.page.pane.heading.text() == "All 300 messages that match are chosen"
    assert shown.page.bar.buttons[Command.HOLD].text() == "Hold 300"
    await shown.spooler.submit("One more")
    await until(lambda: shown.page.chooser.choice.count == 301)
    click_row(shown, 0)
    await until(lambda: not shown.page.chooser.choice.everything)
    assert shown.page.chooser.choice.count == 1


async def test_a_grave_command_for_many_is_confirmed_first(shown: Shown) -> None:
    for number in range(150):
        await shown.spooler.submit(f"Invoice {number}")
    await shown.show()
    shown.page.chooser.choose_everything()
    await until(lambda: shown.page.chooser.choice.everything)
    bar, wanted = shown.page.bar, QSignalSpy(shown.page.bar.wanted)
    click(bar.buttons[Command.CANCEL])
    assert wanted.count() == 0
    assert bar.consent.words == "Yes, cancel all 150 messages."
    assert not bar.do_button.isEnabled()
    click(bar.leave_button)
    assert bar.buttons[Command.CANCEL].isVisible()
    QTest.keyClick(shown.page.table, Qt.Key.Key_Delete)
    QTest.keyClick(bar.consent.box, Qt.Key.Key_Space)
    assert bar.do_button.text() == "Cancel 150 messages"
    click(bar.do_button)
    assert list(wanted.at(0)) == [Command.CANCEL]
    assert not bar.consent.isVisible()
