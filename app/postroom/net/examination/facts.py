"""A certificate as facts for people: names, period, key, usages and fingerprints. Judging them is not done here."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from postroom.model.tls import CertificateFacts
from postroom.net.examination.certificate import Certificate, shown

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

UNREADABLE: Final = "(cannot be read)"
"""Stands for what a certificate hides by being malformed."""

_NEVER: Final = datetime.fromtimestamp(0, UTC)
"""Both ends of the validity of a certificate whose dates cannot be read."""

_USAGES: Final = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)
"""The usages of RFC 5280 section 4.2.1.3 in its order; two more refine key agreement and matter to nobody here."""

_EXTENDED_USAGES: Final = {
    "2.5.29.37.0": "anyExtendedKeyUsage",
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
}


def certificate_facts(der: bytes) -> CertificateFacts:
    """Describe one certificate. Never raises: what cannot be read stands as `UNREADABLE`."""
    return facts_of(Certificate(der))


def facts_of(certificate: Certificate) -> CertificateFacts:
    """Describe a certificate that was read, or could not be."""
    not_before, not_after = certificate.period or (_NEVER, _NEVER)
    return CertificateFacts(
        subject=UNREADABLE if certificate.subject is None else certificate.subject,
        issuer=UNREADABLE if certificate.issuer is None else certificate.issuer,
        names=names_of(certificate),
        not_before=not_before,
        not_after=not_after,
        sha256=sha256(certificate.der).hexdigest(),
        serial=certificate.part(lambda parsed: f"{parsed.serial_number:x}") or UNREADABLE,
        key=UNREADABLE if certificate.public_key is None else key_words(certificate.public_key),
        signature=certificate.part(signature_words) or UNREADABLE,
        key_sha256="" if certificate.public_key is None else key_sha256(certificate.public_key),
        is_ca=certificate.is_authority,
        key_usages=key_usages(certificate),
        extended_usages=extended_usages(certificate),
        der=certificate.der,
    )


def names_of(certificate: Certificate) -> tuple[str, ...]:
    """Give the names and addresses that it is for (RFC 9525 section 6): the common name counts no more."""
    from cryptography import x509

    found = certificate.extension(x509.SubjectAlternativeName)
    if found is None:
        return ()
    hosts = found.get_values_for_type(x509.DNSName)
    return (*map(shown, hosts), *map(str, found.get_values_for_type(x509.IPAddress)))


def key_words(key: CertificatePublicKeyTypes) -> str:
    """Give a public key in words, such as `RSA 2048 bits` and `EC secp256r1`."""
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size} bits"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}"
    return type(key).__name__.removesuffix("PublicKey")


def key_sha256(key: CertificatePublicKeyTypes) -> str:
    """Give the SHA-256 of a public key as certificates carry it (RFC 5280 section 4.1.2.7), in lower-case hex."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def key_usages(certificate: Certificate) -> tuple[str, ...]:
    """Give what its key may do; nothing where it does not say."""
    from cryptography import x509

    found = certificate.extension(x509.KeyUsage)
    return () if found is None else tuple(each.replace("_", " ") for each in _USAGES if getattr(found, each))


def extended_usages(certificate: Certificate) -> tuple[str, ...]:
    """Give what it is for, by name where it has one and else by number; nothing where it does not say."""
    from cryptography import x509

    oids = [usage.dotted_string for usage in certificate.extension(x509.ExtendedKeyUsage) or ()]
    return tuple(_EXTENDED_USAGES.get(oid, oid) for oid in oids)


def signature_words(certificate: x509.Certificate) -> str:
    """Give the algorithm's name, such as `ECDSA with SHA256`, or its number where it has none."""
    from cryptography.x509.oid import SignatureAlgorithmOID

    oid = certificate.signature_algorithm_oid
    known = {value: name for name, value in vars(SignatureAlgorithmOID).items() if not name.startswith("_")}
    return known.get(oid, oid.dotted_string).replace("_WITH_", " with ").replace("_", "-")
