"""A text that wraps and can be selected."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LONGEST_WORD: Final = 40
"""Characters after which a line may break within a word: a label is never narrower than its longest word."""
_LONG: Final = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_BREAK: Final = "\u200b"


class WrappedLabel(QLabel):
    """A label of plain text that is as high as its words need, and never wider than it may be."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(words)

    def setText(self, text: str) -> None:
        super().setText(_LONG.sub(lambda found: found[0] + _BREAK, text))

    def text(self) -> str:
        return super().text().replace(_BREAK, "")


def wrapped(words: str) -> WrappedLabel:
    """Make a label whose words can be selected."""
    label = WrappedLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
