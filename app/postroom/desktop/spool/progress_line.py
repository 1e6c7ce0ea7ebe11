"""How far something is that takes a while, and a way to stop it; what is done at once is not worth a word."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.model.text import say

SHOWN_AFTER_MS: Final = 300
ESTIMATED_AFTER: Final = 10.0
"""Seconds after which it is worth telling how long it still takes."""


class ProgressLine(QWidget):
    """Words, a bar and a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.stop_button = QPushButton(qicon(Icon.STOP), say("Stop"))
        self.stop_button.setToolTip(say("Stops here. What is done stays done."))
        self.stop_button.clicked.connect(self.stop)
        self._doing = ""
        self._began = 0.0
        self._goes_on = False
        self._soon = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._soon.timeout.connect(self.show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(12)
        layout.addWidget(self.words)
        layout.addWidget(self.bar, 1)
        layout.addWidget(self.stop_button)
        self.hide()

    def begin(self, doing: str) -> None:
        """Something begins."""
        self._doing, self._began, self._goes_on = doing, time.monotonic(), True
        self.words.setText(say("{doing} ...", doing=doing))
        self.bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        self._soon.start()

    def tell(self, done: int, total: int) -> bool:
        """So much is done; give whether to go on."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if self._goes_on:
            self._tell_words(done, total)
        return self._goes_on

    def _tell_words(self, done: int, total: int) -> None:
        gaps = {"doing": self._doing, "done": f"{done:,}", "total": f"{total:,}"}
        passed = time.monotonic() - self._began
        if passed > ESTIMATED_AFTER and done:
            left = round(passed * (total - done) / done)
            self.words.setText(say("{doing}: {done} of {total}, about {n} s left", n=left, **gaps))
        else:
            self.words.setText(say("{doing}: {done} of {total}", **gaps))

    @Slot()
    def stop(self) -> None:
        """End it after the part that is under way."""
        if self._goes_on:
            self._goes_on = False
            self.stop_button.setEnabled(False)
            self.words.setText(say("{doing}: stopping ...", doing=self._doing))

    def end(self) -> None:
        """It is over."""
        self._goes_on = False
        self._soon.stop()
        self.hide()
