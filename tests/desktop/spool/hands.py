"""What hands do on the page of the spooler, and the messages that they find there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from postroom.desktop.spool.columns import Shown as Column
from postroom.model.message import RecipientOutcome
from tests.desktop.spool.conftest import Shown

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def ctrl_click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, CTRL)


def click_row(
    shown: Shown, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    table = shown.page.table
    place = table.visualRect(shown.page.model.index(row, Column.SUBJECT)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def click_header(shown: Shown, column: Column) -> None:
    header = shown.page.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def type_keys(shown: Shown, keys: str) -> None:
    QTest.keyClicks(shown.page.focusWidget(), keys)


async def fill(shown: Shown) -> dict[str, int]:
    """One message of each kind, by subject."""
    spooler = shown.spooler
    numbers = {
        subject: await spooler.submit(subject, account=account, to=[to])
        for subject, account, to in (
            ("Sent", "ada", "bob@example.org"),
            ("Deferred", "ada", "carl@example.org"),
            ("Failed", "bert", "nobody@example.net"),
            ("Uncertain", "bert", "eve@example.com"),
            ("Queued", "ada", "bob@example.org"),
        )
    }
    await spooler.attempt(numbers["Sent"], RecipientOutcome.SENT)
    await spooler.attempt(numbers["Deferred"], RecipientOutcome.WAITING)
    await spooler.attempt(numbers["Failed"], RecipientOutcome.FAILED)
    await spooler.attempt(numbers["Uncertain"], RecipientOutcome.UNCERTAIN)
    return numbers
