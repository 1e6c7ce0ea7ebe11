"""What the examination of a certificate found: the chain as sent, and the verdict of each store on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from postroom.model.problem_kinds import ProblemKind
from postroom.model.tls import CertificateFacts, TrustMode

if TYPE_CHECKING:
    from postroom.model.problems import Problem

UNKNOWN_ISSUER: Final = frozenset({ProblemKind.UNKNOWN_AUTHORITY, ProblemKind.INCOMPLETE_CHAIN})
"""The problems that another store may not have."""


class Origin(StrEnum):
    """Where a certificate of a path came from."""

    SENT = "sent"
    STORE = "store"
    AT_HAND = "at-hand"
    """Neither sent nor trusted, but known: it completes the chain."""


@dataclass(frozen=True, slots=True)
class Link:
    """A certificate of a path. `position` is its place in the chain as sent, None where it was not sent."""

    origin: Origin
    position: int | None
    certificate: CertificateFacts


@dataclass(frozen=True, slots=True)
class StoreVerdict:
    """All that one store has to say against a certificate."""

    store: TrustMode
    """`system` or `portable`."""
    path: tuple[Link, ...]
    """From the server's certificate upwards, as far as issuers were found."""
    anchored: bool
    """Whether the path's end is trusted and vouches for all below it; never for what is malformed."""
    problems: tuple[Problem, ...]

    @property
    def kinds(self) -> frozenset[ProblemKind]:
        return frozenset(problem.kind for problem in self.problems)

    @property
    def full_chain(self) -> str:
        """What the server should send, as PEM: the path without its root (RFC 8446 section 4.4.2). Empty if unknown."""
        if not self.anchored and all(link.origin is not Origin.AT_HAND for link in self.path):
            return ""
        *issued, last = (link.certificate for link in self.path)
        root = last.subject == last.issuer
        return "".join(certificate.pem for certificate in (issued if issued and root else [*issued, last]))


class RevocationStatus(StrEnum):
    """What is known about a revocation."""

    NOT_CHECKED = "not checked"
    GOOD = "good"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Revocation:
    """The server's stapled word on revocation (RFC 6066 section 8); `why` says why it does not count."""

    status: RevocationStatus = RevocationStatus.NOT_CHECKED
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """A chain under examination, at one time, for one host."""

    host: str
    at: datetime
    chain: tuple[CertificateFacts, ...]
    """As sent, the server's own first."""
    system: StoreVerdict
    portable: StoreVerdict
    revocation: Revocation = Revocation()

    @property
    def key_sha256(self) -> str:
        """The server's public key, for exceptions; empty where it cannot be read."""
        return self.chain[0].key_sha256 if self.chain else ""

    def deciding(self, mode: TrustMode) -> StoreVerdict:
        """Give the verdict that counts: for `auto` the system's, or the bundle's where it alone knows the issuer."""
        if mode is TrustMode.PORTABLE:
            return self.portable
        only_portable_knows = self.system.kinds & UNKNOWN_ISSUER and self.portable.anchored
        return self.portable if mode is TrustMode.AUTO and only_portable_knows else self.system

    @property
    def differences(self) -> frozenset[ProblemKind]:
        """The kinds of problems that one store sees and the other does not."""
        return self.system.kinds ^ self.portable.kinds
