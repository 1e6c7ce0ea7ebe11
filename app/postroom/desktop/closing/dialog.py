"""The dialog over a window that is about to close: it asks, then shows what is being done."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from postroom.desktop.closing.pending import Pending
from postroom.desktop.closing.question import Question
from postroom.desktop.closing.waiting import Waiting
from postroom.model.closing import CloseAnswer
from postroom.model.text import say

_WIDTH: Final = 560


class ClosingDialog(QDialog):
    """Shows the question or the waiting. It never closes by itself: Escape is told like every other wish."""

    answered = Signal(object)
    """A `CloseAnswer`."""
    left = Signal()
    """Whoever was asked does not want to close, or not to wait."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Close Postroom"))
        self.question = Question()
        self.waiting = Waiting()
        self.question.answered.connect(self.answered)
        self.question.cancelled.connect(self.left)
        self.waiting.stopped.connect(self.left)
        self.waiting.grown.connect(partial(self._fit, self.waiting))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.addWidget(self.question)
        layout.addWidget(self.waiting)
        layout.addStretch(1)
        self.question.buttons[CloseAnswer.KEEP].setDefault(True)
        self._turn(self.question)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is wanted."""
        return not self.question.isHidden()

    @property
    def always(self) -> bool:
        """Whether the answer is to count from now on."""
        return self.question.always.isChecked()

    def ask(self, pending: Pending, now: datetime, trouble: str = "") -> None:
        """Ask what becomes of `pending`; `trouble` says why the last answer could not be done."""
        self.question.show_pending(pending, now)
        self.question.show_trouble(trouble)
        self.question.always.setChecked(False)
        self._turn(self.question)
        self.setAccessibleDescription(self.question.title.text())
        self.question.buttons[CloseAnswer.KEEP].setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, pending: Pending, now: datetime) -> None:
        """Ask about what waits by now."""
        self.question.show_pending(pending, now)
        self._fit(self.question)

    def wait(self, title: str, *, can_stop: bool) -> Waiting:
        """Show that something is being done."""
        self.waiting.begin(title, can_stop=can_stop)
        self.setAccessibleDescription(title)
        self._turn(self.waiting)
        if can_stop:
            self.waiting.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.waiting

    def reject(self) -> None:
        """Tell of Escape, and of the window's own button."""
        if self.is_asking or self.waiting.stop.isVisible():
            self.left.emit()

    def _turn(self, page: QWidget) -> None:
        for each in (self.question, self.waiting):
            each.setVisible(each is page)
        self.ensurePolished()
        self._fit(page, at_least=0)

    def _fit(self, page: QWidget, at_least: int | None = None) -> None:
        """Be as high as `page` needs, and never smaller than before while it is shown."""
        for widget in (page, self):
            layout = widget.layout()
            if layout is not None:
                layout.activate()
        lowest = self.height() if at_least is None else at_least
        self.resize(_WIDTH, max(lowest, self.heightForWidth(_WIDTH)))
