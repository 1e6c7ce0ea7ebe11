"""A field in which is typed what a list is searched for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role


class SearchField(QLineEdit):
    """Escape empties it; Down and Enter go to the list."""

    left = Signal()

    def __init__(self, words: str, *, accessible: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(words)
        self.setAccessibleName(accessible)
        self.setToolTip(tip)
        self.setClearButtonEnabled(True)
        self.addAction(qicon(Icon.SEARCH, Role.MUTED), QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        else:
            super().keyPressEvent(event)
