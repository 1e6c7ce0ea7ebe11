"""The facts of a connection's encryption and of each certificate, as pairs of a name and a value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from postroom.desktop.certificate.words import in_pairs, moment, validity
from postroom.model.text import say
from postroom.model.tls import CertificateFacts, TlsFacts

Facts = tuple[tuple[str, str], ...]


def connection_facts(tls: TlsFacts) -> Facts:
    """Give the facts of the connection."""
    return (
        (say("Version"), tls.version),
        (say("Cipher"), tls.cipher),
        (say("Judged by"), trust_in_words(tls.trust)),
    )


def certificate_facts(certificate: CertificateFacts, now: datetime) -> Facts:
    """Give the facts of a certificate; what it does not say is left out."""
    return tuple((name, value) for name, value in _facts(certificate, now) if value)


def _facts(certificate: CertificateFacts, now: datetime) -> Iterator[tuple[str, str]]:
    end = certificate.not_after
    yield say("Subject"), certificate.subject or say("none")
    yield say("Names"), ", ".join(certificate.names) or say("none")
    yield say("Issuer"), certificate.issuer
    yield say("Valid from"), moment(certificate.not_before)
    yield say("Valid until"), say("{moment}, {left}", moment=moment(end), left=validity(end, now))
    yield say("Key"), certificate.key
    yield say("Signature"), certificate.signature
    yield say("May issue certificates"), say("yes") if certificate.is_ca else say("no")
    yield say("Key usage"), ", ".join(certificate.key_usages)
    yield say("Purpose"), ", ".join(certificate.extended_usages)
    yield say("Serial number"), certificate.serial
    yield say("SHA-256"), in_pairs(certificate.sha256)
    yield say("SHA-256 of the key"), in_pairs(certificate.key_sha256)


def trust_in_words(trust: str) -> str:
    """Say whose list of authorities decided."""
    store, _, more = trust.partition("+")
    if store == "system":
        return say("the operating system, and your own files") if more else say("the operating system")
    return say("the bundle of Postroom, and your own files") if more else say("the bundle of Postroom")
