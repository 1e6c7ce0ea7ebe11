"""The details of the session that is chosen: transcript, certificate and capabilities under one row of tabs."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.certificate.view import CertificateView
from postroom.desktop.details.capabilities_view import CapabilitiesView
from postroom.desktop.details.search_field import SearchField
from postroom.desktop.details.transcript_model import Conversation
from postroom.desktop.details.transcript_view import TranscriptView
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.parts.protocol_switch import ProtocolSwitch
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionSnapshot
from postroom.model.text import say

TRANSCRIPT, CERTIFICATE, CAPABILITIES = range(3)


class Details(QFrame):
    """Shows one session at a time; its switch asks for the other one."""

    protocol_wanted = Signal(Protocol)
    widened = Signal(bool)
    """Whether the details are to have the place of the sessions too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.switch = ProtocolSwitch()
        self.switch.chosen.connect(self.protocol_wanted)
        self.transcript = TranscriptView()
        self.certificate = CertificateView()
        self.capabilities = CapabilitiesView()
        self._pages = [OrEmpty(view) for view in (self.transcript, self.certificate, self.capabilities)]
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(say("Details"))
        self.tabs.setExpanding(False)
        self._pointed_out: set[tuple[Protocol, datetime | None]] = set()
        self.search = SearchField(say("Find in the transcript"))
        self.copy_button = QToolButton()
        self.widen_button = QToolButton()
        self._stack = QStackedWidget()
        self._set_up()
        self._lay_out()

    def _set_up(self) -> None:
        names = (say("&Transcript"), say("Certi&ficate"), say("Capa&bilities"))
        for name, page in zip(names, self._pages, strict=True):
            self.tabs.addTab(name)
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._turn)
        self.search.changed.connect(self.transcript.search)
        self.search.next_wanted.connect(self._go_to_match)
        self.transcript.found.connect(self.search.show_count)
        self.copy_button.setIcon(qicon(Icon.COPY))
        self.copy_button.setToolTip(say("Copy the transcript"))
        self.copy_button.setAccessibleName(say("Copy the transcript"))
        self.copy_button.clicked.connect(self.transcript.copy)

        self.widen_button.setCheckable(True)
        self.widen_button.setToolTip(say("Give the details the whole page"))
        self.widen_button.setAccessibleName(say("Give the details the whole page"))
        self.widen_button.toggled.connect(self._widen)
        self._widen(False)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 8, 0)
        bar.setSpacing(16)
        bar.addWidget(self.switch)
        bar.addWidget(self.tabs)
        bar.addStretch(1)
        bar.addWidget(self.search)
        bar.addWidget(self.copy_button)
        bar.addWidget(self.widen_button)
        self.search.field.setFixedWidth(200)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self._stack, 1)

    def show_session(
        self,
        protocol: Protocol,
        snapshot: SessionSnapshot | None,
        conversation: Conversation | None,
    ) -> None:
        """Show the session of `protocol`, as far as it has gone."""
        self.switch.choose(protocol)
        error = None if snapshot is None else snapshot.error
        self.transcript.show_conversation(conversation, () if error is None else error.evidence)
        self.certificate.show_session(snapshot)
        self.capabilities.show_capabilities(protocol, () if snapshot is None else snapshot.capabilities)
        if error is not None and error.code is ErrorCode.CERTIFICATE_REJECTED:
            self._point_out(protocol, snapshot)
        for page, sentence in zip(self._pages, _empty_sentences(snapshot, conversation), strict=True):
            page.say_empty(sentence)

    def _point_out(self, protocol: Protocol, snapshot: SessionSnapshot | None) -> None:
        """Turn to a certificate that was rejected, once for each time that it was."""
        met = (protocol, None if snapshot is None else snapshot.opened_at)
        if met not in self._pointed_out:
            self._pointed_out.add(met)
            self.show_tab(CERTIFICATE)

    def show_tab(self, tab: int) -> None:
        """Turn to the transcript, the certificate or the capabilities."""
        self.tabs.setCurrentIndex(tab)

    @Slot(bool)
    def _widen(self, wide: bool) -> None:
        self.widen_button.setIcon(qicon(Icon.CHEVRON_DOWN if wide else Icon.CHEVRON_UP))
        self.widened.emit(wide)

    def start_search(self) -> None:
        """Let one type what is to be found."""
        self.show_tab(TRANSCRIPT)
        self.search.field.setFocus()
        self.search.field.selectAll()

    @Slot(int)
    def _turn(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        self.search.setVisible(tab == TRANSCRIPT)
        self.copy_button.setVisible(tab == TRANSCRIPT)

    @Slot(bool)
    def _go_to_match(self, forward: bool) -> None:
        self.transcript.go_to_match(forward=forward)


def _empty_sentences(
    snapshot: SessionSnapshot | None, conversation: Conversation | None
) -> tuple[str, str, str]:
    transcript = certificate = capabilities = ""
    if conversation is None or not conversation.count:
        transcript = say(
            "What the server and Postroom say to each other comes here, once the session starts."
        )
    if snapshot is None:
        certificate = say("The server's certificate comes here, once the session starts.")
        capabilities = say("What the server offers comes here, once the session starts.")
        return transcript, certificate, capabilities
    if snapshot.tls is None:
        no_tls = snapshot.plan.endpoint.security is Security.NONE
        certificate = (
            say("This session is not encrypted, so there is no certificate.")
            if no_tls
            else say("The session has not come as far as TLS.")
        )
    if not snapshot.capabilities:
        capabilities = say("The server has not said what it offers.")
    return transcript, certificate, capabilities
