"""Tells that an exception does not count because the key is another one, and shows both keys."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from postroom.desktop.certificate.court import ChangedKey
from postroom.desktop.certificate.fingerprint import Fingerprint
from postroom.desktop.certificate.words import day
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import StatementLine
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say


class ChangedKeyCard(QFrame):
    """Shows a `ChangedKey`."""

    def __init__(self, changed: ChangedKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        set_role(self, Role.UNCERTAIN.value)
        title = say("The server shows another key than the exception is for.")
        made = say(
            "Key of the exception, made by {author} on {day}",
            author=changed.exception.author or say("somebody"),
            day=day(changed.exception.created),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(4)
        layout.addWidget(
            StatementLine(Icon.UNCERTAIN, Role.UNCERTAIN, title, say("Changed key"), face=Face.STRONG)
        )
        layout.addWidget(wrapped(changed.words))
        for name, key in ((made, changed.old), (say("Key that the server shows now"), changed.new)):
            layout.addSpacing(4)
            layout.addWidget(_name(name))
            layout.addWidget(Fingerprint(key, name))


def _name(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(font(Face.SMALL))
    set_role(label, "muted")
    return label
