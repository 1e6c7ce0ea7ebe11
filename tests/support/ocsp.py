"""Answers on revocation, as servers staple them (RFC 6960)."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponderEncoding, OCSPResponseBuilder

from tests.support.pki import DAY, NOW, Party


def answer(
    about: Party,
    issuer: Party,
    status: OCSPCertStatus = OCSPCertStatus.REVOKED,
    *,
    signer: Party | None = None,
    since: datetime = NOW - DAY,
    lasts: timedelta | None = 2 * DAY,
) -> bytes:
    """Give a response in DER about a certificate, signed by its issuer or by another who sends a certificate along."""
    revoked = status is OCSPCertStatus.REVOKED
    builder = OCSPResponseBuilder().add_response(
        about.certificate,
        issuer.certificate,
        hashes.SHA256(),
        status,
        since,
        None if lasts is None else since + lasts,
        since if revoked else None,
        x509.ReasonFlags.key_compromise if revoked else None,
    )
    if signer is not None:
        builder = builder.certificates([signer.certificate])
    signer = signer or issuer
    digest = None if isinstance(signer.key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    signed = builder.responder_id(OCSPResponderEncoding.HASH, signer.certificate).sign(signer.key, digest)
    return signed.public_bytes(serialization.Encoding.DER)
