"""A button that does an action, and follows its text and whether it can be done."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role


class ActionButton(QPushButton):
    """Looks as `action` does, with an icon in the colour that fits the button."""

    def __init__(
        self, action: QAction, icon: Icon, role: Role = Role.TEXT, parent: QWidget | None = None
    ) -> None:
        super().__init__(qicon(icon, role), "", parent)
        self._action = action
        action.changed.connect(self._follow)
        self.clicked.connect(action.trigger)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.setText(self._action.text())
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())
