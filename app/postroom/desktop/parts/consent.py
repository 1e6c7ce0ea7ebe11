"""A box to tick beside a statement that may need several lines."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from postroom.desktop.parts.check import Check


class Consent(QWidget):
    """Asks to confirm `words`; other words have to be confirmed anew."""

    changed = Signal(bool)

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = Check("")
        self.box.toggled.connect(self.changed)
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.setFocusProxy(self.box)
        self.say(words)

    @property
    def words(self) -> str:
        """What is to be confirmed."""
        return self._words.text()

    @property
    def given(self) -> bool:
        """Whether it was confirmed."""
        return self.box.isChecked()

    def say(self, words: str) -> None:
        """Ask to confirm `words`."""
        if words != self._words.text():
            self._words.setText(words)
            self.box.setAccessibleName(words)
            self.box.setChecked(False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click on the words tick the box."""
        self.box.toggle()
        event.accept()
