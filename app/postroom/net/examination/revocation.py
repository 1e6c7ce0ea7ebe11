"""A stapled OCSP response: the issuer's own word on whether a certificate is revoked (RFC 6960, RFC 6066 section 8).

It counts only where it is about this certificate, is signed by its issuer or by somebody whom the issuer named for it,
and is recent. Anything else proves nothing, and no certificate is revoked for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from postroom.model.examination import Revocation, RevocationStatus
from postroom.model.problems import RevocationEvidence
from postroom.model.text import say
from postroom.net.examination.certificate import Certificate

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
    from cryptography.x509 import ocsp

_TOLERANCE: Final = timedelta(minutes=5)
"""How far clocks may differ."""


class _Useless(Exception):
    """A response that proves nothing; the message says why."""


def stapled(
    response: bytes | None, path: Sequence[Certificate], at: datetime
) -> tuple[Revocation, RevocationEvidence | None]:
    """Read a response in DER about the first certificate of a path, whose second is its issuer's. Never raises."""
    if response is None:
        return Revocation(why=say("the server sent no word on it")), None
    if len(path) < 2 or path[0].parsed is None or path[1].parsed is None:
        return Revocation(why=say("the issuer's certificate is not at hand")), None
    try:
        return _status(_answer(response, path[0].parsed, path[1].parsed, at))
    except _Useless as error:
        return Revocation(why=str(error)), None


def _status(single: ocsp.OCSPSingleResponse) -> tuple[Revocation, RevocationEvidence | None]:
    from cryptography.x509.ocsp import OCSPCertStatus

    if single.certificate_status is OCSPCertStatus.GOOD:
        return Revocation(RevocationStatus.GOOD), None
    if single.certificate_status is not OCSPCertStatus.REVOKED or single.revocation_time_utc is None:
        return Revocation(why=say("the issuer does not know the certificate")), None
    reason = single.revocation_reason
    evidence = RevocationEvidence(single.revocation_time_utc, "" if reason is None else reason.value)
    return Revocation(RevocationStatus.REVOKED), evidence


def _answer(
    response: bytes, leaf: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> ocsp.OCSPSingleResponse:
    """Give what a response says about `leaf`. Raises `_Useless`."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import ocsp

    try:
        said = ocsp.load_der_ocsp_response(response)
        if said.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise _Useless(say("the issuer gave no answer"))
        single = next((single for single in said.responses if _is_about(single, leaf, issuer)), None)
        if single is None:
            raise _Useless(say("the answer is about another certificate"))
        if not any(_verifies(key, said) for key in _signers(said, issuer, at)):
            raise _Useless(say("the answer is not signed by the issuer"))
        if not _is_recent(single, at):
            raise _Useless(say("the answer is too old, or not valid yet"))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _Useless(say("the answer cannot be read")) from None
    return single


def _is_about(single: ocsp.OCSPSingleResponse, leaf: x509.Certificate, issuer: x509.Certificate) -> bool:
    from cryptography.x509.ocsp import OCSPRequestBuilder

    asked = OCSPRequestBuilder().add_certificate(leaf, issuer, single.hash_algorithm).build()
    return (asked.serial_number, asked.issuer_name_hash, asked.issuer_key_hash) == (
        single.serial_number,
        single.issuer_name_hash,
        single.issuer_key_hash,
    )


def _is_recent(single: ocsp.OCSPSingleResponse, at: datetime) -> bool:
    """Tell whether it counts now. An answer that names no end could be replayed for ever."""
    until = single.next_update_utc
    return until is not None and single.this_update_utc - _TOLERANCE <= at <= until + _TOLERANCE


def _signers(
    said: ocsp.OCSPResponse, issuer: x509.Certificate, at: datetime
) -> list[CertificatePublicKeyTypes]:
    """Give the keys that may sign: the issuer's, and those that it certified for this (RFC 6960 section 4.2.2.2)."""
    named = [certificate for certificate in said.certificates if _is_named(certificate, issuer, at)]
    return [issuer.public_key(), *(certificate.public_key() for certificate in named)]


def _is_named(certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.x509.oid import ExtendedKeyUsageOID

    try:
        certificate.verify_directly_issued_by(issuer)
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    in_time = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
    return in_time and ExtendedKeyUsageOID.OCSP_SIGNING in usages


def _verifies(key: CertificatePublicKeyTypes, said: ocsp.OCSPResponse) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

    digest = said.signature_hash_algorithm
    signed = said.signature, said.tbs_response_bytes
    try:
        match key:
            case rsa.RSAPublicKey() if digest is not None:
                key.verify(*signed, padding.PKCS1v15(), digest)
            case ec.EllipticCurvePublicKey() if digest is not None:
                key.verify(*signed, ec.ECDSA(digest))
            case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
                key.verify(*signed)
            case _:
                return False
    except InvalidSignature:
        return False
    return True
