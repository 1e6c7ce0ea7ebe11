"""A problem as a card: what is wrong, what could come of it, who must act, and what exactly to do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.certificate.court import Charge
from postroom.desktop.certificate.words import kind_name
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import Shape, StatementLine
from postroom.desktop.parts.table import table
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say


class ChargeCard(QFrame):
    """Shows a `Charge`. Where the chain that the server should send is at hand, it can be saved."""

    full_chain_wanted = Signal()

    def __init__(self, charge: Charge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.charge = charge
        self.setObjectName("verdict")
        set_role(self, charge.role.value)
        words = charge.explanation
        self.setAccessibleName(f"{kind_name(charge.problem.kind)}: {words.what}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(_heading(charge))
        layout.addWidget(wrapped(words.what))
        layout.addLayout(
            table(
                (say("What could happen"), words.danger),
                (say("Who must act"), charge.who),
                (say("What to do"), words.remedy),
            )
        )
        if charge.can_complete:
            layout.addLayout(self._full_chain_row())
        if charge.excuse:
            layout.addWidget(StatementLine(Icon.LOCK_OPEN, Role.ATTENTION, charge.excuse, say("Exception")))

    def _full_chain_row(self) -> QHBoxLayout:
        self.full_chain = QPushButton(qicon(Icon.REPORT), say("Save fullchain.pem ..."))
        self.full_chain.clicked.connect(self.full_chain_wanted)
        row = QHBoxLayout()
        row.addWidget(self.full_chain)
        row.addStretch(1)
        return row


def _heading(charge: Charge) -> QHBoxLayout:
    title = QLabel(kind_name(charge.problem.kind))
    title.setFont(font(Face.STRONG))
    term = QLabel(charge.problem.kind.value)
    term.setFont(font(Face.FIXED_SMALL))
    set_role(term, "muted")
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(Shape(charge.icon, charge.role))
    row.addWidget(title)
    row.addWidget(term)
    row.addStretch(1)
    return row
