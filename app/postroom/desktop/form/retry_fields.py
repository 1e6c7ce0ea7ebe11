"""When an account tries again, when it gives up, and what it makes of silence; the dates follow as one types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from postroom.desktop.form.editors import ChoiceEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.desktop.form.retry_preview import retry_preview
from postroom.model.account_fields import Field
from postroom.model.field_reader import FieldReader
from postroom.model.retry import time_text
from postroom.model.sending_fields import sending_in
from postroom.model.sending_rules import USUAL_SENDING, UncertainPolicy
from postroom.model.text import say


class RetryFields(FieldGroup):
    """A row of three, above the dates of a message that would be queued now."""

    def __init__(
        self, clock: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QWidget | None = None
    ) -> None:
        self._clock = clock
        usual = USUAL_SENDING.retry
        self.retry = TextEditor(placeholder=str(usual.schedule), fixed=True)
        self.expiry = TextEditor(placeholder=time_text(usual.expiry), fixed=True)
        self.uncertain = ChoiceEditor(
            [
                (None, say("Ask")),
                (UncertainPolicy.RESEND.value, say("Send it again")),
                (UncertainPolicy.SENT.value, say("Take it as sent")),
            ]
        )
        super().__init__(
            {Field.RETRY: self.retry, Field.EXPIRY: self.expiry, Field.UNCERTAIN: self.uncertain}, parent
        )
        self._lay_out()

    def _lay_out(self) -> None:
        self.retry.setToolTip(say("How long to wait after each attempt; the last time goes on."))
        self.expiry.setFixedWidth(96)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(labelled(say("Try again after"), self.retry), 1)
        row.addLayout(labelled(say("Give up after"), self.expiry))
        row.addLayout(labelled(say("When it is unknown whether a message arrived"), self.uncertain))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.hint)

    @property
    def remark(self) -> str:
        rules = sending_in(FieldReader({field.value: value for field, value in self.read().items()}))
        return retry_preview(rules.retry, self._clock().astimezone())
