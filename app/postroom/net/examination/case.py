"""What is under examination: the chain as sent, with every certificate read once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from postroom.model.examination import Link, Origin
from postroom.model.problems import Evidence, Problem, ProblemKind
from postroom.model.tls import CertificateFacts
from postroom.net.examination.certificate import Certificate
from postroom.net.examination.facts import UNREADABLE, facts_of
from postroom.net.examination.openssl import can_load


class Case:
    """One chain, for one host and one moment. A certificate that was sent twice counts at its first place."""

    def __init__(self, chain: Sequence[bytes], at_hand: Sequence[bytes], host: str, at: datetime) -> None:
        self.sent = tuple(map(Certificate, chain))
        self.host = host
        self.at = at
        self.loadable = frozenset(filter(can_load, chain))
        self.presentable = [der for der in chain if der in self.loadable and chain[0] in self.loadable]
        """What OpenSSL can be asked about: nothing where it cannot load the server's own certificate."""
        self.at_hand = [der for der in at_hand if der not in chain and can_load(der)]
        self._read = {certificate.der: certificate for certificate in self.sent}
        self._facts: dict[bytes, CertificateFacts] = {}
        self._positions = {der: place for place, der in reversed(list(enumerate(chain)))}

    def certificate(self, der: bytes) -> Certificate:
        if der not in self._read:
            self._read[der] = Certificate(der)
        return self._read[der]

    def trouble(self, der: bytes) -> str:
        """Say why a certificate that was sent cannot be read; empty where it can, and for all that was not sent."""
        return self.certificate(der).trouble if der in self._positions else ""

    def facts(self, der: bytes) -> CertificateFacts:
        if der not in self._facts:
            self._facts[der] = facts_of(self.certificate(der))
        return self._facts[der]

    def link(self, der: bytes) -> Link:
        """Give a certificate of a path with where it came from."""
        place = self._positions.get(der)
        beside = Origin.AT_HAND if der in self.at_hand else Origin.STORE
        return Link(beside if place is None else Origin.SENT, place, self.facts(der))

    def problem(self, kind: ProblemKind, certificate: Certificate, evidence: Evidence) -> Problem:
        """Name a problem of one certificate."""
        subject = UNREADABLE if certificate.subject is None else certificate.subject
        return Problem(kind, self._positions.get(certificate.der), subject, evidence)
