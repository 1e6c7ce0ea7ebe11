"""Whether an account sends at once or in the background, and how much at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from postroom.desktop.form.editors import SizeEditor, SwitchEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.model.account_errors import Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.sending_rules import USUAL_SENDING
from postroom.model.text import say


class PaceFields(FieldGroup):
    """A switch above a row of numbers, which show what is usual until one enters another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        usual = USUAL_SENDING
        self.asynchronous = SwitchEditor(say("Send in the background (asynchronous)"))
        self.connections = TextEditor(placeholder=str(usual.connections), fixed=True)
        self.messages = TextEditor(placeholder=str(usual.messages_per_connection), fixed=True)
        self.rate = TextEditor(placeholder=say("no limit"), fixed=True)
        self.largest = SizeEditor(placeholder=say("no limit"), fixed=True)
        super().__init__(
            {
                Field.ASYNCHRONOUS: self.asynchronous,
                Field.CONNECTIONS: self.connections,
                Field.MESSAGES_PER_CONNECTION: self.messages,
                Field.RATE: self.rate,
                Field.SIZE_LIMIT: self.largest,
            },
            parent,
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.asynchronous.setToolTip(
            say(
                "Messages are queued and sent by the spooler; without it, whoever sends waits for the server."
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(labelled(say("Connections"), self.connections), 1)
        row.addLayout(labelled(say("Messages per connection"), self.messages), 1)
        row.addLayout(labelled(say("Messages a minute"), self.rate), 1)
        row.addLayout(labelled(say("Size limit"), self.largest), 1)
        self.largest.setToolTip(say("Larger messages are refused: 25MB, for example."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.asynchronous, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(row)
        layout.addWidget(self.hint)

    @property
    def is_asynchronous(self) -> bool:
        """Whether messages are to be queued."""
        return self.asynchronous.isChecked()


def refused_for_now() -> Problem:
    """Say what comes of sending in the background while the spooler takes nothing."""
    sentence = say("The spooler is disabled: messages of this account are refused until it is enabled.")
    return Problem(Field.ASYNCHRONOUS, Severity.WARNING, sentence)
