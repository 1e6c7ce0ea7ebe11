"""The facts of the connection's encryption and of every certificate that the server sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.look.fonts import Face, font
from postroom.model.text import say, say_count
from postroom.model.tls import CertificateFacts, TlsFacts


class CertificateView(FactsTree):
    """Shows `TlsFacts`."""

    def __init__(
        self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), parent: QWidget | None = None
    ) -> None:
        super().__init__((say("Fact"), say("Value")), fixed=frozenset({1}), parent=parent)
        self._now = now
        self._shown: TlsFacts | None = None
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setAccessibleName(say("Certificate"))

    def show_tls(self, tls: TlsFacts | None) -> None:
        """Show the facts; None shows nothing."""
        if tls == self._shown:
            return
        self._shown = tls
        self.clear()
        if tls is None:
            return
        connection = self.add((say("Connection"), ""))
        for fact in (
            (say("Version"), tls.version),
            (say("Cipher"), tls.cipher),
            (say("Trusted by"), trust_in_words(tls.trust)),
        ):
            self.add(fact, connection)
        for number, certificate in enumerate(tls.chain):
            heading = say("Server's certificate") if number == 0 else say("Issued by")
            top = self.add((heading, certificate.subject))
            for fact in facts(certificate, self._now()):
                self.add(fact, top)
        for row in range(self.topLevelItemCount()):
            item = self.topLevelItem(row)
            if item is not None:
                item.setFont(0, font(Face.STRONG))
                item.setExpanded(True)
        self.fit_columns()


def facts(certificate: CertificateFacts, now: datetime) -> tuple[tuple[str, str], ...]:
    """Give the facts of a certificate, as pairs of a name and a value."""
    return (
        (say("Subject"), certificate.subject),
        (say("Names"), ", ".join(certificate.names) or say("none")),
        (say("Issuer"), certificate.issuer),
        (say("Valid from"), _moment(certificate.not_before)),
        (say("Valid until"), _until(certificate.not_after, now)),
        (
            say("SHA-256"),
            ":".join(certificate.sha256[i : i + 2] for i in range(0, len(certificate.sha256), 2)),
        ),
        (say("Serial number"), certificate.serial),
        (say("Key"), certificate.key),
        (say("Signature"), certificate.signature),
    )


def trust_in_words(trust: str) -> str:
    """Say who vouched for the server."""
    store, _, more = trust.partition("+")
    if store == "system":
        return say("the operating system, and your own files") if more else say("the operating system")
    return say("the bundle of Postroom, and your own files") if more else say("the bundle of Postroom")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _until(end: datetime, now: datetime) -> str:
    days = (end - now).days
    if days < 0:
        ago = say_count("expired {n} day ago", "expired {n} days ago", -days)
        return say("{moment}, {ago}", moment=_moment(end), ago=ago)
    left = say_count("{n} day left", "{n} days left", days)
    return say("{moment}, {left}", moment=_moment(end), left=left)
