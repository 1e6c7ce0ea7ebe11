"""Asks what an exception is to let pass, until when and why, once the reader has seen for whom and for what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from postroom.desktop.certificate.court import Charge, Court
from postroom.desktop.certificate.end_field import EndField
from postroom.desktop.certificate.fingerprint import Fingerprint
from postroom.desktop.certificate.words import day, in_pairs, kind_name, kinds_in_words
from postroom.desktop.form.editors import TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.loop import open_dialog
from postroom.desktop.parts.check import Check
from postroom.desktop.parts.consent import Consent
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.problems import ProblemKind
from postroom.model.text import say

_WIDTH: Final = 520


@dataclass(frozen=True, slots=True)
class Wish:
    """An exception that somebody wants: what it lets pass, for how long, and why."""

    kinds: frozenset[ProblemKind]
    lasting: timedelta
    reason: str


class ExceptionDialog(QDialog):
    """Offers an exception for what a `Court` blocks. The button that makes it is not the default."""

    def __init__(self, court: Court, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._court, self._now = court, now
        self.setWindowTitle(say("Add an exception"))
        self.setMinimumWidth(_WIDTH)
        blocking = {charge.problem.kind: charge for charge in court.charges if not charge.excuse}
        self.kinds = {kind: Check(kind_name(kind)) for kind in blocking}
        self.end = EndField(now)
        self.reason = TextEditor(placeholder=say("For those who come after you"))
        self.consent = Consent()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ApplyRole)
        self._connect()
        self._lay_out(blocking)
        self._refresh()
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)
        self.accept_button.setAutoDefault(False)
        self.ensurePolished()
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))

    def _connect(self) -> None:
        for check in self.kinds.values():
            check.setChecked(True)
            check.toggled.connect(self._refresh)
        self.end.changed.connect(self._refresh)
        self.consent.changed.connect(self._refresh)
        self.accept_button.clicked.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self, blocking: dict[ProblemKind, Charge]) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(_server(str(self._court.endpoint)))
        layout.addWidget(_quiet(say("Let these problems of its certificate pass:")))
        for kind, charge in blocking.items():
            layout.addWidget(self.kinds[kind], 0, Qt.AlignmentFlag.AlignLeft)
            what = _quiet(charge.explanation.what)
            what.setContentsMargins(26, 0, 0, 4)
            layout.addWidget(what)
        examined = self._court.tls.examination
        key = "" if examined is None else in_pairs(examined.key_sha256)
        layout.addWidget(_quiet(say("Only while the server proves itself with this key (SHA-256):")))
        layout.addWidget(Fingerprint(key, say("SHA-256 of the key")))
        layout.addSpacing(4)
        layout.addLayout(labelled(say("&Until"), self.end))
        layout.addLayout(labelled(say("&Why"), self.reason))
        layout.addSpacing(4)
        layout.addWidget(self.consent)
        layout.addSpacing(4)
        layout.addWidget(self.buttons)

    @property
    def wish(self) -> Wish:
        """What was chosen."""
        return Wish(self._chosen, self.end.lasting, self.reason.text().strip())

    @property
    def _chosen(self) -> frozenset[ProblemKind]:
        return frozenset(kind for kind, check in self.kinds.items() if check.isChecked())

    @Slot()
    def _refresh(self) -> None:
        kinds = self._chosen
        self.consent.say(
            say(
                "I have seen that {host} shows a certificate with these problems: {kinds}.",
                host=self._court.endpoint.host,
                kinds=kinds_in_words(kinds) or say("none"),
            )
        )
        self.accept_button.setText(say("Trust until {day}", day=day(self._now + self.end.lasting)))
        self.accept_button.setEnabled(bool(kinds) and self.consent.given and self.end.is_valid)


def _server(words: str) -> QLabel:
    label = wrapped(words)
    label.setFont(font(Face.STRONG))
    return label


def _quiet(words: str) -> QLabel:
    label = wrapped(words)
    set_role(label, "muted")
    return label


async def ask_exception(parent: QWidget, court: Court, clock: Callable[[], datetime]) -> Wish | None:
    """Ask for an exception over `parent`; None where it is not wanted after all."""
    dialog = ExceptionDialog(court, clock(), parent)
    try:
        wanted = await open_dialog(dialog) == QDialog.DialogCode.Accepted
        return dialog.wish if wanted else None
    finally:
        dialog.deleteLater()
