"""Whether the outgoing session logs in, and as whom."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from postroom.desktop.form.editors import ChoiceEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.desktop.form.password_field import PasswordField
from postroom.model.account import SmtpAuth
from postroom.model.account_fields import Field, Value
from postroom.model.text import say


class SmtpLogin(FieldGroup):
    """The choice, and a user and a password of its own where it needs them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.auth = ChoiceEditor(
            [
                (SmtpAuth.SAME.value, say("As the user above")),
                (SmtpAuth.OWN.value, say("As another user")),
                (SmtpAuth.OFF.value, say("Without logging in")),
            ]
        )
        self.user = TextEditor()
        self.password = PasswordField()
        self._own = QWidget()
        super().__init__({Field.SMTP_AUTH: self.auth, Field.SMTP_USER: self.user}, parent)
        self._lay_out()
        self.password.edited.connect(self.edited)

    def _lay_out(self) -> None:
        own = QHBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(8)
        own.addLayout(labelled(say("SMTP user"), self.user), 1)
        own.addLayout(labelled(say("SMTP password"), self.password), 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(labelled(say("SMTP &log-in"), self.auth))
        row.addWidget(self._own, 1)
        row.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.hint)

    def write(self, values: Mapping[Field, Value]) -> None:
        super().write({Field.SMTP_AUTH: SmtpAuth.SAME.value, **values})

    def refresh(self) -> None:
        self._own.setVisible(self.auth.read() == SmtpAuth.OWN.value)
