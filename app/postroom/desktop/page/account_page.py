"""One account: its head, its settings, its sessions side by side, and the details of one of them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from postroom.desktop.details.details import Details
from postroom.desktop.details.transcript_model import Conversation
from postroom.desktop.page.balance import Balance
from postroom.desktop.page.header import Header
from postroom.desktop.page.settings import Settings
from postroom.desktop.session.panel import SessionPanel
from postroom.desktop.session.scale import SharedScale
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import planned_steps

ROOM_FOR_ALL = 940
"""Pixels of height from which the form leaves room for the details."""


class AccountPage(QWidget):
    """Shows what it is given, and lets its parts ask for what is to be done."""

    details_wanted = Signal(Protocol)

    def __init__(self, header: Header, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = header
        self.settings = Settings()
        self.details = Details()
        scale = SharedScale(self)
        self.panels = {protocol: SessionPanel(protocol, scale) for protocol in Protocol}
        self.splitter = Balance(tuple(self.panels.values()), self.details)
        self.shown = Protocol.POP3
        self._lay_out()
        self.settings.toggled.connect(self._make_room)
        self.details.widened.connect(self.splitter.give_all)
        self.details.protocol_wanted.connect(self.choose_session)
        for panel in self.panels.values():
            panel.chosen.connect(self.choose_session)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(8)
        layout.addWidget(self.header)
        layout.addWidget(self.settings)
        layout.addWidget(self.splitter, 1)
        layout.addStretch(0)

    def show_account(self, account: Account) -> None:
        """Show which sessions `account` has."""
        protocols = account.protocols
        self.splitter.setVisible(bool(protocols))
        for protocol, panel in self.panels.items():
            panel.setVisible(protocol in protocols)
        self.details.switch.offer(protocols)
        if protocols:
            self.choose_session(self.shown if self.shown in protocols else protocols[0])

    def show_new(self) -> None:
        """Show nothing but the form."""
        self.splitter.setVisible(False)
        self.settings.set_open(True)

    def show_session(
        self,
        account: Account,
        protocol: Protocol,
        snapshot: SessionSnapshot | None,
        conversation: Conversation | None,
    ) -> None:
        """Show how a session of `account` stands."""
        endpoint = account.endpoint(protocol)
        planned = (
            () if endpoint is None else planned_steps(endpoint.security, auth=account.needs_secret(protocol))
        )
        self.panels[protocol].show_session(endpoint, planned, snapshot)
        if protocol is self.shown:
            self.details.show_session(protocol, snapshot, conversation)

    def show_states(self, states: tuple[SessionState, ...]) -> None:
        """Offer what fits the states of all sessions."""
        self.header.show_states(states)

    @Slot()
    def show_sessions(self) -> None:
        """Show the sessions where the details had taken their place."""
        self.details.widen_button.setChecked(False)

    @Slot(Protocol)
    def choose_session(self, protocol: Protocol) -> None:
        """Ask for the details of `protocol`."""
        self.shown = protocol
        for panel in self.panels.values():
            panel.set_chosen(
                panel.protocol is protocol and len([p for p in self.panels.values() if not p.isHidden()]) > 1
            )
        self.details_wanted.emit(protocol)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    @Slot()
    def _make_room(self) -> None:
        self.details.setVisible(not self.settings.is_open or self.height() >= ROOM_FOR_ALL)
