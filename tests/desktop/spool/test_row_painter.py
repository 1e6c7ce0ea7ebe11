"""What the rows look like: chosen ones, words that do not fit, and what is not known yet."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from postroom.desktop.look import theme
from postroom.desktop.look.theme import Role
from postroom.desktop.spool.columns import Shown
from postroom.desktop.spool.model import MessagesModel
from postroom.desktop.spool.row_painter import PADDING
from postroom.desktop.spool.table import ROW_HEIGHT, MessageTable
from postroom.model.message import MessageState
from tests.desktop.spool.test_model import row

FAILED, CHOSEN, UNKNOWN, LONG = range(4)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def table(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[MessageTable]:
    """Four rows of which each looks different, in each of the colours."""
    theme.choose(Qt.ColorScheme.Dark if request.param else Qt.ColorScheme.Light)
    model = MessagesModel()
    table = MessageTable(model)
    qtbot.addWidget(table)
    table.resize(1000, 300)
    model.begin(array("q", [1, 2, 3, 4]))
    long = replace(row(4), subject="W" * 200, recipient="W" * 200, size=12_000_000, last_reply="W" * 200)
    model.learn([1, 2, 4], [replace(row(1, MessageState.FAILED), last_reply="550 No"), row(2), long], 0, 3)
    table.choose_row(CHOSEN)
    table.grab()  # lays out the columns
    yield table
    theme.choose(None)


def painted(table: MessageTable, place: QRect) -> set[str]:
    """The colours in a place."""
    image: QImage = table.viewport().grab(place).toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def cell(table: MessageTable, number: int, shown: Shown) -> QRect:
    return table.visualRect(table.messages.index(number, shown))


def name(role: Role) -> str:
    colour: QColor = theme.colour(role)
    return colour.name()


def test_words_have_the_colours_of_their_state(table: MessageTable) -> None:
    assert name(Role.FAILED) in painted(table, cell(table, FAILED, Shown.STATE))
    assert name(Role.FAILED) in painted(table, cell(table, FAILED, Shown.LAST_REPLY))
    assert name(Role.FAILED) not in painted(table, cell(table, FAILED, Shown.SUBJECT))
    assert name(Role.FAILED) not in painted(table, cell(table, LONG, Shown.STATE))


def test_a_chosen_row_is_filled_from_end_to_end(table: MessageTable) -> None:
    band = QRect(0, CHOSEN * ROW_HEIGHT, table.viewport().width(), 2)
    assert painted(table, band) == {name(Role.SELECTED)}
    assert name(Role.SELECTED) not in painted(table, band.translated(0, -ROW_HEIGHT))


def test_the_current_row_has_a_mark_while_the_list_is_used(table: MessageTable, qtbot: QtBot) -> None:
    mark = QRect(0, CHOSEN * ROW_HEIGHT, 3, ROW_HEIGHT)
    assert painted(table, mark) == {name(Role.SELECTED)}
    with qtbot.waitExposed(table):
        table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    assert painted(table, mark) == {name(Role.ACCENT)}


@pytest.mark.parametrize("shown", [Shown.RECIPIENT, Shown.SUBJECT, Shown.SIZE, Shown.LAST_REPLY])
def test_words_stay_within_their_column(table: MessageTable, shown: Shown) -> None:
    place = cell(table, LONG, shown)
    ground = painted(table, QRect(0, 5 * ROW_HEIGHT, 10, 10))
    assert painted(table, place) > ground
    for left in (place.left(), place.right() - PADDING + 2):
        assert painted(table, QRect(left, place.top(), PADDING - 2, ROW_HEIGHT)) == ground


def test_what_is_not_known_is_a_bar_in_each_column(table: MessageTable) -> None:
    for shown in Shown:
        if not table.isColumnHidden(shown):
            assert name(Role.GRID) in painted(table, cell(table, UNKNOWN, shown)), shown
            assert name(Role.GRID) not in painted(table, cell(table, LONG, shown)), shown


def test_what_is_scrolled_away_is_not_painted_elsewhere(table: MessageTable) -> None:
    before = painted(table, cell(table, LONG, Shown.SUBJECT))
    table.resize(1000, 80)
    table.verticalScrollBar().setValue(ROW_HEIGHT // 2)
    assert painted(table, cell(table, LONG, Shown.SUBJECT)) <= before
    top = QRect(0, 0, table.viewport().width(), ROW_HEIGHT // 2)
    assert name(Role.FAILED) in painted(table, top)
