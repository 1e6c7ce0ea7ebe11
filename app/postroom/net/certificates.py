"""The certificates of an established TLS connection, as the server sent them; what they say is told elsewhere."""

from __future__ import annotations

import ssl
import sys
from typing import Final, Protocol, cast

_DER: Final = 2
"""What `_ssl.ENCODING_DER` is."""


class _Certificate(Protocol):
    def public_bytes(self, form: int) -> bytes: ...


class _Connection(Protocol):
    def get_unverified_chain(self) -> list[_Certificate] | None: ...


def chain_as_sent(connection: ssl.SSLObject) -> tuple[bytes, ...]:
    """Give the server's certificates in DER, its own first.

    Python 3.13 made this public. Before, the object inside has it, with certificates that have to be told to be DER.
    """
    if sys.version_info >= (3, 13):
        return tuple(connection.get_unverified_chain())
    inner = cast("_Connection", connection._sslobj)  # type: ignore[attr-defined]
    return tuple(certificate.public_bytes(_DER) for certificate in inner.get_unverified_chain() or ())
