"""Authorities and certificates with whatever a test wants to be wrong with them."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY: Final = timedelta(days=1)
NOW: Final = datetime.now(UTC).replace(microsecond=0)
"""When the tests began: every certificate's period is relative to it."""

IN_TIME: Final = (-30 * DAY, 60 * DAY)
OVER: Final = (-30 * DAY, -2 * DAY)
TO_COME: Final = (2 * DAY, 60 * DAY)

SERVER: Final = (ExtendedKeyUsageOID.SERVER_AUTH,)
CLIENT: Final = (ExtendedKeyUsageOID.CLIENT_AUTH,)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Party:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()


@cache
def rsa_key(bits: int, label: str = "") -> rsa.RSAPrivateKey:
    """Make an RSA key, once for each label: they take their time."""
    assert label is not None
    return rsa.generate_private_key(65537, bits)


def issue(
    subject: str,
    issuer: Party | None = None,
    *,
    key: Key | None = None,
    names: Sequence[str] = (),
    ca: bool = False,
    path_length: int | None = None,
    valid: tuple[timedelta, timedelta] = IN_TIME,
    purposes: Sequence[x509.ObjectIdentifier] = (),
    usages: Sequence[str] | None = None,
    extensions: Sequence[tuple[x509.ExtensionType, bool]] = (),
    signed_by: Key | None = None,
) -> Party:
    """Issue a certificate, without an issuer by itself. `signed_by` is another key than the issuer's."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    issuing = issuer.certificate.subject if issuer else named
    issuing_key = signed_by or (issuer.key if issuer else key)
    builder = x509.CertificateBuilder(
        issuing, named, key.public_key(), x509.random_serial_number(), NOW + valid[0], NOW + valid[1]
    ).add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if issuer:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
        builder = builder.add_extension(identifier, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca, path_length), critical=True)
    builder = builder.add_extension(_usage(usages, ca=ca), critical=True)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(list(map(_name, names))), critical=False)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    digest = None if isinstance(issuing_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Party(builder.sign(issuing_key, digest), key)


def _usage(usages: Sequence[str] | None, *, ca: bool) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    wanted = usages if usages is not None else ("key_cert_sign", "crl_sign") if ca else ("digital_signature",)
    return x509.KeyUsage(**{each: each in wanted for each in every})


def _name(name: str) -> x509.GeneralName:
    if name.startswith("dns:"):
        return x509.DNSName(name.removeprefix("dns:"))
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def signed_with_sha1(party: Party, issuer: Party) -> Party:
    """Sign a certificate of an RSA issuer again, with SHA-1: no library makes such certificates any more."""
    sha256, sha1 = (bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("0b", "05"))
    tbs = party.certificate.tbs_certificate_bytes.replace(sha256, sha1, 1)
    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    signature = issuer.key.sign(tbs, padding.PKCS1v15(), hashes.SHA1())
    algorithm = encoded(0x30, sha1 + b"\x05\x00")
    der = encoded(0x30, tbs + algorithm + encoded(0x03, b"\x00" + signature))
    return Party(x509.load_der_x509_certificate(der), party.key)


def encoded(tag: int, content: bytes) -> bytes:
    """Give a value in DER (X.690 section 8.1)."""
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    width = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | width]) + length.to_bytes(width, "big") + content


def with_duplicate_extension(party: Party, issuer: Party) -> bytes:
    """Give a certificate in DER that has its names twice, with a signature that fits."""
    found = party.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    names = encoded(0x30, bytes.fromhex("0603551d11") + encoded(0x04, found.value.public_bytes()))
    tbs = party.certificate.tbs_certificate_bytes
    before, extensions = _split_extensions(tbs)
    body = encoded(0x30, before + encoded(0xA3, encoded(0x30, extensions + names)))
    assert isinstance(issuer.key, ec.EllipticCurvePrivateKey)
    signature = issuer.key.sign(body, ec.ECDSA(hashes.SHA256()))
    algorithm = encoded(0x30, bytes.fromhex("06082a8648ce3d040302"))
    return encoded(0x30, body + algorithm + encoded(0x03, b"\x00" + signature))


def _split_extensions(tbs: bytes) -> tuple[bytes, bytes]:
    """Give the fields of a TBSCertificate before its extensions, and the extensions without their wrapping."""
    fields, before = _contents(tbs), b""
    while fields[0] != 0xA3:
        whole = _whole(fields)
        before, fields = before + whole, fields[len(whole) :]
    return before, _contents(_contents(fields))


def _header(der: bytes) -> tuple[int, int]:
    """Give the lengths of the header and of the contents of the value at the beginning."""
    if der[1] < 128:
        return 2, der[1]
    width = der[1] & 0x7F
    return 2 + width, int.from_bytes(der[2 : 2 + width], "big")


def _contents(der: bytes) -> bytes:
    header, length = _header(der)
    return der[header : header + length]


def _whole(der: bytes) -> bytes:
    return der[: sum(_header(der))]
