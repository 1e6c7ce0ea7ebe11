"""What most accounts leave as it is: mechanism, time-out, local name, trust, and consent to a password in clear."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from postroom.desktop.form.authorities import AuthorityFiles, trust_modes
from postroom.desktop.form.editors import ChoiceEditor, SwitchEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.model.account import MECHANISMS
from postroom.model.account_fields import Field, Value
from postroom.model.plan import AUTO, DEFAULT_TIMEOUT
from postroom.model.text import say


class AdvancedFields(FieldGroup):
    """The fields, in two rows and two switches."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.mechanism = ChoiceEditor(_mechanisms())
        self.timeout = TextEditor(placeholder=f"{DEFAULT_TIMEOUT:g}", fixed=True)
        self.local_name = TextEditor(placeholder=say("the computer's address"), fixed=True)
        self.trust = ChoiceEditor([(None, say("the general setting")), *trust_modes()])
        self.authorities = AuthorityFiles()
        self.token = SwitchEditor(say("The password is an OAuth 2.0 access to&ken"))
        self.clear = SwitchEditor(say("The password may travel unencr&ypted"))
        super().__init__(
            {
                Field.MECHANISM: self.mechanism,
                Field.TIMEOUT: self.timeout,
                Field.LOCAL_NAME: self.local_name,
                Field.TRUST_MODE: self.trust,
                Field.CA_FILES: self.authorities.editor,
                Field.TOKEN: self.token,
                Field.CLEAR_PASSWORD: self.clear,
            },
            parent,
        )
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addLayout(labelled(say("Me&chanism"), self.mechanism), 1)
        first.addLayout(labelled(say("Time-out in s"), self.timeout))
        first.addLayout(labelled(say("Local name (EHLO)"), self.local_name), 1)
        self.timeout.setFixedWidth(96)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addLayout(labelled(say("Believe the authorities of"), self.trust), 1)
        second.addLayout(labelled(say("Further authorities (PEM files)"), self.authorities), 2)
        switches = QHBoxLayout()
        switches.setSpacing(24)
        switches.addWidget(self.token)
        switches.addWidget(self.clear)
        switches.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for row in (first, second, switches):
            layout.addLayout(row)
        layout.addWidget(self.hint)


def _mechanisms() -> list[tuple[Value | None, str]]:
    names = {"apop": say("APOP (POP3 only)"), "login": "LOGIN", "plain": "PLAIN"}
    named = [(name, names.get(name, name.upper())) for name in MECHANISMS if name != AUTO]
    return [(None, say("The strongest that both sides have")), *named]
