"""Asks for the password of one user, for as long as it takes and without holding anything else up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from postroom.desktop.form.password_field import PasswordField
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.loop import open_dialog
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.parts.statement import StatementLine
from postroom.model.account import Account, KeepSecret
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.model.text import say


class PasswordDialog(QDialog):
    """Asks for the password with which `protocol` logs in; `trouble` says why it could not be found."""

    def __init__(
        self, account: Account, protocol: Protocol, trouble: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Password"))
        self.setMinimumWidth(420)
        token = account.is_token
        what = say("Access token of {user}") if token else say("Password of {user}")
        title = QLabel(what.format(user=account.user_for(protocol)))
        title.setFont(font(Face.STRONG))
        title.setTextFormat(Qt.TextFormat.PlainText)
        where = QLabel(say("for {server}", server=account.endpoint(protocol)))
        where.setFont(font(Face.FIXED_SMALL))
        where.setTextFormat(Qt.TextFormat.PlainText)
        set_role(where, "muted")
        self.field = PasswordField()
        self.field.setAccessibleName(title.text())
        self.field.edited.connect(self._allow)
        place = QLabel(_place(KeepSecret.ASK if trouble else account.keep_secret))
        place.setFont(font(Face.SMALL))
        place.setWordWrap(True)
        set_role(place, "muted")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.log_in = self.buttons.addButton(say("&Log in"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.log_in, "primary")
        self.log_in.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addWidget(where)
        layout.addSpacing(4)
        layout.addWidget(self.field)
        if trouble:
            layout.addWidget(StatementLine(Icon.ATTENTION, Role.ATTENTION, trouble, say("Warning")))
        layout.addWidget(place)
        layout.addSpacing(8)
        layout.addWidget(self.buttons)
        self._allow()
        self.field.setFocus()

    @property
    def secret(self) -> Secret | None:
        """What was typed."""
        return self.field.read()

    @Slot()
    def _allow(self) -> None:
        self.log_in.setEnabled(self.field.read() is not None)


def _place(keep: KeepSecret) -> str:
    return {
        KeepSecret.KEYRING: say("It will be kept in the system's keyring."),
        KeepSecret.ASK: say("It will be kept in memory until Postroom ends."),
        KeepSecret.FILE: say("It will be kept in a file that only you can read."),
    }[keep]


async def ask_password(parent: QWidget, account: Account, protocol: Protocol, trouble: str) -> Secret | None:
    """Ask for a password over `parent`; None where it is not given."""
    dialog = PasswordDialog(account, protocol, trouble, parent)
    try:
        given = await open_dialog(dialog) == QDialog.DialogCode.Accepted
        return dialog.secret if given else None
    finally:
        dialog.deleteLater()
