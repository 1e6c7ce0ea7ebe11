"""A shape and a text that wraps beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import SIDE, Icon, draw
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import WrappedLabel


class Shape(QWidget):
    """An icon of the set, in the colour of its role."""

    def __init__(self, icon: Icon, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._role = icon, role
        self.setFixedSize(QSize(SIDE, SIDE))

    def show_icon(self, icon: Icon, role: Role) -> None:
        if (icon, role) != (self._icon, self._role):
            self._icon, self._role = icon, role
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        draw(QPainter(self), self.rect(), self._icon, self._role)


class StatementLine(QWidget):
    """A sentence that can be selected, with its shape; `kind` says the shape in a word."""

    def __init__(self, icon: Icon, role: Role, text: str, kind: str, *, face: Face = Face.BODY) -> None:
        super().__init__()
        label = WrappedLabel(text)
        label.setFont(font(face))
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        label.setAccessibleName(f"{kind}: {text}")
        set_role(label, "muted" if face is Face.SMALL else "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        shape = Shape(icon, role)
        shape.setToolTip(kind)
        layout.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(label, 1)
