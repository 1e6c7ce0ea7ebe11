"""Who logs in, with what, and where the password is kept."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from postroom.desktop.form.editors import ChoiceEditor, TextEditor
from postroom.desktop.form.field_box import labelled
from postroom.desktop.form.group import FieldGroup
from postroom.desktop.form.password_field import PasswordField
from postroom.model.account import KeepSecret
from postroom.model.account_fields import Field, Value
from postroom.model.text import say


class LoginFields(FieldGroup):
    """The account's name, user and password."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.name = TextEditor()
        self.user = TextEditor()
        self.password = PasswordField()
        self.keep = ChoiceEditor(_places())
        super().__init__({Field.NAME: self.name, Field.USER: self.user, Field.KEEP_SECRET: self.keep}, parent)
        self.password.edited.connect(self.edited)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(labelled(say("Account &name"), self.name), 3)
        row.addLayout(labelled(say("&User"), self.user), 3)
        row.addLayout(labelled(say("Pass&word"), self.password), 3)
        row.addLayout(labelled(say("Keep it"), self.keep))
        self.keep.setAccessibleName(say("Where the password is kept"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.hint)

    @property
    def remark(self) -> str:
        return {
            KeepSecret.FILE.value: say("Whoever can read your files can read this password."),
            KeepSecret.ASK.value: say("Postroom asks once, and forgets the password when it ends."),
        }.get(str(self.keep.read()), "")

    def refresh(self) -> None:
        self.name.setPlaceholderText(self.user.text().strip())


def _places() -> list[tuple[Value | None, str]]:
    return [
        (None, say("in the keyring")),
        (KeepSecret.ASK.value, say("in memory only")),
        (KeepSecret.FILE.value, say("in a file of mine")),
    ]
