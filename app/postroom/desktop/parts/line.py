"""A line of text that one types; `fixed` for what machines read."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from postroom.desktop.look.fonts import Face, font


class Line(QLineEdit):
    """As everywhere in forms."""

    def __init__(self, *, fixed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if fixed:
            self.setFont(font(Face.FIXED))
