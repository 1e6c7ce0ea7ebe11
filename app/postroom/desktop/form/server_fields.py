"""One of the two servers: whether there is one, its host, security and port."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from postroom.desktop.form.draft import SERVER_FIELDS
from postroom.desktop.form.editors import ChoiceEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.desktop.parts.check import Check
from postroom.desktop.words import security_name
from postroom.model.account_fields import Field, Value
from postroom.model.endpoint import Protocol, Security, check_port, complete, security_of_port
from postroom.model.text import say


class ServerFields(FieldGroup):
    """The fields of the server of `protocol`. The port shows what is usual until one types another."""

    def __init__(self, protocol: Protocol, parent: QWidget | None = None) -> None:
        self._protocol = protocol
        pop3 = protocol is Protocol.POP3
        self.present = Check(say("&Incoming mail (POP3)") if pop3 else say("&Outgoing mail (SMTP)"))
        self.host = TextEditor(fixed=True)
        by_port = [(None, say("By the port"))]
        self.security = ChoiceEditor([*by_port, *((s.value, security_name(s)) for s in Security)])
        self.port = TextEditor(fixed=True)
        self._body = QWidget()
        super().__init__(
            {
                Field(f"{protocol}.host"): self.host,
                Field(f"{protocol}.security"): self.security,
                Field(f"{protocol}.port"): self.port,
            },
            parent,
        )
        self._lay_out()
        self.present.clicked.connect(self._switch)

    def _lay_out(self) -> None:
        pop3 = self._protocol is Protocol.POP3
        label = self._protocol.label
        host_label = say("POP3 &host") if pop3 else say("S&MTP host")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(labelled(host_label, self.host), 1)
        row.addLayout(labelled(say("Security"), self.security))
        row.addLayout(labelled(say("Port"), self.port))
        self.security.setAccessibleName(say("{protocol} security", protocol=label))
        self.port.setAccessibleName(say("{protocol} port", protocol=label))
        self.port.setFixedWidth(72)
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(2)
        body.addLayout(row)
        body.addWidget(self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.present, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._body)
        layout.addStretch(1)

    def write(self, values: Mapping[Field, Value]) -> None:
        """Show the server that is in `values`; it is there where any of its values is."""
        self.present.setChecked(any(field in values for field in SERVER_FIELDS[self._protocol]))
        super().write(values)

    def read(self) -> dict[Field, Value]:
        """Give what was entered; nothing where there is no such server."""
        return {Field(f"{self._protocol}.host"): "", **super().read()} if self.present.isChecked() else {}

    def inherit(self, host: str) -> None:
        """Show, in grey, the host that counts while none is entered."""
        self.host.setPlaceholderText(host)
        self.host.setToolTip(say("Empty: the same host as POP3.") if self._protocol is Protocol.SMTP else "")

    def refresh(self) -> None:
        self._body.setVisible(self.present.isChecked())
        chosen = self.security.read()
        security = None if chosen is None else Security(str(chosen))
        self.port.setPlaceholderText(str(complete(self._protocol, "-", None, security).port))
        self.security.setToolTip(self._explain(security))

    def _explain(self, security: Security | None) -> str:
        if security is not None:
            return ""
        try:
            port = check_port(self.port.text().strip())
        except ValueError:
            return say("465, 993 and 995 mean TLS, 587 means STARTTLS, all others none.")
        return say(
            "Port {port} means: {security}.", port=port, security=security_name(security_of_port(port))
        )

    @Slot()
    def _switch(self) -> None:
        self.refresh()
        self.edited.emit()
