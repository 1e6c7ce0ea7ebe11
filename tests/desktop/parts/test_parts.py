from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.banner import Banner
from postroom.desktop.parts.check import Check
from postroom.desktop.parts.combo import Combo
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.parts.kind import set_kind
from postroom.desktop.parts.picture import Picture
from postroom.desktop.parts.statement import StatementLine
from postroom.desktop.window.undo_bar import UndoBar

LONG = "mail-gateway-17.internal.a-very-long-name.example.com:995"


def test_a_long_text_is_elided_and_told_whole(qtbot: QtBot) -> None:
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.show()
    assert label.toolTip() == LONG
    label.resize(900, 20)
    assert label.toolTip() == ""
    label.setText("short & sweet")
    assert label.grab().width() > 0
    assert label.minimumSizeHint().width() < 100


def test_the_wheel_never_changes_a_choice(qtbot: QtBot) -> None:
    combo = Combo([(1, "one"), (2, "two")])
    qtbot.addWidget(combo)
    combo.show()
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, wheel)
    assert combo.value == 1
    combo.offer(2, "two again")
    assert combo.count() == 2
    assert not combo.grab().isNull()


def test_a_check_box_shows_whether_it_is_checked(qtbot: QtBot) -> None:
    check = Check("Yes")
    qtbot.addWidget(check)
    check.show()
    off = check.grab().toImage()
    check.click()
    assert check.grab().toImage() != off


def test_emptiness_says_what_would_come(qtbot: QtBot) -> None:
    content = QLabel("content")
    page = OrEmpty(content)
    qtbot.addWidget(page)
    page.show()
    page.say_empty("It comes later.")
    assert not content.isVisible()
    page.say_empty("")
    assert content.isVisible()


def test_a_mark_is_set_once(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    set_kind(button, "primary")
    set_kind(button, "primary")
    assert button.property("kind") == "primary"
    set_kind(button, "")
    assert button.property("kind") == ""


@pytest.mark.parametrize("side", [16, 72])
def test_a_picture_is_as_large_as_it_is_told(qtbot: QtBot, side: int) -> None:
    picture = Picture(Icon.POSTROOM, side)
    qtbot.addWidget(picture)
    assert picture.grab().width() == side


def test_a_statement_says_its_shape_in_a_word(qtbot: QtBot) -> None:
    line = StatementLine(Icon.GUESS, Role.MUTED, "The port is wrong.", "Guess")
    qtbot.addWidget(line)
    names = [label.accessibleName() for label in line.findChildren(QLabel)]
    assert names == ["Guess: The port is wrong."]


def test_a_banner_offers_its_remedy(qtbot: QtBot) -> None:
    remedy, done = QAction("Read again"), []
    remedy.triggered.connect(lambda: done.append(True))
    banner = Banner(remedy)
    qtbot.addWidget(banner)
    banner.tell("The file is broken.")
    assert banner.words == "The file is broken."
    button = banner.findChild(QPushButton)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]
    banner.tell("")
    assert banner.isHidden()


@pytest.fixture
def undo(qtbot: QtBot) -> UndoBar:
    bar = UndoBar()
    qtbot.addWidget(bar)
    return bar


@pytest.fixture
def heard(undo: UndoBar) -> list[str]:
    words: list[str] = []
    undo.undone.connect(lambda: words.append("undone"))
    undo.settled.connect(lambda: words.append("settled"))
    return words


def test_what_was_done_is_undone_once(undo: UndoBar, heard: list[str]) -> None:
    undo.tell("ada is deleted.")
    undo.undo()
    undo.undo()
    undo.settle()
    assert heard == ["undone"]


def test_it_settles_by_itself_after_a_while(undo: UndoBar, heard: list[str]) -> None:
    undo.tell("ada is deleted.")
    undo._timer.timeout.emit()
    assert heard == ["settled"]
    assert undo.isHidden()


def test_a_second_deed_settles_the_first(undo: UndoBar, heard: list[str]) -> None:
    undo.tell("ada is deleted.")
    undo.tell("bob is deleted.")
    assert heard == ["settled"]
    assert not undo.isHidden()
