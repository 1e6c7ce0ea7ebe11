"""What is shown of a certificate."""

from __future__ import annotations

import hashlib
import ssl

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from postroom.net.examination.facts import UNREADABLE, certificate_facts
from tests.support.pki import CLIENT, IN_TIME, NOW, SERVER, Key, issue, rsa_key, signed_with_sha1
from tests.support.situations import root, rsa_issuer, server


def test_a_certificate_is_described_whole() -> None:
    party = server(root(), names=("mail.test", "192.0.2.7"), purposes=(*SERVER, *CLIENT))
    facts = certificate_facts(party.der)
    spki = party.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    assert (facts.subject, facts.issuer) == ("CN=server", "CN=Test root")
    assert facts.names == ("mail.test", "192.0.2.7")
    assert (facts.not_before, facts.not_after) == (NOW + IN_TIME[0], NOW + IN_TIME[1])
    assert facts.sha256 == hashlib.sha256(party.der).hexdigest()
    assert facts.key_sha256 == hashlib.sha256(spki).hexdigest()
    assert facts.serial == f"{party.certificate.serial_number:x}"
    assert facts.signature == "ECDSA with SHA256"
    assert not facts.is_ca
    assert facts.key_usages == ("digital signature",)
    assert facts.extended_usages == ("serverAuth", "clientAuth")
    assert ssl.PEM_cert_to_DER_cert(facts.pem) == party.der


def test_an_authority_is_described_as_one() -> None:
    facts = certificate_facts(root().der)
    assert facts.is_ca
    assert facts.key_usages == ("key cert sign", "crl sign")
    assert (facts.names, facts.extended_usages) == ((), ())


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "EC secp384r1"),
        (rsa_key(1024), "RSA 1024 bits"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
    ],
)
def test_keys_are_said_in_words(key: Key, words: str) -> None:
    assert certificate_facts(issue("server", key=key).der).key == words


def test_old_signatures_are_named() -> None:
    assert (
        certificate_facts(signed_with_sha1(server(rsa_issuer()), rsa_issuer()).der).signature
        == "RSA with SHA1"
    )


def test_what_cannot_be_read_is_said_to_be_so() -> None:
    facts = certificate_facts(b"no certificate")
    assert {facts.subject, facts.issuer, facts.serial, facts.key, facts.signature} == {UNREADABLE}
    assert (facts.names, facts.key_sha256, facts.is_ca) == ((), "", False)
    assert facts.sha256 == hashlib.sha256(b"no certificate").hexdigest()


def test_a_name_cannot_steer_a_terminal() -> None:
    facts = certificate_facts(issue("\x1b[2J", names=("dns:a\x1b[31m",)).der)
    assert facts.subject == "CN=\\x1b[2J"
    assert facts.names == ("a\\x1b[31m",)
