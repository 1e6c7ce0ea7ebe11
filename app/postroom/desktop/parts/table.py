"""Names in grey with their words beside them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel

from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import wrapped


def table(*rows: tuple[str, str]) -> QGridLayout:
    """Lay out pairs of a name and a text that wraps."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for number, (name, words) in enumerate(rows):
        label = QLabel(name)
        set_role(label, "muted")
        grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
        text = wrapped(words)
        text.setAccessibleName(f"{name}: {words}")
        grid.addWidget(text, number, 1)
    return grid
