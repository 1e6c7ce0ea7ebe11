"""A TLS server's first flight, as far as its certificates: what a client needs before it judges them (RFC 5246)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_TLS_1_2: Final = b"\x03\x03"
_SERVER_HELLO: Final = 2
_CERTIFICATE: Final = 11
_HANDSHAKE_RECORD: Final = b"\x16"
_LONGEST_RECORD: Final = 2**14

_SECURE_RENEGOTIATION: Final = b"\xff\x01\x00\x01\x00"
"""An empty renegotiation_info (RFC 5746 section 3.6): clients refuse servers that do not know of it."""


def first_flight(chain: Sequence[bytes], cipher: int) -> bytes:
    """Give the records with ServerHello and Certificate, for a client that offers the cipher suite with this number.

    There is no secret in them, and nothing has been proved with a key: a server could say this of any certificate.
    """
    random, session_id, no_compression = bytes(32), _vector(b"", 1), b"\x00"
    hello = [
        _TLS_1_2,
        random,
        session_id,
        _number(cipher, 2),
        no_compression,
        _vector(_SECURE_RENEGOTIATION, 2),
    ]
    certificates = b"".join(_vector(der, 3) for der in chain)
    said = _message(_SERVER_HELLO, b"".join(hello)) + _message(_CERTIFICATE, _vector(certificates, 3))
    pieces = (said[start : start + _LONGEST_RECORD] for start in range(0, len(said), _LONGEST_RECORD))
    return b"".join(_HANDSHAKE_RECORD + _TLS_1_2 + _vector(piece, 2) for piece in pieces)


def _message(kind: int, body: bytes) -> bytes:
    return _number(kind, 1) + _vector(body, 3)


def _vector(content: bytes, width: int) -> bytes:
    """Give the content with its length before it, in `width` bytes (RFC 5246 section 4.3)."""
    return _number(len(content), width) + content


def _number(value: int, width: int) -> bytes:
    return value.to_bytes(width, "big")
