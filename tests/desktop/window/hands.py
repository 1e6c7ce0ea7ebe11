"""What hands and eyes do on the page of the spooler, in the window as a whole."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from postroom.desktop.spool.columns import Shown as Column
from postroom.desktop.spool.page import SpoolPage
from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Recipient
from postroom.model.message import MessageState
from tests.desktop.conftest import Open, click, until

CTRL = Qt.KeyboardModifier.ControlModifier


def page(opened: Open) -> SpoolPage:
    return opened.desk.spool.page


async def submit(opened: Open, *subjects: str, to: str = "bob@example.com") -> None:
    envelope = Envelope(parse_address("ada@example.com"), (Recipient(parse_address(to)),), 0)
    for subject in subjects:
        await opened.engine.submit("ada", envelope, f"Subject: {subject}\r\n\r\nHello\r\n".encode())


def texts(opened: Open, column: Column) -> list[str]:
    model = page(opened).model
    return [model.index(row, column).data() for row in range(min(20, model.rowCount()))]


def states(opened: Open) -> list[str]:
    return texts(opened, Column.STATE)


async def settled(opened: Open, *words: str) -> None:
    """Wait until the messages stand so, and whatever was done to them is over: until then the next deed is refused."""
    await until(lambda: states(opened) == list(words) and not opened.desk.spool.messages.is_busy)


def total(opened: Open, *wanted: MessageState) -> int:
    return opened.engine.spooler.counts.total(wanted)


async def choose(opened: Open, row: int) -> None:
    """Click a row, and wait until it is offered what can be done with it."""
    table, model = page(opened).table, page(opened).model
    await until(lambda: model.rowCount() > row and model.row(row) is not None)
    place = table.visualRect(model.index(row, Column.SUBJECT)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    await until(lambda: page(opened).chooser.choice.row is not None and page(opened).bar.isVisible())


async def paused(opened: Open) -> None:
    click(page(opened).pause_button)
    await until(lambda: page(opened).strip.word.text() == "Paused")


def tick(opened: Open) -> None:
    box = page(opened).disable_box
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
