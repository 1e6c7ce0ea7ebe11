"""How far something is that takes a while; what is done at once is not worth a word."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from postroom.model.text import say

SHOWN_AFTER_MS: Final = 300
ESTIMATED_AFTER: Final = 10.0
"""Seconds after which it is worth telling how long it still takes."""


class ProgressLine(QWidget):
    """Words and a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self._doing = ""
        self._began = 0.0
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._soon.timeout.connect(self.show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self.bar, 1)
        self.hide()

    def begin(self, doing: str) -> None:
        """Something begins."""
        self._doing, self._began = doing, time.monotonic()
        self.words.setText(say("{doing} ...", doing=doing))
        self.bar.setRange(0, 0)
        self._soon.start()

    def tell(self, done: int, total: int) -> None:
        """So much is done."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        gaps = {"doing": self._doing, "done": f"{done:,}", "total": f"{total:,}"}
        passed = time.monotonic() - self._began
        if passed > ESTIMATED_AFTER and done:
            left = round(passed * (total - done) / done)
            self.words.setText(say("{doing}: {done} of {total}, about {n} s left", n=left, **gaps))
        else:
            self.words.setText(say("{doing}: {done} of {total}", **gaps))

    def end(self) -> None:
        """It is over."""
        self._soon.stop()
        self.hide()
