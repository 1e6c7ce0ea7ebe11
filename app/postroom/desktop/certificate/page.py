"""All that is shown of one certificate: the verdict, the path beside the problems, and the facts below."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.certificate.changed_key_card import ChangedKeyCard
from postroom.desktop.certificate.charge_card import ChargeCard
from postroom.desktop.certificate.court import Court
from postroom.desktop.certificate.decide_panel import DecidePanel
from postroom.desktop.certificate.facts_view import FactsView
from postroom.desktop.certificate.path import path, superfluous
from postroom.desktop.certificate.path_view import PathView
from postroom.desktop.certificate.stores_view import StoresView
from postroom.desktop.certificate.summary_card import SummaryCard
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.parts.statement import StatementLine
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say

_SIDE: Final = 280
"""Pixels for the path and the stores."""


class CertificatePage(QWidget):
    """Shows a `Court`; a new page is made for each."""

    def __init__(self, shown: Court, now: datetime) -> None:
        super().__init__()
        self.setObjectName("page")
        self.path = PathView()
        self.facts = FactsView(lambda: now)
        self.charges = tuple(map(ChargeCard, shown.charges))
        self.decide = DecidePanel(shown) if shown.can_be_excused else None
        self.copy_button = _quiet(Icon.COPY, say("Copy"))
        self.save_button = _quiet(Icon.REPORT, say("Save chain ..."))
        self.pem_button = _quiet(Icon.COPY, say("Copy as PEM"))
        self.disclosure = QToolButton()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 2, 12, 4)
        self._layout.setSpacing(12)
        self._fill(shown, now)

    def _fill(self, shown: Court, now: datetime) -> None:
        self._layout.addLayout(self._head(shown))
        middle = QHBoxLayout()
        middle.setSpacing(20)
        middle.addWidget(self._side(shown, now), 0, Qt.AlignmentFlag.AlignTop)
        middle.addLayout(self._findings(shown, now), 1)
        self._layout.addLayout(middle)
        self._layout.addLayout(self._facts_head())
        self._layout.addWidget(self.facts)
        self._layout.addStretch(1)
        self.facts.show_tls(shown.tls)
        self.show_facts(False)

    def _head(self, shown: Court) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(
            StatementLine(shown.icon, shown.role, shown.headline, say("Verdict"), face=Face.STRONG)
        )
        if shown.remark:
            remark = wrapped(shown.remark)
            remark.setContentsMargins(24, 0, 0, 0)
            set_role(remark, "muted")
            words.addWidget(remark)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addLayout(words, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _side(self, shown: Court, now: datetime) -> QWidget:
        self.path.show_path(path(shown.tls, now))
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(_heading(say("Path of trust")))
        column.addWidget(self.path)
        more = superfluous(shown.tls)
        if more:
            column.addWidget(_small(more))
        if shown.opinions:
            column.addSpacing(8)
            column.addWidget(_heading(say("Both lists of authorities")))
            column.addWidget(StoresView(shown))
        return side

    def _findings(self, shown: Court, now: datetime) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        if shown.changed_key is not None:
            column.addWidget(ChangedKeyCard(shown.changed_key))
        for card in self.charges:
            column.addWidget(card)
        if not self.charges and shown.tls.chain:
            column.addWidget(SummaryCard(shown.tls.chain[0], shown.role, now))
        if self.decide is not None:
            column.addWidget(self.decide)
        elif shown.blocking:
            column.addWidget(_never())
        column.addStretch(1)
        return column

    def _facts_head(self) -> QHBoxLayout:
        self.disclosure.setText(say("Facts of all certificates"))
        self.disclosure.setObjectName("disclosure")
        self.disclosure.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.disclosure.setCheckable(True)
        self.disclosure.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.disclosure.toggled.connect(self._turn_facts)
        row = QHBoxLayout()
        row.addWidget(self.disclosure)
        row.addStretch(1)
        row.addWidget(self.pem_button)
        return row

    def show_facts(self, shown: bool) -> None:
        """Show the second level, or hide it."""
        self.disclosure.setChecked(shown)
        self._turn_facts(shown)

    @Slot(bool)
    def _turn_facts(self, shown: bool) -> None:
        self.facts.setVisible(shown)
        self.pem_button.setVisible(shown)
        self.disclosure.setIcon(qicon(Icon.CHEVRON_DOWN if shown else Icon.CHEVRON_RIGHT))


def _quiet(icon: Icon, words: str) -> QPushButton:
    button = QPushButton(qicon(icon), words)
    set_kind(button, "quiet")
    return button


def _never() -> QLabel:
    words = wrapped(say("For a certificate that cannot be relied on, no exception can be made."))
    words.setContentsMargins(12, 4, 12, 4)
    set_role(words, "muted")
    return words


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(font(Face.SMALL))
    label.setContentsMargins(6, 0, 0, 0)
    set_role(label, "muted")
    return label


def _small(words: str) -> QLabel:
    label = _heading(words)
    label.setWordWrap(True)
    return label
