"""The verdict as a card, with what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import StatementLine
from postroom.desktop.parts.wrapped import WrappedLabel
from postroom.desktop.session.verdict import Remedy, Verdict
from postroom.model.text import say


class VerdictCard(QFrame):
    """Shows a `Verdict`; its buttons ask for the remedy and for the report."""

    remedy_wanted = Signal(Remedy)
    report_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self.setMinimumHeight(76)
        self._shown: Verdict | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.remedy_button = _button(Icon.EDIT)
        self.remedy_button.clicked.connect(self._ask_for_remedy)
        self.report_button = _button(Icon.COPY)
        self.report_button.setText(say("Copy report"))
        self.report_button.setToolTip(
            say("Copies everything about this session as Markdown, without any password.")
        )
        self.report_button.clicked.connect(self.report_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.remedy_button)
        buttons.addWidget(self.report_button)
        buttons.addStretch(1)
        self._offer(None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(self._lines)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show `verdict`; one that is shown already changes nothing."""
        if verdict == self._shown:
            return
        self._shown = verdict
        set_role(self, verdict.role.value)
        self._clear()
        self._lines.addWidget(
            StatementLine(verdict.icon, verdict.role, verdict.headline, say("Verdict"), face=Face.STRONG)
        )
        if verdict.reply:
            self._lines.addWidget(_reply(verdict.reply))
        for said in verdict.statements:
            face = Face.SMALL if said.quiet else Face.BODY
            self._lines.addWidget(StatementLine(said.icon, said.role, said.text, said.kind, face=face))
        self._offer(verdict.remedy)
        self.report_button.setVisible(verdict.is_failure)
        self.setAccessibleName(say("Verdict: {headline}", headline=verdict.headline))

    def _offer(self, remedy: Remedy | None) -> None:
        icon, words = {
            Remedy.PASSWORD: (Icon.KEY, say("Edit password")),
            Remedy.CERTIFICATE: (Icon.LOCK_OPEN, say("See the certificate")),
        }.get(remedy or Remedy.SETTINGS, (Icon.EDIT, say("Edit settings")))
        self.remedy_button.setIcon(qicon(icon))
        self.remedy_button.setText(words)
        self.remedy_button.setVisible(remedy is not None)

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _ask_for_remedy(self) -> None:
        if self._shown is not None and self._shown.remedy is not None:
            self.remedy_wanted.emit(self._shown.remedy)


def _button(icon: Icon) -> QPushButton:
    button = QPushButton()
    button.setIcon(qicon(icon))
    return button


def _reply(words: str) -> QLabel:
    label = WrappedLabel(words)
    label.setObjectName("reply")
    label.setFont(font(Face.FIXED))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(say("The server's words: {reply}", reply=words))
    return label
