"""Certificates of every kind that a server may show, from authorities that live as long as the tests."""

from __future__ import annotations

import datetime
import ssl
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Final

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST: Final = "localhost"
NAMES: Final = (HOST, "127.0.0.1", "127.0.0.2", "::1")
"""The names that a good certificate is for."""

DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a server proves itself with: its chain, leaf first, and its key, both as PEM files."""

    chain: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """Make a context for a server that shows this chain."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


class Certificates:
    """A root that the tests trust, one that they do not, and identities by what is wrong with them.

    Every identity is made once, on first use, into `folder`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = trustme.CA(organization_name="Postroom tests", organization_unit_name="Root")
        self.root = folder / "root.pem"
        """The certificate to trust."""
        self._root.cert_pem.write_to_path(str(self.root))

    @cached_property
    def good(self) -> Identity:
        """Nothing is wrong."""
        return self.issue("good")

    @cached_property
    def by_intermediate(self) -> Identity:
        """Good, through an intermediate authority that the server sends along."""
        return self.issue("by-intermediate", issuer=self._intermediate)

    @cached_property
    def without_intermediate(self) -> Identity:
        """Good, but the server forgets to send the intermediate authority."""
        return self.issue("without-intermediate", issuer=self._intermediate, whole_chain=False)

    @cached_property
    def expired(self) -> Identity:
        """Ended yesterday."""
        return self.issue("expired", valid=(-30 * DAY, -DAY))

    @cached_property
    def not_yet_valid(self) -> Identity:
        """Begins tomorrow."""
        return self.issue("not-yet-valid", valid=(DAY, 30 * DAY))

    @cached_property
    def wrong_name(self) -> Identity:
        """Issued for another host."""
        return self.issue("wrong-name", names=("mail.elsewhere.test",))

    @cached_property
    def unknown_root(self) -> Identity:
        """Issued by an authority that nobody trusts."""
        return self.issue("unknown-root", issuer=trustme.CA(organization_unit_name="Stranger"))

    @cached_property
    def expired_wrong_name_unknown_root(self) -> Identity:
        """Three things wrong at once."""
        stranger = trustme.CA(organization_unit_name="Stranger")
        names = ("mail.elsewhere.test",)
        return self.issue("three-problems", issuer=stranger, names=names, valid=(-30 * DAY, -DAY))

    @cached_property
    def self_signed(self) -> Identity:
        """Signed by itself, with the right names."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder(
                name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + DAY
            )
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        key_pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return self._write("self-signed", certificate.public_bytes(serialization.Encoding.PEM), key_pem)

    def issue(
        self,
        label: str,
        *,
        names: tuple[str, ...] = NAMES,
        valid: tuple[timedelta, timedelta] = (-DAY, 30 * DAY),
        issuer: trustme.CA | None = None,
        whole_chain: bool = True,
    ) -> Identity:
        """Issue an identity for `names`, valid from and until now plus `valid`; `label` names its files."""
        now = datetime.datetime.now(datetime.UTC)
        leaf = (issuer or self._root).issue_cert(
            *names, common_name=names[0], not_before=now + valid[0], not_after=now + valid[1]
        )
        sent = leaf.cert_chain_pems if whole_chain else leaf.cert_chain_pems[:1]
        return self._write(label, b"".join(pem.bytes() for pem in sent), leaf.private_key_pem.bytes())

    @cached_property
    def _intermediate(self) -> trustme.CA:
        return self._root.create_child_ca()

    def _write(self, label: str, chain: bytes, key: bytes) -> Identity:
        identity = Identity(self._folder / f"{label}.pem", self._folder / f"{label}.key")
        identity.chain.write_bytes(chain)
        identity.key.write_bytes(key)
        identity.key.chmod(0o600)
        return identity
