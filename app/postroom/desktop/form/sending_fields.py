"""How an account sends: one line while it needs no attention, else all of its rules."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from postroom.desktop.form.group import FieldGroup
from postroom.desktop.form.pace_fields import PaceFields, refused_for_now
from postroom.desktop.form.retry_fields import RetryFields
from postroom.desktop.look.icons import Icon, qicon
from postroom.model.account_errors import Problem
from postroom.model.text import say

_INSET: Final = 22


class SendingFields(QWidget):
    """Two groups below a line that says in short what they hold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pace = PaceFields()
        self.retry = RetryFields()
        self.groups: tuple[FieldGroup, ...] = (self.pace, self.retry)
        self._accepts: bool | None = None
        self.switch = QToolButton()
        self.switch.setObjectName("disclosure")
        self.switch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.switch.setCheckable(True)
        self.switch.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.switch.toggled.connect(self._open)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(_INSET, 0, 0, 0)
        body.setSpacing(4)
        for group in self.groups:
            body.addWidget(group)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.switch)
        layout.addWidget(self._body)
        self._open(False)
        self.refresh()

    def show_spooler(self, accepts: bool | None) -> bool:
        """Note whether the spooler takes messages, None where that is not known; tell whether that is new."""
        is_new = accepts is not self._accepts
        self._accepts = accepts
        return is_new

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd beyond the account itself."""
        return (refused_for_now(),) if self.pace.is_asynchronous and self._accepts is False else ()

    def refresh(self) -> None:
        """Say in the line what the groups hold."""
        if self.problems:
            words = say("Sending: in the background, but the spooler is disabled")
        elif self.pace.is_asynchronous:
            words = say("Sending: in the background")
        else:
            words = say("Sending: at once")
        self.switch.setText(words)

    @Slot(bool)
    def _open(self, opened: bool) -> None:
        self._body.setVisible(opened)
        self.switch.setIcon(qicon(Icon.CHEVRON_DOWN if opened else Icon.CHEVRON_RIGHT))
