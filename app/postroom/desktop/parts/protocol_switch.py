"""Chooses which of an account's sessions the details are about."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from postroom.model.endpoint import Protocol
from postroom.model.text import say


class ProtocolSwitch(QWidget):
    """One button for each protocol; one of them is down."""

    chosen = Signal(Protocol)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[Protocol, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for number, protocol in enumerate(Protocol):
            button = QToolButton()
            button.setText(protocol.label)
            button.setCheckable(True)
            button.setAccessibleName(say("Details of the {protocol} session", protocol=protocol.label))
            self._group.addButton(button, number)
            self._buttons[protocol] = button
            layout.addWidget(button)
        self._group.idClicked.connect(self._tell)

    def choose(self, protocol: Protocol) -> None:
        """Put the button of `protocol` down."""
        self._buttons[protocol].setChecked(True)

    def offer(self, protocols: tuple[Protocol, ...]) -> None:
        """Show buttons for `protocols` alone; a single one needs no button."""
        for protocol, button in self._buttons.items():
            button.setVisible(protocol in protocols)
        self.setVisible(len(protocols) > 1)

    @Slot(int)
    def _tell(self, number: int) -> None:
        self.chosen.emit(tuple(Protocol)[number])
