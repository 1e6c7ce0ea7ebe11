"""What may be decided about a rejected certificate, after everything that speaks against it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.certificate.court import Court
from postroom.desktop.certificate.fingerprint import Fingerprint
from postroom.desktop.certificate.words import in_pairs
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say


class DecidePanel(QFrame):
    """Offers to let the problems of a `Court` pass, once or for a time. None of it is a default."""

    trust_wanted = Signal()
    exception_wanted = Signal()

    def __init__(self, court: Court, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        key = "" if court.tls.examination is None else court.tls.examination.key_sha256
        title = QLabel(say("Go on nevertheless?"))
        title.setFont(font(Face.STRONG))
        self.trust_button = QPushButton(qicon(Icon.LOCK_OPEN), say("Trust for this session"))
        self.trust_button.setToolTip(
            say("Tries once more and lets these problems pass, if the server shows the same key.")
        )
        self.exception_button = QPushButton(qicon(Icon.CLOCK), say("Add an exception ..."))
        self.trust_button.clicked.connect(self.trust_wanted)
        self.exception_button.clicked.connect(self.exception_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.trust_button)
        buttons.addWidget(self.exception_button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(6)
        layout.addWidget(title)
        layout.addWidget(
            wrapped(
                say(
                    "Only if whoever runs {host} has told you, in another way than over this connection, that the "
                    "fingerprint of its key is this one:",
                    host=court.endpoint.host,
                )
            )
        )
        layout.addWidget(Fingerprint(in_pairs(key), say("SHA-256 of the key")))
        layout.addLayout(buttons)
