"""What is being done with messages before the window closes, how far it is, and a way out of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say


class Waiting(QWidget):
    """A bar, with words below it, and a button that stops the waiting."""

    stopped = Signal()
    grown = Signal()
    """It may need more room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = wrapped("")
        self.title.setFont(font(Face.TITLE))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.words = wrapped("")
        set_role(self.words, "muted")
        self.reason = wrapped("")
        set_role(self.reason, "attention")
        self.stop = QPushButton(say("&Stop waiting"))
        self.stop.clicked.connect(self.stopped)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.words)
        layout.addWidget(self.reason)
        layout.addSpacing(8)
        layout.addLayout(below)

    def begin(self, title: str, *, can_stop: bool) -> None:
        """Something begins; how far it is comes later."""
        self.title.setText(title)
        self.stop.setVisible(can_stop)
        self.bar.setAccessibleName(title)
        self.bar.setRange(0, 0)
        self.words.setText("")
        self.reason.setText("")
        self.reason.setVisible(False)

    def show_progress(self, done: int, total: int, words: str) -> None:
        """So much is done."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.words.setText(words)

    def show_reason(self, words: str) -> None:
        """Say why it does not go on; empty while it does."""
        if words != self.reason.text():
            self.reason.setText(words)
            self.reason.setVisible(bool(words))
            self.grown.emit()
