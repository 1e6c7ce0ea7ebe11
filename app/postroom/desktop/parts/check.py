"""A check box in the colours of the theme."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

from postroom.desktop.look import theme
from postroom.desktop.look.icons import Icon, draw
from postroom.desktop.look.theme import Role

SIDE: Final = 16


class Check(QCheckBox):
    """Draws its box itself; everything else is the style's."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        box = QRect(0, 0, SIDE, SIDE)
        box.moveCenter(place.center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(Role.ACCENT if self.isChecked() else Role.EDGE), 1.2))
        painter.setBrush(theme.colour(Role.ACCENT if self.isChecked() else Role.FIELD))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        if self.isChecked():
            draw(painter, box, Icon.CHECK, Role.ON_ACCENT)
