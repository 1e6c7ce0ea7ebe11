"""Why a certificate was rejected: the verifiers' numbers, sorted into kinds that can be explained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.net.errors import CertificateRejected


class Rejection(StrEnum):
    """What is wrong with a certificate, as far as the verifier says: it stops at the first problem."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NAME = "name"
    SELF_SIGNED = "self-signed"
    UNKNOWN_AUTHORITY = "unknown-authority"
    INCOMPLETE = "incomplete"
    """The server did not send the certificates between its own and an authority's."""
    REVOKED = "revoked"
    WEAK = "weak"
    """A key or a signature below what is safe."""
    PURPOSE = "purpose"
    """It is not meant for servers, or its issuer may not issue."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RejectedCertificate:
    """A verdict: its kind, and the verifier's own words."""

    kind: Rejection
    words: str


_KINDS: Final = {
    2: Rejection.UNKNOWN_AUTHORITY,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT
    9: Rejection.NOT_YET_VALID,  # X509_V_ERR_CERT_NOT_YET_VALID
    10: Rejection.EXPIRED,  # X509_V_ERR_CERT_HAS_EXPIRED
    18: Rejection.SELF_SIGNED,  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
    19: Rejection.UNKNOWN_AUTHORITY,  # X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN
    20: Rejection.UNKNOWN_AUTHORITY,  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    21: Rejection.INCOMPLETE,  # X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE
    23: Rejection.REVOKED,  # X509_V_ERR_CERT_REVOKED
    24: Rejection.PURPOSE,  # X509_V_ERR_INVALID_CA until OpenSSL 1.1
    26: Rejection.PURPOSE,  # X509_V_ERR_INVALID_PURPOSE
    62: Rejection.NAME,  # X509_V_ERR_HOSTNAME_MISMATCH
    64: Rejection.NAME,  # X509_V_ERR_IP_ADDRESS_MISMATCH
    66: Rejection.WEAK,  # X509_V_ERR_EE_KEY_TOO_SMALL
    67: Rejection.WEAK,  # X509_V_ERR_CA_KEY_TOO_SMALL
    68: Rejection.WEAK,  # X509_V_ERR_CA_MD_TOO_WEAK
    79: Rejection.PURPOSE,  # X509_V_ERR_INVALID_CA from OpenSSL 3 on
    0x800B0101: Rejection.EXPIRED,  # Windows: CERT_E_EXPIRED, also where it is not valid yet
    0x800B0109: Rejection.UNKNOWN_AUTHORITY,  # Windows: CERT_E_UNTRUSTEDROOT
    0x800B010A: Rejection.INCOMPLETE,  # Windows: CERT_E_CHAINING
    0x800B010C: Rejection.REVOKED,  # Windows: CERT_E_REVOKED
    0x800B010F: Rejection.NAME,  # Windows: CERT_E_CN_NO_MATCH
    0x800B0110: Rejection.PURPOSE,  # Windows: CERT_E_WRONG_USAGE
    0x80092010: Rejection.REVOKED,  # Windows: CRYPT_E_REVOKED
    -67602: Rejection.NAME,  # macOS: errSecHostNameMismatch
    -67818: Rejection.EXPIRED,  # macOS: errSecCertificateExpired
    -67819: Rejection.NOT_YET_VALID,  # macOS: errSecCertificateNotValidYet
    -67820: Rejection.REVOKED,  # macOS: errSecCertificateRevoked
    -67843: Rejection.UNKNOWN_AUTHORITY,  # macOS: errSecNotTrusted
    -25318: Rejection.INCOMPLETE,  # macOS: errSecCreateChainFailed
}


def rejected(error: CertificateRejected) -> RejectedCertificate:
    """Sort a verdict into its kind."""
    return RejectedCertificate(_KINDS.get(error.code, Rejection.OTHER), error.words)
