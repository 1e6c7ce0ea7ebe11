"""What most accounts leave as it is: mechanism, time-out, local name, trust, and consent to a password in clear."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.form.editors import ChoiceEditor, FilesEditor, SwitchEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.model.account import MECHANISMS
from postroom.model.account_fields import Field, Value
from postroom.model.plan import AUTO, DEFAULT_TIMEOUT
from postroom.model.text import say
from postroom.model.tls import TrustMode


class AdvancedFields(FieldGroup):
    """The fields, in two rows and two switches."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.mechanism = ChoiceEditor(_mechanisms())
        self.timeout = TextEditor(placeholder=f"{DEFAULT_TIMEOUT:g}", fixed=True)
        self.local_name = TextEditor(placeholder=say("the computer's address"), fixed=True)
        self.trust = ChoiceEditor(_trust_modes())
        self.ca_files = FilesEditor(placeholder=say("none"), fixed=True)
        self.browse = QPushButton(say("Browse ..."))
        self.token = SwitchEditor(say("The password is an OAuth 2.0 access to&ken"))
        self.clear = SwitchEditor(say("The password may travel unencr&ypted"))
        super().__init__(
            {
                Field.MECHANISM: self.mechanism,
                Field.TIMEOUT: self.timeout,
                Field.LOCAL_NAME: self.local_name,
                Field.TRUST_MODE: self.trust,
                Field.CA_FILES: self.ca_files,
                Field.TOKEN: self.token,
                Field.CLEAR_PASSWORD: self.clear,
            },
            parent,
        )
        self.browse.clicked.connect(self._browse)
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
        second.addLayout(labelled(say("Further authorities (PEM files)"), self.ca_files), 2)
        bottom = QVBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.browse)
        second.addLayout(bottom)
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

    @Slot()
    def _browse(self) -> None:
        dialog = QFileDialog(self, say("Further authorities"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([say("Certificates in PEM format (*.pem *.crt *.cer)"), say("All files (*)")])
        dialog.filesSelected.connect(self.ca_files.add)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _mechanisms() -> list[tuple[Value | None, str]]:
    names = {"apop": say("APOP (POP3 only)"), "login": "LOGIN", "plain": "PLAIN"}
    named = [(name, names.get(name, name.upper())) for name in MECHANISMS if name != AUTO]
    return [(None, say("The strongest that both sides have")), *named]


def _trust_modes() -> list[tuple[Value | None, str]]:
    return [
        (None, say("the general setting")),
        (TrustMode.AUTO.value, say("the system, then Postroom")),
        (TrustMode.SYSTEM.value, say("the operating system")),
        (TrustMode.PORTABLE.value, say("Postroom's own bundle")),
    ]
