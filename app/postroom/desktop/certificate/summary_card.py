"""The server's own certificate in a few lines, for where nothing is wrong with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFrame, QWidget

from postroom.desktop.certificate.words import day, validity
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.table import table
from postroom.model.text import say
from postroom.model.tls import CertificateFacts
from postroom.model.trust_words.wording import listed, short


class SummaryCard(QFrame):
    """Shows what most people want to know of a certificate."""

    def __init__(
        self, certificate: CertificateFacts, role: Role, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        set_role(self, role.value)
        end = certificate.not_after
        grid = table(
            (say("It is for"), listed(certificate.names) or say("no server")),
            (say("Issued by"), short(certificate.issuer)),
            (say("Valid until"), say("{day}, {left}", day=day(end), left=validity(end, now))),
            (say("Key"), certificate.key),
        )
        grid.setContentsMargins(12, 10, 12, 10)
        self.setLayout(grid)
