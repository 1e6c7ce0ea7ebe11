"""What is known of a TLS connection and of the certificates in it, and how they are to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    """One certificate of a chain. Times are in UTC; `sha256` is of the whole certificate, in lower-case hex."""

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


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """An established TLS connection. `trust` names the store that vouched for it: `system` or `portable`."""

    version: str
    cipher: str
    trust: str
    chain: tuple[CertificateFacts, ...]
    """From the server's own certificate upwards, as it was sent."""
