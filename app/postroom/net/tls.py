"""TLS without I/O: what arrived goes in, plain bytes and what has to be sent come out (RFC 8446, RFC 5246)."""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from typing import Final

from postroom.net.errors import (
    FIRST_BYTES,
    CertificateRejected,
    ConnectionLost,
    NetError,
    TlsFailed,
    TlsTrouble,
)

_READ_SIZE: Final = 65_536
_RECORDS: Final = frozenset({20, 21, 22, 23})
"""The first byte of every TLS record (RFC 8446 section 5.1); the second is 3."""

_SOURCE_LINE: Final = re.compile(r" \(_ssl\.c:\d+\)$")
_ALERT: Final = re.compile("ALERT|^TLSV13?_")
"""OpenSSL's reasons that are the peer's; not all have the word."""
_TROUBLES: Final = (
    (re.compile("PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS|VERSION_TOO_LOW"), TlsTrouble.VERSION),
    (
        re.compile(
            "HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|CIPHER|TOO_SMALL|TOO_WEAK|SIGNATURE|GROUP|CURVE|LEGACY"
        ),
        TlsTrouble.CIPHER,
    ),
    (re.compile("CERTIFICATE_REQUIRED"), TlsTrouble.CLIENT_CERTIFICATE),
    (_ALERT, TlsTrouble.ALERT),
    (re.compile("EOF|PEER_CLOSED"), TlsTrouble.CLOSED),
)
"""What OpenSSL's reasons mean; the first that fits counts."""


class TlsChannel:
    """The client's side of one TLS connection.

    First `handshake` is called until it says True, with `feed` in between; then `receive` and `send`. Whatever was
    called, `outgoing` has to be sent afterwards, also after an error: it may hold the alert that tells the peer.
    """

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        name = host.partition("%")[0].removesuffix(".")  # certificates know neither scopes nor the root's dot
        self.object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        self.context = context
        self.first_bytes = b""
        """The beginning of what the peer sent, raw, up to `FIRST_BYTES`."""
        self.closed = False
        """Whether the peer ended the connection in order, with close_notify (RFC 8446 section 6.1)."""
        self.failure: NetError | None = None
        """Why nothing more can be received: the peer sent an alert, or what cannot be decrypted."""

    @property
    def may_block(self) -> bool:
        """Whether `handshake` may take long: the verifiers of Windows and macOS ask the network for what they miss."""
        return type(self.context) is not ssl.SSLContext

    def feed(self, raw: bytes) -> None:
        """Take what arrived."""
        if len(self.first_bytes) < FIRST_BYTES:
            self.first_bytes += raw[: FIRST_BYTES - len(self.first_bytes)]
        self._incoming.write(raw)

    def feed_eof(self) -> None:
        """Take notice that nothing more will arrive."""
        self._incoming.write_eof()

    def handshake(self) -> bool:
        """Go on with the handshake; True when it is done. Raises `TlsFailed` and `CertificateRejected`."""
        try:
            self.object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLCertVerificationError as error:
            words = getattr(error, "verify_message", "") or _words(error)
            raise CertificateRejected(getattr(error, "verify_code", 0), words) from None
        except OSError as error:  # the verifiers of Windows and macOS raise more than SSLError
            raise self._failed(error) from None
        return True

    def receive(self, raw: bytes) -> bytes:
        """Take what arrived and give what it says. Afterwards look at `closed` and `failure`."""
        self.feed(raw)
        parts = []
        try:
            while part := self.object.read(_READ_SIZE):
                parts.append(part)
            self.closed = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError as error:
            alert = _ALERT.search(error.reason or "")
            self.failure = self._failed(error) if alert else ConnectionLost(_words(error))
        return b"".join(parts)

    def send(self, data: bytes) -> None:
        """Encrypt `data`."""
        if data:
            self.object.write(data)

    def close(self) -> None:
        """Tell the peer that nothing more follows, whatever state the connection is in."""
        with suppress(ssl.SSLError, ValueError):  # the peer's own farewell is not waited for
            self.object.unwrap()

    def outgoing(self) -> bytes:
        """Give what has to be sent."""
        return self._outgoing.read()

    def _failed(self, error: OSError) -> TlsFailed:
        return TlsFailed(_trouble(error, self.first_bytes), _words(error), self.first_bytes)


def _trouble(error: OSError, first: bytes) -> TlsTrouble:
    if first and (first[0] not in _RECORDS or first[1:2] not in {b"", b"\x03"}):
        return TlsTrouble.NOT_TLS
    if isinstance(error, ssl.SSLEOFError):
        return TlsTrouble.CLOSED
    reason = getattr(error, "reason", None) or ""
    return next((trouble for pattern, trouble in _TROUBLES if pattern.search(reason)), TlsTrouble.OTHER)


def _words(error: OSError) -> str:
    """Give the library's words without the line of its source."""
    return _SOURCE_LINE.sub("", str(error.args[-1])) if error.args else type(error).__name__
