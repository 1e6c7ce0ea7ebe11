"""A fingerprint in groups that an eye can compare, in two lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.model.text import say


class Fingerprint(QLabel):
    """Shows a fingerprint in pairs; what is selected of it can be copied."""

    def __init__(self, pairs: str, name: str, parent: QWidget | None = None) -> None:
        middle = len(pairs) // 2
        super().__init__(f"{pairs[: middle + 1]}\n{pairs[middle + 1 :]}", parent)
        self.setFont(font(Face.FIXED_SMALL))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(say("{name}: {fingerprint}", name=name, fingerprint=pairs))
