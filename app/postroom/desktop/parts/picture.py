"""An icon as a picture, in the size that it is given."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from postroom.desktop.look.icons import Icon, draw
from postroom.desktop.look.theme import Role


class Picture(QWidget):
    """Draws `icon`, `side` pixels wide."""

    def __init__(self, icon: Icon, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(side, side)

    def paintEvent(self, _: QPaintEvent) -> None:
        draw(QPainter(self), self.rect(), self._icon, Role.ACCENT)
