"""The field that finds text in a transcript: what is typed is found at once, Enter goes on, Shift+Enter back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.model.text import say


class SearchField(QWidget):
    """A field with the count of what was found."""

    changed = Signal(str)
    next_wanted = Signal(bool)
    """The next match, or the former one where False."""

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = _Field(self)
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(placeholder)
        self.field.setClearButtonEnabled(True)
        self.field.addAction(qicon(Icon.SEARCH, Role.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        self.field.textChanged.connect(self.changed)
        self._count = QLabel()
        set_role(self._count, "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._count)
        layout.addWidget(self.field)
        self.setFocusProxy(self.field)

    @Slot(int, int)
    def show_count(self, current: int, total: int) -> None:
        """Tell which match is shown of how many."""
        if not self.field.text():
            self._count.clear()
        elif total:
            self._count.setText(say("{current} of {total}", current=current, total=total))
        else:
            self._count.setText(say("not found"))


class _Field(QLineEdit):
    """Enter and Shift+Enter walk through what was found; Escape empties the field."""

    def __init__(self, owner: SearchField) -> None:
        super().__init__(owner)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._owner.next_wanted.emit(not back)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
