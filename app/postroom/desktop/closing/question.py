"""The question what becomes of messages that wait: each answer beside what it means."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.closing.pending import Pending, headline, particulars
from postroom.desktop.form.field_box import Hint
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.check import Check
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.account_errors import Problem, Severity
from postroom.model.closing import CloseAnswer
from postroom.model.text import say


class Question(QWidget):
    """Asks. To keep the messages is the default, since it can be taken back."""

    answered = Signal(object)
    """A `CloseAnswer`."""
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = wrapped("")
        self.title.setFont(font(Face.TITLE))
        self.facts = wrapped("")
        set_role(self.facts, "muted")
        self.buttons = {answer: QPushButton(words) for answer, words in _words().items()}
        self._meanings = {answer: _small(words) for answer, words in _meanings().items()}
        self.always = Check(say("&Always do this"))
        self.always.setToolTip(say("You can change it in the general settings."))
        self.cancel = QPushButton(say("Cancel"))
        self.cancel.clicked.connect(self.cancelled)
        self.hint = Hint()
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for row, (answer, button) in enumerate(self.buttons.items()):
            button.clicked.connect(partial(self._answer, answer))
            button.setAccessibleDescription(self._meanings[answer].text())
            grid.addWidget(button, row, 0)
            grid.addWidget(self._meanings[answer], row, 1, Qt.AlignmentFlag.AlignVCenter)
        keep = self.buttons[CloseAnswer.KEEP]
        set_kind(keep, "primary")
        below = QHBoxLayout()
        below.addWidget(self.always)
        below.addStretch(1)
        below.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.facts)
        layout.addSpacing(8)
        layout.addLayout(grid)
        layout.addWidget(self.hint)
        layout.addSpacing(8)
        layout.addLayout(below)

    def _answer(self, answer: CloseAnswer, _: bool = False) -> None:
        self.answered.emit(answer)

    def show_pending(self, pending: Pending, now: datetime) -> None:
        """Ask about `pending`; to send first is offered where there is something to send."""
        self.title.setText(headline(pending))
        self.facts.setText(particulars(pending, now))
        self.facts.setVisible(bool(self.facts.text()))
        for widget in (self.buttons[CloseAnswer.SEND], self._meanings[CloseAnswer.SEND]):
            widget.setVisible(pending.is_sending(now))
        meaning = say("The window closes when the last one is gone.")
        if pending.deferred or pending.held:
            meaning = say("The window closes when they are gone; about those that wait, it asks again.")
        self._meanings[CloseAnswer.SEND].setText(meaning)
        self.buttons[CloseAnswer.SEND].setAccessibleDescription(meaning)

    def show_trouble(self, words: str) -> None:
        """Tell why an answer could not be done; empty for nothing."""
        if words:
            self.hint.show_problems([Problem("", Severity.ERROR, words)])
        else:
            self.hint.show_remark("")
        self.hint.setVisible(bool(words))


def _words() -> dict[CloseAnswer, str]:
    return {
        CloseAnswer.SEND: say("&Send them first"),
        CloseAnswer.KEEP: say("&Keep for the next start"),
        CloseAnswer.EMPTY: say("&Empty the spooler"),
    }


def _meanings() -> dict[CloseAnswer, str]:
    return {
        CloseAnswer.SEND: "",
        CloseAnswer.KEEP: say("They stay on the disk, and are sent when Postroom runs again."),
        CloseAnswer.EMPTY: say(
            "They are not sent. History shows them as discarded, and they can be queued again from there."
        ),
    }


def _small(words: str) -> QLabel:
    label = wrapped(words)
    label.setFont(font(Face.SMALL))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    set_role(label, "muted")
    return label
