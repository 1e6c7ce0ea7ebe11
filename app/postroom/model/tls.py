"""What is known of a TLS connection and of the certificates in it, and how they are to be trusted."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postroom.model.examination import Examination, StoreVerdict
    from postroom.model.problems import Problem
    from postroom.model.trust import Judgement, LetThrough


class TrustMode(StrEnum):
    """Whose list of authorities decides.

    `system` is the operating system's own check, `portable` the bundle that Postroom carries; `auto` asks the system
    first, and the bundle where the system does not know the issuer.
    """

    AUTO = "auto"
    SYSTEM = "system"
    PORTABLE = "portable"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate of a chain. Times are in UTC; `sha256` is of the whole certificate, in lower-case hex.

    Text that a stranger wrote is printable: nothing in it can steer a terminal.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    sha256: str
    serial: str
    key: str
    """The public key in words, such as `EC secp256r1` or `RSA 2048 bits`."""
    signature: str
    key_sha256: str = ""
    """Of the public key (SubjectPublicKeyInfo), in lower-case hex; empty where it cannot be read."""
    is_ca: bool = False
    """Whether it may issue certificates (RFC 5280 section 4.2.1.9)."""
    key_usages: tuple[str, ...] = ()
    """What its key may do (RFC 5280 section 4.2.1.3), such as `digital signature`; empty where it does not say."""
    extended_usages: tuple[str, ...] = ()
    """What it is for (RFC 5280 section 4.2.1.12), such as `serverAuth`; empty where it does not say."""
    der: bytes = field(default=b"", repr=False)

    def days_left(self, now: datetime) -> int:
        """Give the whole days until it expires; negative from the first second after."""
        return (self.not_after - now) // timedelta(days=1)

    @property
    def pem(self) -> str:
        """The certificate as text (RFC 7468 section 5)."""
        body = fill(b64encode(self.der).decode("ascii"), 64)
        return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """An established TLS connection, accepted or not.

    `trust` names the store whose verdict counts: `system` or `portable`, with `+ca` where files were added.
    """

    version: str
    cipher: str
    trust: str
    chain: tuple[CertificateFacts, ...]
    """From the server's own certificate upwards, as it was sent."""
    examination: Examination | None = None
    """What both stores say of the chain; None where nobody could be asked."""
    judgement: Judgement | None = None
    """What the plan's policy makes of it; None with `examination`."""

    @property
    def verdict(self) -> StoreVerdict | None:
        """What the store says whose verdict counts; None where nobody could be asked."""
        if self.examination is None:
            return None
        asked = self.examination
        return asked.system if self.trust.startswith(TrustMode.SYSTEM) else asked.portable

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems that count, also those that were let through."""
        return () if self.verdict is None else self.verdict.problems

    @property
    def let_through(self) -> tuple[LetThrough, ...]:
        """The problems that an exception or a toggle let pass, each with what did."""
        return () if self.judgement is None else self.judgement.let_through
