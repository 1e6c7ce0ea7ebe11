"""The facts in a tree that is as high as what it shows: the page around it scrolls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QTreeWidgetItem, QWidget

from postroom.desktop.certificate.facts import Facts, certificate_facts, connection_facts
from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.look.fonts import Face, font
from postroom.model.text import say
from postroom.model.tls import TlsFacts

_ROW: Final = 22


class FactsView(FactsTree):
    """The connection, then every certificate, each of which can be opened."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__((say("Fact"), say("Value")), fixed=frozenset({1}), parent=parent)
        self._now = now
        self._tls: TlsFacts | None = None
        self.setHeaderHidden(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say("Facts"))
        self.setAccessibleDescription(say("Ctrl+C copies the chosen fact."))
        self.itemExpanded.connect(self._fit)
        self.itemCollapsed.connect(self._fit)

    def show_tls(self, tls: TlsFacts) -> None:
        """Show the facts, the server's own certificate opened."""
        self._tls = tls
        self.clear()
        self._add(say("Connection"), "", connection_facts(tls))
        for number, certificate in enumerate(tls.chain):
            heading = say("Server's certificate") if number == 0 else say("Also sent")
            top = self._add(heading, certificate.subject, certificate_facts(certificate, self._now()))
            top.setExpanded(number == 0)
        self.fit_columns()
        self._fit()

    def open_certificate(self, number: int) -> QTreeWidgetItem | None:
        """Open the facts of a certificate by its place in the chain as sent, and go there."""
        item = self.topLevelItem(number + 1)
        if item is not None:
            item.setExpanded(True)
            self.setCurrentItem(item)
        return item

    @property
    def chosen_pem(self) -> str:
        """The certificate that the current fact is about, as text; all of them where it is about none."""
        chain = () if self._tls is None else self._tls.chain
        item = self.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        number = -1 if item is None else self.indexOfTopLevelItem(item) - 1
        chosen = chain if number < 0 else chain[number : number + 1]
        return "".join(certificate.pem for certificate in chosen)

    def _add(self, heading: str, value: str, facts: Facts) -> QTreeWidgetItem:
        top = self.add((heading, value))
        top.setFont(0, font(Face.STRONG))
        for fact in facts:
            self.add(fact, top)
        return top

    @Slot()
    def _fit(self) -> None:
        rows = 0
        for number in range(self.topLevelItemCount()):
            item = self.topLevelItem(number)
            if item is not None:
                rows += 1 + (item.childCount() if item.isExpanded() else 0)
        self.setFixedHeight(rows * _ROW + 12)
