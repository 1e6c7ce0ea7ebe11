"""Leads from the left side of the window to a page that is not of one account."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.kind import set_kind, set_mark, set_role


class PlaceButton(QPushButton):
    """Called `text`, it does what `action` does, and shows how things stand there and whether one is there."""

    def __init__(self, text: str, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(action.icon(), text, parent)
        self.action = action
        self._standing = QLabel()
        self._standing.setFont(font(Face.SMALL))
        self._standing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addStretch(1)
        layout.addWidget(self._standing)
        set_kind(self, "place")
        self.setToolTip(action.toolTip())
        self.clicked.connect(action.trigger)

    def tell(self, words: str, role: str) -> None:
        """Tell in short how things stand there, in the colour of `role`."""
        if words != self._standing.text():
            self._standing.setText(words)
            self.setAccessibleDescription(words)
        set_role(self._standing, role)

    def show_here(self, here: bool) -> None:
        """Mark whether its page is seen."""
        set_mark(self, "here", "true" if here else "")
