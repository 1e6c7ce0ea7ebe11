"""The general settings of the spooler: its switch, its history, and what becomes of messages when the window closes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from postroom.desktop.form.editors import ChoiceEditor, SwitchEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.parts.kind import set_role
from postroom.model.account_errors import Severity
from postroom.model.closing import CloseAnswer
from postroom.model.history import DEFAULT_HISTORY, parse_days
from postroom.model.text import say


class SpoolerFields(QWidget):
    """A switch and two fields in a row."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.disabled = SwitchEditor(say("Disable the email &spooler"))
        self.history = TextEditor(placeholder=str(DEFAULT_HISTORY), fixed=True)
        self.on_close = ChoiceEditor(
            [
                (None, say("Ask")),
                (CloseAnswer.SEND.value, say("Send them first")),
                (CloseAnswer.KEEP.value, say("Keep them for the next start")),
                (CloseAnswer.EMPTY.value, say("Empty the spooler")),
            ]
        )
        for editor in (self.disabled, self.history, self.on_close):
            editor.edited.connect(self.edited)
        self._lay_out()

    def _lay_out(self) -> None:
        self.disabled.setToolTip(say("New messages are refused; those that wait are still sent."))
        self.history.setFixedWidth(96)
        days = QLabel(say("days"))
        set_role(days, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.disabled, 0, Qt.AlignmentFlag.AlignBottom)
        row.addSpacing(24)
        row.addLayout(labelled(say("Keep &history for"), self.history))
        row.addWidget(days, 0, Qt.AlignmentFlag.AlignBottom)
        row.addSpacing(16)
        row.addLayout(
            labelled(say("&When Postroom is closed with messages pending"), self.on_close),
        )
        row.addStretch(1)
        for widget in (days, self.disabled):
            widget.setFixedHeight(self.history.sizeHint().height())
        self.history.setAccessibleName(say("Days for which history is kept"))

    @property
    def history_days(self) -> int | None:
        """The days that were entered; None where they cannot count."""
        return None if self.problem else parse_days(self._days)

    @property
    def problem(self) -> str:
        """Why the days cannot count; empty when they can."""
        try:
            parse_days(self._days)
        except ValueError as error:
            return str(error)
        return ""

    @property
    def _days(self) -> str:
        return self.history.text().strip() or str(DEFAULT_HISTORY)

    @property
    def answer(self) -> CloseAnswer | None:
        """What becomes of messages that wait; None to ask."""
        value = self.on_close.read()
        return None if value is None else CloseAnswer(str(value))

    def show_values(self, history_days: int, answer: CloseAnswer | None, *, disabled: bool) -> None:
        """Show what counts."""
        self.history.write(None if history_days == DEFAULT_HISTORY else history_days)
        self.on_close.write(None if answer is None else answer.value)
        self.disabled.setChecked(disabled)

    def mark(self) -> None:
        """Mark the days that cannot count."""
        self.history.mark(Severity.ERROR.value if self.problem else "")
