"""What is known of a TLS connection and of the certificates in it, and how they are to be trusted."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from textwrap import fill


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
    """An established TLS connection. `trust` names the store that vouched for it: `system` or `portable`."""

    version: str
    cipher: str
    trust: str
    chain: tuple[CertificateFacts, ...]
    """From the server's own certificate upwards, as it was sent."""
