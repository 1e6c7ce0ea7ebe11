"""Where there is nothing yet: says what would be here, how it comes, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from postroom.desktop.parts.kind import set_role


class OrEmpty(QWidget):
    """Shows `content`, or a sentence in its place, with the `remedy` below it."""

    def __init__(
        self, content: QWidget, remedy: QPushButton | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sentence = QLabel()
        set_role(self._sentence, "muted")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setContentsMargins(48, 0, 48, 0)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(content)
        self._stack.addWidget(self._sentence if remedy is None else self._with(remedy))
        self.setFocusProxy(content)

    def _with(self, remedy: QPushButton) -> QWidget:
        together = QWidget()
        column = QVBoxLayout(together)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(remedy, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return together

    def say_empty(self, sentence: str) -> None:
        """Show `sentence`; an empty one shows the content."""
        self._sentence.setText(sentence)
        self._stack.setCurrentIndex(1 if sentence else 0)
