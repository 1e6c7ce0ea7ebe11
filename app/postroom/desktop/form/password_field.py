"""A field for a password: hidden until revealed, and empty for one that is kept already."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.model.secret import Secret
from postroom.model.text import say


class PasswordField(QWidget):
    """Takes a password; it never shows one that is kept."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.textEdited.connect(self.edited)
        self.reveal = QToolButton()
        self.reveal.setIcon(qicon(Icon.EYE, Role.MUTED))
        self.reveal.setFixedHeight(26)
        self.reveal.setCheckable(True)
        self.reveal.setToolTip(say("Show what is typed"))
        self.reveal.setAccessibleName(say("Show what is typed"))
        self.reveal.toggled.connect(self._reveal)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.line, 1)
        layout.addWidget(self.reveal)
        self.setFocusProxy(self.line)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def read(self) -> Secret | None:
        """Give what was typed; None where nothing was."""
        return Secret(self.line.text()) if self.line.text() else None

    def write(self, secret: Secret | None) -> None:
        """Show what was typed before; hidden again."""
        self.reveal.setChecked(False)
        words = "" if secret is None else secret.reveal()
        if words != self.line.text():
            self.line.setText(words)

    def say_kept(self, words: str) -> None:
        """Say, in grey, where the password is."""
        self.line.setPlaceholderText(words)

    @Slot(bool)
    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)
        self.reveal.setIcon(qicon(Icon.EYE_OFF if shown else Icon.EYE, Role.MUTED))
