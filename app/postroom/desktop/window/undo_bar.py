"""A bar that tells what was done and can take it back, for a while."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.elided import ElidedLabel
from postroom.model.text import say

SHOWN_MS: Final = 12_000


class UndoBar(QFrame):
    """Shows one deed at a time. Either `undone` or `settled` follows each, once."""

    offered = Signal(bool)
    """Whether there is something that can be taken back."""
    undone = Signal()
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undo")
        self._words = ElidedLabel()
        self.undo_button = QPushButton(say("Undo"))
        self.undo_button.clicked.connect(self.undo)
        self.close_button = QToolButton()
        self.close_button.setIcon(qicon(Icon.CLOSE))
        self.close_button.setAccessibleName(say("Dismiss"))
        self.close_button.clicked.connect(self.settle)
        self._timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self.settle)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.undo_button)
        layout.addWidget(self.close_button)
        self.hide()

    def tell(self, words: str) -> None:
        """Tell what was done; what was told before is settled."""
        self.settle()
        self._words.setText(words)
        self._timer.start()
        self.show()
        self.offered.emit(True)

    @Slot()
    def settle(self) -> None:
        """It can no longer be taken back."""
        if not self.isHidden():
            self._leave()
            self.settled.emit()

    @Slot()
    def undo(self) -> None:
        """Take it back, if it still can be."""
        if not self.isHidden():
            self._leave()
            self.undone.emit()

    def _leave(self) -> None:
        self._timer.stop()
        self.hide()
        self.offered.emit(False)
