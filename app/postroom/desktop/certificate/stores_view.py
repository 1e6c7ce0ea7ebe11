"""What both lists of authorities say, side by side, and why they disagree."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from postroom.desktop.certificate.court import Court
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import Shape
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say


class StoresView(QWidget):
    """Shows the opinions of a `Court`."""

    def __init__(self, court: Court, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, opinion in enumerate(court.opinions):
            name = say("{store} (decides)", store=opinion.name) if opinion.decides else opinion.name
            words = _small(opinion.words, opinion.role.value)
            words.setAccessibleName(say("{store}: {words}", store=name, words=opinion.words))
            shape = Shape(opinion.icon, opinion.role)
            grid.addWidget(shape, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_small(name), 2 * row, 1)
            grid.addWidget(words, 2 * row + 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 0, 8, 0)
        layout.setSpacing(8)
        layout.addLayout(grid)
        if court.difference:
            layout.addWidget(_small(court.difference, "muted"))
        layout.addWidget(_small(say("Revocation: {words}.", words=court.revocation), "muted"))


def _small(words: str, role: str = "") -> QLabel:
    label = wrapped(words)
    label.setFont(font(Face.SMALL))
    set_role(label, role)
    return label
