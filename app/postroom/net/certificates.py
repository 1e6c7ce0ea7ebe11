"""What an established TLS connection shows of itself, as facts; judging them is not done here."""

from __future__ import annotations

import ssl
import sys
from typing import Protocol, cast


class _InnerCertificate(Protocol):
    def public_bytes(self, form: int) -> bytes: ...


class _InnerConnection(Protocol):
    def get_unverified_chain(self) -> list[_InnerCertificate] | None: ...


def chain_as_sent(connection: ssl.SSLObject) -> tuple[bytes, ...]:
    """Give the peer's certificates in DER, its own first, as it sent them.

    Python 3.13 made this public. Before, the object inside has it, with certificates that have to be told to be DER.
    """
    if sys.version_info >= (3, 13):
        return tuple(connection.get_unverified_chain())
    inner = cast("_InnerConnection", connection._sslobj)  # type: ignore[attr-defined]
    der = 2  # _ssl.ENCODING_DER
    return tuple(certificate.public_bytes(der) for certificate in inner.get_unverified_chain() or ())
