"""A choice among few, with our own arrow; the wheel scrolls the page and never changes the choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QWidget

from postroom.desktop.look.icons import SIDE, Icon, draw
from postroom.desktop.look.theme import Role


class Combo(QComboBox):
    """Offers pairs of a value and its words."""

    def __init__(self, choices: Iterable[tuple[Any, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        for value, words in choices:
            self.offer(value, words)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, value: Any, words: str) -> None:
        """Offer one more value, if it is not there yet."""
        if value not in self._values:
            self._values.append(value)
            self.addItem(words)

    @property
    def value(self) -> Any:
        """The chosen value."""
        return self._values[self.currentIndex()]

    def choose(self, value: Any) -> None:
        """Choose `value`, which is one of those offered."""
        self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = QRect(self.width() - SIDE - 6, (self.height() - SIDE) // 2, SIDE, SIDE)
        draw(painter, arrow, Icon.CHEVRON_DOWN, Role.MUTED)
