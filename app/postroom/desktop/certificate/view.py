"""Shows the certificate of a session, and asks for what one decides about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from postroom.model.session import SessionSnapshot
from postroom.model.text import say
from postroom.model.tls import CertificateFacts

if TYPE_CHECKING:
    from postroom.desktop.certificate.court import Court
    from postroom.desktop.certificate.page import CertificatePage


class CertificateView(QScrollArea):
    """The tab of a certificate. It does nothing itself."""

    trust_wanted = Signal(object)
    """A `Court`: let its problems pass once."""
    exception_wanted = Signal(object)
    """A `Court`: make an exception for it."""
    copy_wanted = Signal(str, str)
    """A text for the clipboard, and what to say of it."""
    save_wanted = Signal(str, str)
    """A name for a file, and its text."""

    def __init__(
        self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._now = now
        self.court: Court | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("Certificate"))
        self.page: CertificatePage | None = None

    def show_session(self, snapshot: SessionSnapshot | None) -> None:
        """Show the certificate that a session has met; the same is not shown anew."""
        if snapshot is not None and self.court is not None and self._is_shown(snapshot):
            return
        if snapshot is None or snapshot.tls is None:
            self.court = None
            return
        from postroom.desktop.certificate.court import court
        from postroom.desktop.certificate.page import CertificatePage

        self.court = court(snapshot)
        if self.court is not None:
            self.page = CertificatePage(self.court, self._now())
            self._connect(self.page)
            self.setWidget(self.page)

    def _is_shown(self, snapshot: SessionSnapshot) -> bool:
        shown = self.court
        return shown is not None and (shown.tls, shown.endpoint) == (snapshot.tls, snapshot.plan.endpoint)

    def _connect(self, page: CertificatePage) -> None:
        page.copy_button.clicked.connect(self._copy)
        page.save_button.clicked.connect(self._save_chain)
        page.pem_button.clicked.connect(self._copy_pem)
        for card in page.charges:
            card.full_chain_wanted.connect(self._save_full_chain)
        if page.decide is not None:
            page.decide.trust_wanted.connect(self._trust)
            page.decide.exception_wanted.connect(self._add_exception)
        page.path.chosen.connect(self._open_facts)

    @Slot()
    def _trust(self) -> None:
        self.trust_wanted.emit(self.court)

    @Slot()
    def _add_exception(self) -> None:
        self.exception_wanted.emit(self.court)

    @Slot()
    def _copy(self) -> None:
        if self.court is not None:
            from postroom.desktop.certificate.text import as_text

            self.copy_wanted.emit(as_text(self.court, self._now()), say("The page is copied as text."))

    @Slot()
    def _copy_pem(self) -> None:
        if self.page is not None:
            self.copy_wanted.emit(self.page.facts.chosen_pem, say("The certificate is copied as PEM."))

    @Slot()
    def _save_chain(self) -> None:
        if self.court is not None:
            pem = "".join(certificate.pem for certificate in self.court.tls.chain)
            self.save_wanted.emit(f"{self.court.endpoint.host}-chain.pem", pem)

    @Slot()
    def _save_full_chain(self) -> None:
        if self.court is not None and self.court.tls.verdict is not None:
            self.save_wanted.emit("fullchain.pem", self.court.tls.verdict.full_chain)

    @Slot(object)
    def _open_facts(self, certificate: CertificateFacts) -> None:
        """Show the facts of a link; one that was not sent has none in the chain."""
        if self.page is None or self.court is None or certificate not in self.court.tls.chain:
            return
        self.page.show_facts(True)
        item = self.page.facts.open_certificate(self.court.tls.chain.index(certificate))
        if item is not None:
            self.ensureWidgetVisible(self.page.facts)
