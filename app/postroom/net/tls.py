"""TLS without I/O: what arrived goes in, plain bytes and what has to be sent come out (RFC 8446, RFC 5246).

The handshake judges no certificate: whoever wants to trust the peer examines the chain that is kept here. It is
pyOpenSSL's and not `ssl`'s, which cannot ask for a stapled word on revocation (RFC 6066 section 8).
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from postroom.net.errors import FIRST_BYTES, ConnectionLost, NetError, TlsFailed, TlsTrouble

if TYPE_CHECKING:
    from OpenSSL import SSL

_READ_SIZE: Final = 65_536
_RECORDS: Final = frozenset({20, 21, 22, 23})
"""The first byte of every TLS record (RFC 8446 section 5.1); the second is 3."""

_ALERT: Final = re.compile(r"alert|^tlsv13? ")
"""OpenSSL's reasons that are the peer's; not all have the word."""
_TROUBLES: Final = (
    (re.compile(r"protocol version|unsupported protocol|no protocols|version too low"), TlsTrouble.VERSION),
    (
        re.compile(
            r"handshake failure|insufficient security|cipher|too small|too weak|signature|group|curve|legacy"
        ),
        TlsTrouble.CIPHER,
    ),
    (re.compile(r"certificate required"), TlsTrouble.CLIENT_CERTIFICATE),
    (_ALERT, TlsTrouble.ALERT),
    (re.compile(r"unexpected eof"), TlsTrouble.CLOSED),
)
"""What OpenSSL's reasons mean; the first that fits counts."""


class TlsChannel:
    """The client's side of one TLS connection.

    First `handshake` is called until it says True, with `feed` in between; then `receive` and `send`. Whatever was
    called, `outgoing` has to be sent afterwards, also after an error: it may hold the alert that tells the peer.
    """

    def __init__(self, host: str) -> None:
        from OpenSSL import SSL

        self._stapled: list[bytes] = []
        self._connection = SSL.Connection(_context(), None)
        self._connection.set_app_data(self._stapled)
        self._connection.request_ocsp()
        if name := _server_name(host):
            self._connection.set_tlsext_host_name(name)
        self._connection.set_connect_state()
        self.first_bytes = b""
        """The beginning of what the peer sent, raw, up to `FIRST_BYTES`."""
        self.closed = False
        """Whether the peer ended the connection in order, with close_notify (RFC 8446 section 6.1)."""
        self.failure: NetError | None = None
        """Why nothing more can be received: the peer sent an alert, or what cannot be decrypted."""

    @property
    def version(self) -> str:
        """The version that was agreed on, such as `TLSv1.3`."""
        return self._connection.get_protocol_version_name()

    @property
    def cipher(self) -> str:
        """The cipher suite that was agreed on."""
        return self._connection.get_cipher_name() or ""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The peer's certificates in DER as they were sent, its own first. Nobody has judged them."""
        from OpenSSL import crypto

        sent = self._connection.get_peer_cert_chain() or ()
        return tuple(crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate) for certificate in sent)

    @property
    def stapled(self) -> bytes | None:
        """The OCSP response that came with the certificate (RFC 6960), unread; None where none did."""
        return next(filter(None, self._stapled), None)

    def feed(self, raw: bytes) -> None:
        """Take what arrived."""
        if len(self.first_bytes) < FIRST_BYTES:
            self.first_bytes += raw[: FIRST_BYTES - len(self.first_bytes)]
        if raw:
            self._connection.bio_write(raw)

    def feed_eof(self) -> None:
        """Take notice that nothing more will arrive."""
        self._connection.bio_shutdown()

    def handshake(self) -> bool:
        """Go on with the handshake; True when it is done. Raises `TlsFailed`."""
        from OpenSSL import SSL

        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            raise self._failed(error) from None
        return True

    def receive(self, raw: bytes) -> bytes:
        """Take what arrived and give what it says. Afterwards look at `closed` and `failure`."""
        from OpenSSL import SSL

        self.feed(raw)
        parts = []
        try:
            while True:
                parts.append(self._connection.recv(_READ_SIZE))
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self.closed = True
        except SSL.Error as error:
            words = _words(error)
            self.failure = self._failed(error) if _ALERT.search(words) else ConnectionLost(words)
        return b"".join(parts)

    def send(self, data: bytes) -> None:
        """Encrypt `data`."""
        if data:
            self._connection.sendall(data)

    def close(self) -> None:
        """Tell the peer that nothing more follows, whatever state the connection is in."""
        from OpenSSL import SSL

        with suppress(SSL.Error):  # the peer's own farewell is not waited for
            self._connection.shutdown()

    def outgoing(self) -> bytes:
        """Give what has to be sent."""
        from OpenSSL import SSL

        parts = []
        with suppress(SSL.WantReadError):
            while True:
                parts.append(self._connection.bio_read(_READ_SIZE))
        return b"".join(parts)

    def _failed(self, error: SSL.Error) -> TlsFailed:
        words = _words(error)
        return TlsFailed(_trouble(words, self.first_bytes), words, self.first_bytes)


@lru_cache(maxsize=1)
def _context() -> SSL.Context:
    from OpenSSL import SSL

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION)
    context.set_verify(SSL.VERIFY_NONE)
    context.set_ocsp_client_callback(_keep_stapled)
    return context


def _keep_stapled(connection: SSL.Connection, response: bytes, _: object) -> bool:
    kept: list[bytes] = connection.get_app_data()
    kept.append(response)
    return True


def _server_name(host: str) -> bytes:
    """Give what to send as the server's name; nothing for an address (RFC 6066 section 3)."""
    name = host.partition("%")[0].removesuffix(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.encode("ascii")
    return b""


def _trouble(words: str, first: bytes) -> TlsTrouble:
    if first and (first[0] not in _RECORDS or first[1:2] not in {b"", b"\x03"}):
        return TlsTrouble.NOT_TLS
    lowered = words.lower()
    return next((trouble for pattern, trouble in _TROUBLES if pattern.search(lowered)), TlsTrouble.OTHER)


def _words(error: SSL.Error) -> str:
    """Give the library's words: its first reason, or what it says of a connection that ended."""
    match error.args:
        case [[[*_, reason], *_]]:
            return str(reason)
        case [_, str(words)]:
            return words
    return type(error).__name__
