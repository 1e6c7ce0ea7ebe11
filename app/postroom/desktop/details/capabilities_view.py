"""What the server offers, one capability a row, with what it means."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.details.meanings import meaning, split_capability
from postroom.model.endpoint import Protocol
from postroom.model.text import say


class CapabilitiesView(FactsTree):
    """Shows the lines of EHLO or CAPA."""

    def __init__(self, parent: QWidget | None = None) -> None:
        headings = (say("Capability"), say("Parameters"), say("Meaning"))
        super().__init__(headings, fixed=frozenset({0, 1}), parent=parent)
        self._shown: tuple[Protocol, tuple[str, ...]] | None = None
        self.setRootIsDecorated(False)
        self.setAccessibleName(say("Capabilities"))

    def show_capabilities(self, protocol: Protocol, lines: tuple[str, ...]) -> None:
        """Show what the server offers over `protocol`."""
        if (protocol, lines) == self._shown:
            return
        self._shown = (protocol, lines)
        self.clear()
        for line in lines:
            keyword, parameters = split_capability(line)
            self.add((keyword, parameters, meaning(protocol, keyword)))
        self.fit_columns()
