"""What the account lets pass of its servers' certificates: one line while it is nothing, else all toggles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from postroom.desktop.certificate.words import kinds_in_words
from postroom.desktop.form.group import FieldGroup
from postroom.desktop.form.toggles import TogglesGrid
from postroom.desktop.look.icons import Icon, qicon
from postroom.model.account_fields import Field, Value
from postroom.model.endpoint import Protocol
from postroom.model.text import say
from postroom.model.trust import Toggle

FIELDS: Final = {Protocol.POP3: Field.POP3_IGNORE, Protocol.SMTP: Field.SMTP_IGNORE}


class IgnoreFields(FieldGroup):
    """The toggles of both servers. Those of a server that is not there are kept, and not read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.grid = TogglesGrid()
        super().__init__({FIELDS[protocol]: self.grid.editors[protocol] for protocol in Protocol}, parent)
        self._offered = frozenset(Protocol)
        self.switch = QToolButton()
        self.switch.setObjectName("disclosure")
        self.switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.switch.setCheckable(True)
        self.switch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.switch.toggled.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.switch)
        layout.addWidget(self.grid)
        layout.addWidget(self.hint)
        self._open(False)
        self.refresh()

    def write(self, values: Mapping[Field, Value]) -> None:
        super().write(values)
        self.switch.setChecked(bool(self._chosen))

    def read(self) -> dict[Field, Value]:
        """Give what may pass of the servers that are there."""
        fields = {FIELDS[protocol] for protocol in self._offered}
        return {field: value for field, value in super().read().items() if field in fields}

    def offer(self, protocols: frozenset[Protocol]) -> None:
        """Show the toggles of the servers that are there."""
        if protocols != self._offered:
            self._offered = protocols
            for protocol, editor in self.grid.editors.items():
                editor.offer(protocol in protocols)

    @property
    def remark(self) -> str:
        return (
            say("An exception is safer: it is for one server and one key, and it ends.")
            if self.switch.isChecked()
            else ""
        )

    def refresh(self) -> None:
        kinds = kinds_in_words(self._chosen) or say("none")
        self.switch.setText(say("Certificate &errors to let pass: {kinds}", kinds=kinds))

    @property
    def _chosen(self) -> frozenset[Toggle]:
        return frozenset(toggle for editor in self.grid.editors.values() for toggle in editor.chosen)

    @Slot(bool)
    def _open(self, opened: bool) -> None:
        self.grid.setVisible(opened)
        self.hint.setVisible(opened)
        self.switch.setIcon(qicon(Icon.CHEVRON_DOWN if opened else Icon.CHEVRON_RIGHT))
        if opened and not self.hint.words:
            self.hint.show_remark(self.remark)
