"""What an established TLS connection shows of its certificates, as facts; judging them is not done here."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

from postroom.model.tls import CertificateFacts, TlsFacts

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

T = TypeVar("T")

UNREADABLE: Final = "(cannot be read)"
"""Stands for what a certificate hides by being malformed."""

_NEVER: Final = datetime.fromtimestamp(0, UTC)
"""Both ends of the validity of a certificate whose dates cannot be read."""


def tls_facts(connection: ssl.SSLObject, trust: str) -> TlsFacts:
    """Describe an established connection; `trust` names the list of authorities that vouched for it. Never raises."""
    cipher = connection.cipher()
    return TlsFacts(
        version=connection.version() or "",
        cipher=cipher[0] if cipher else "",
        trust=trust,
        chain=tuple(certificate_facts(der) for der in chain_as_sent(connection)),
    )


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


def certificate_facts(der: bytes) -> CertificateFacts:
    """Describe one certificate. Never raises: what cannot be read stands as `UNREADABLE`."""
    from cryptography import x509

    fingerprint = sha256(der).hexdigest()
    try:
        certificate = x509.load_der_x509_certificate(der)
    except ValueError:
        return CertificateFacts(
            UNREADABLE, UNREADABLE, (), _NEVER, _NEVER, fingerprint, UNREADABLE, UNREADABLE, UNREADABLE
        )
    return _read(certificate, fingerprint)


def _read(certificate: x509.Certificate, fingerprint: str) -> CertificateFacts:
    return CertificateFacts(
        subject=_or(UNREADABLE, lambda: _distinguished(certificate.subject)),
        issuer=_or(UNREADABLE, lambda: _distinguished(certificate.issuer)),
        names=_or((), lambda: _names(certificate)),
        not_before=_or(_NEVER, lambda: certificate.not_valid_before_utc),
        not_after=_or(_NEVER, lambda: certificate.not_valid_after_utc),
        sha256=fingerprint,
        serial=_or(UNREADABLE, lambda: f"{certificate.serial_number:x}"),
        key=_or(UNREADABLE, lambda: _key(certificate.public_key())),
        signature=_or(UNREADABLE, lambda: _signature(certificate)),
    )


def _or(otherwise: T, read: Callable[[], T]) -> T:
    """Read one part. Parts are parsed when they are asked for, and each may be malformed or of an unknown kind."""
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return read()
    except (ValueError, TypeError, LookupError, UnsupportedAlgorithm):
        return otherwise


def _distinguished(name: x509.Name) -> str:
    """Give a name as RFC 4514 writes it."""
    return name.rfc4514_string()


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """Give the names and addresses that it is for (RFC 9525 section 6): the common name counts no more."""
    from cryptography import x509

    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = found.get_values_for_type(x509.DNSName)
    return (*hosts, *map(str, found.get_values_for_type(x509.IPAddress)))


def _key(key: PublicKeyTypes) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__.removesuffix("PublicKey")


def _signature(certificate: x509.Certificate) -> str:
    """Give the algorithm's name, such as `ECDSA with SHA256`, or its number where it has none."""
    from cryptography.x509.oid import SignatureAlgorithmOID

    oid = certificate.signature_algorithm_oid
    known = {value: name for name, value in vars(SignatureAlgorithmOID).items() if not name.startswith("_")}
    return known.get(oid, oid.dotted_string).replace("_WITH_", " with ").replace("_", "-")
