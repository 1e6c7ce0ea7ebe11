"""OpenSSL's whole verdict on a chain: the path that it found, and everything that it has against it.

`ssl` gives OpenSSL's first objection and ends. OpenSSL names all of them, one after the other, to a callback that tells
it to go on, and only in a handshake does it apply all that it knows of TLS servers: their purpose, and the level of
security. A client judges the certificates before the server has to prove its key. So a client without a connection is
handed a server's first flight with the chain, and when it has judged, it is dropped, within a millisecond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from postroom.net.examination.flight import first_flight

if TYPE_CHECKING:
    from OpenSSL import SSL, crypto

_SECURITY: Final = b"ALL:@SECLEVEL=2"
"""112 bits: RSA below 2048 bits, curves below 224 and SHA-1 are too weak (SSL_CTX_set_security_level(3))."""

_CIPHER: Final = 0xC02B
"""TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; which one does not matter, since no key is ever agreed on."""


@dataclass(frozen=True, slots=True)
class Objection:
    """What OpenSSL has against one certificate: its number for it (openssl/x509_vfy.h), and its words."""

    code: int
    words: str
    certificate: bytes
    """In DER."""


@dataclass(frozen=True, slots=True)
class OpenSslVerdict:
    """Certificates in DER, from the server's upwards, and the objections in the order of their making."""

    path: tuple[bytes, ...]
    objections: tuple[Objection, ...]
    failure: str = ""
    """Why OpenSSL did not come to judge, in its words; then nothing else is known."""


def can_load(der: bytes) -> bool:
    """Tell whether OpenSSL reads a certificate, and would write the very same."""
    from OpenSSL import crypto

    try:
        return (
            crypto.dump_certificate(crypto.FILETYPE_ASN1, crypto.load_certificate(crypto.FILETYPE_ASN1, der))
            == der
        )
    except crypto.Error:
        return False


@dataclass(frozen=True, slots=True)
class Anchors:
    """Certificates to trust: some that were loaded, and a folder in which OpenSSL finds more by their names' hashes."""

    certificates: tuple[crypto.X509, ...] = ()
    folder: str | None = None


def verify(chain: Sequence[bytes], anchors: Anchors, at: datetime) -> OpenSslVerdict:
    """Judge a chain in DER, the server's own certificate first, for a moment. Never raises.

    Anchors count even where their own issuer is not known.
    """
    said = _Said()
    failure = _show(chain, _context(anchors, at), said)
    path = tuple(said.path[depth] for depth in sorted(said.path))
    # Once it has judged, a failure says no more than that no server goes on.
    return OpenSslVerdict(path, tuple(said.objections), "" if path else failure or "no verdict")


def _context(anchors: Anchors, at: datetime) -> SSL.Context:
    """Make a context for one moment: OpenSSL does not change its mind about the time once it is told."""
    from OpenSSL import SSL, crypto

    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(_SECURITY)
    store = context.get_cert_store()
    assert store is not None, "every context has one"
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)
    store.set_time(at.astimezone(UTC))
    for certificate in anchors.certificates:
        store.add_cert(certificate)
    if anchors.folder is not None:
        store.load_locations(None, anchors.folder)
    return context


class _Said:
    """What OpenSSL said so far."""

    def __init__(self) -> None:
        self.path: dict[int, bytes] = {}
        self.objections: list[Objection] = []

    def hear(self, _: SSL.Connection, about: crypto.X509, code: int, depth: int, fine: int) -> bool:
        """Write down what it says of a certificate of its path, and tell it to go on."""
        from OpenSSL import crypto

        self.path[depth] = crypto.dump_certificate(crypto.FILETYPE_ASN1, about)
        if not fine:
            self.objections.append(Objection(code, _words(code), self.path[depth]))
        return True


def _show(chain: Sequence[bytes], context: SSL.Context, said: _Said) -> str:
    """Play a server that shows the chain to a client. Gives OpenSSL's words where the handshake fails."""
    from OpenSSL import SSL

    client = SSL.Connection(context, None)
    client.set_verify(SSL.VERIFY_PEER, said.hear)
    client.set_connect_state()
    for flight in (b"", first_flight(chain, _CIPHER)):
        if flight:
            client.bio_write(flight)
        try:
            client.do_handshake()
        except SSL.WantReadError:
            continue
        except SSL.Error as error:
            return reasons(error)
    return ""


def reasons(error: SSL.Error) -> str:
    """Give the reasons in OpenSSL's error queue, which is what its errors carry."""
    queue = error.args[0] if error.args else ()
    return "; ".join(reason for *_, reason in queue) if isinstance(queue, list) else str(error)


def _words(code: int) -> str:
    from cryptography.hazmat.bindings.openssl.binding import Binding

    words: bytes = Binding.ffi.string(Binding.lib.X509_verify_cert_error_string(code))
    return words.decode("utf-8", "replace")
