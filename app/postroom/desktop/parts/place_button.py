"""Leads from the left side of the window to a page that is not of one account."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from postroom.desktop.parts.kind import set_kind, set_mark


class PlaceButton(QPushButton):
    """Called `text`, it does what `action` does, and shows whether its page is the one that is seen."""

    def __init__(self, text: str, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(action.icon(), text, parent)
        set_kind(self, "place")
        self.setToolTip(action.toolTip())
        self.clicked.connect(action.trigger)

    def show_here(self, here: bool) -> None:
        """Mark whether its page is seen."""
        set_mark(self, "here", "true" if here else "")
