"""A bar that tells of something which needs attention until it is repaired."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.statement import Shape
from postroom.desktop.parts.wrapped import WrappedLabel
from postroom.model.text import say


class Banner(QFrame):
    """Shows a sentence, and offers the action that may repair it."""

    def __init__(self, remedy: QAction | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._words = WrappedLabel()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(Shape(Icon.ATTENTION, Role.ATTENTION), 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        if remedy is not None:
            button = QPushButton(remedy.text())
            button.clicked.connect(remedy.trigger)
            layout.addWidget(button)
        else:
            dismiss = QToolButton()
            dismiss.setIcon(qicon(Icon.CLOSE))
            dismiss.setAccessibleName(say("Dismiss"))
            dismiss.clicked.connect(self.hide)
            layout.addWidget(dismiss)
        self.hide()

    def tell(self, words: str) -> None:
        """Show `words`; none hides the bar."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()
