"""What the window shows while there is no account: what Postroom does, and two ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.parts.picture import Picture
from postroom.model.text import say


class Welcome(QWidget):
    """Leads to an account or to the demo."""

    def __init__(self, add: QAction, demo: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = QLabel(say("See what your mail servers really say"))
        title.setFont(font(Face.TITLE))
        sentence = QLabel(
            say(
                "Postroom opens POP3 and SMTP sessions, shows every step with its time and its words, "
                "and tells what failed, why, and what to do."
            )
        )
        sentence.setWordWrap(True)
        sentence.setFixedWidth(440)
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(sentence, "muted")
        self.add_button = QPushButton(qicon(Icon.PLUS, Role.ON_ACCENT), say("&Add account"))
        set_kind(self.add_button, "primary")
        self.add_button.clicked.connect(add.trigger)
        self.demo_button = QPushButton(qicon(Icon.PLAY), say("&Try the demo"))
        self.demo_button.clicked.connect(demo.trigger)
        hint = QLabel(say("The demo brings mail servers of its own, which run on this computer alone."))
        hint.setFont(font(Face.SMALL))
        set_role(hint, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        for widget, below in ((Picture(Icon.POSTROOM, 72), 20), (title, 8), (sentence, 24)):
            layout.addLayout(_centred(widget))
            layout.addSpacing(below)
        layout.addLayout(_centred(self.add_button, self.demo_button))
        layout.addSpacing(12)
        layout.addLayout(_centred(hint))
        layout.addStretch(3)


def _centred(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
