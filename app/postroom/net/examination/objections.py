"""OpenSSL's objections as problems, each with what in the certificate proves it."""

from __future__ import annotations

from typing import Final

from postroom.model.problems import (
    Evidence,
    IssuerEvidence,
    KeyEvidence,
    PeriodEvidence,
    Problem,
    ProblemKind,
    PurposeEvidence,
    SignatureEvidence,
    WordsEvidence,
)
from postroom.net.examination.case import Case
from postroom.net.examination.certificate import Certificate, shown
from postroom.net.examination.codes import NO_ISSUER, UNANCHORED, Code, kind_of
from postroom.net.examination.facts import extended_usages, key_usages, key_words, signature_words
from postroom.net.examination.openssl import Objection, OpenSslVerdict

_FOR_SERVERS: Final = "serverAuth"
_FOR_HANDSHAKES: Final = "digital signature"
_FOR_ISSUING: Final = "key cert sign"

_LEAST_BITS: Final = 2048
_LEAST_CURVE_BITS: Final = 224
_LEAST_DIGEST_BYTES: Final = 28
"""Below these, forging takes less than 2**112 steps (NIST SP 800-57 part 1 section 5.6.1)."""


def problems_in(verdict: OpenSslVerdict, case: Case) -> list[Problem]:
    """Give what OpenSSL has against a chain, each once: two objections may prove the same problem."""
    if verdict.failure:
        words = WordsEvidence("OpenSSL", verdict.failure)
        return [case.problem(ProblemKind.MALFORMED, case.sent[0], words)]
    # For a certificate that it cannot read, OpenSSL finds no issuer: what is wrong is told elsewhere.
    telling = [
        each for each in verdict.objections if not (each.code in NO_ISSUER and case.trouble(each.certificate))
    ]
    found = [_problem(objection, verdict.path[0], case) for objection in telling]
    return list(dict.fromkeys([*found, *_weak_end(verdict, case)]))


def _problem(objection: Objection, leaf: bytes, case: Case) -> Problem:
    certificate = case.certificate(objection.certificate)
    issues = certificate.is_authority or certificate.der != leaf
    kind = kind_of(objection.code)
    if objection.code in NO_ISSUER and not issues:
        kind = ProblemKind.INCOMPLETE_CHAIN
    evidence = _evidence(objection, certificate, case, issues=certificate.der != leaf)
    return case.problem(
        kind, certificate, evidence or WordsEvidence("OpenSSL", objection.words, objection.code)
    )


def _evidence(objection: Objection, certificate: Certificate, case: Case, *, issues: bool) -> Evidence | None:
    """Give what in the certificate proves the objection; None where only OpenSSL's words do."""
    if objection.code in UNANCHORED:
        return IssuerEvidence(certificate.issuer or "", issuer_urls(certificate))
    match objection.code:
        case Code.CERT_NOT_YET_VALID | Code.CERT_HAS_EXPIRED:
            return certificate.period and PeriodEvidence(*certificate.period, case.at)
        case Code.INVALID_PURPOSE | Code.INVALID_CA | Code.KEYUSAGE_NO_CERTSIGN:
            return _purpose(certificate, issues=issues)
        case Code.EE_KEY_TOO_SMALL | Code.CA_KEY_TOO_SMALL:
            return _key(certificate)
        case Code.CA_MD_TOO_WEAK:
            return SignatureEvidence(certificate.part(signature_words) or "")
        case Code.UNHANDLED_CRITICAL_EXTENSION:
            return _critical(objection, certificate)
    return None


def issuer_urls(certificate: Certificate) -> tuple[str, ...]:
    """Give where it says that its issuer's certificate can be had (RFC 5280 section 4.2.2.1)."""
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    return tuple(
        shown(access.access_location.value)
        for access in certificate.extension(x509.AuthorityInformationAccess) or ()
        if access.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(access.access_location, x509.UniformResourceIdentifier)
    )


def _purpose(certificate: Certificate, *, issues: bool) -> PurposeEvidence:
    """Say which use it does not allow: being a server's, issuing, or signing a handshake (RFC 5280 section 4.2.1)."""
    extended = extended_usages(certificate)
    if extended and _FOR_SERVERS not in extended:
        return PurposeEvidence(extended, _FOR_SERVERS)
    return PurposeEvidence(key_usages(certificate), _FOR_ISSUING if issues else _FOR_HANDSHAKES)


def _key(certificate: Certificate) -> KeyEvidence | None:
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

    match certificate.public_key:
        case ec.EllipticCurvePublicKey() as key:
            return KeyEvidence(key_words(key), key.key_size, _LEAST_CURVE_BITS)
        case rsa.RSAPublicKey() | dsa.DSAPublicKey() as key:
            return KeyEvidence(key_words(key), key.key_size, _LEAST_BITS)
    return None


def _critical(objection: Objection, certificate: Certificate) -> WordsEvidence:
    """Name the extensions that are to be understood and are not (RFC 5280 section 4.2)."""
    from cryptography.x509 import UnrecognizedExtension

    numbers = [
        found.oid.dotted_string
        for found in certificate.extensions
        if found.critical and isinstance(found.value, UnrecognizedExtension)
    ]
    return WordsEvidence("OpenSSL", " ".join([objection.words, *numbers]), objection.code)


def _weak_end(verdict: OpenSslVerdict, case: Case) -> list[Problem]:
    """Judge the signature at the end of a path that leads nowhere: OpenSSL skips it as if it were a root's."""
    end = case.certificate(verdict.path[-1])
    if not any(objection.code in NO_ISSUER for objection in verdict.objections):
        return []
    digest = end.part(lambda parsed: parsed.signature_hash_algorithm)
    if digest is None or digest.digest_size >= _LEAST_DIGEST_BYTES:
        return []
    return [case.problem(ProblemKind.WEAK, end, SignatureEvidence(end.part(signature_words) or ""))]
