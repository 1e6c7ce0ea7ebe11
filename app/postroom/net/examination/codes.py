"""OpenSSL's numbers for its objections (openssl/x509_vfy.h), and the kind of problem that each is."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from postroom.model.problems import ProblemKind


class Code(IntEnum):
    """The objections that mean something else than that a certificate is malformed."""

    UNABLE_TO_GET_ISSUER_CERT = 2
    CERT_NOT_YET_VALID = 9
    CERT_HAS_EXPIRED = 10
    DEPTH_ZERO_SELF_SIGNED_CERT = 18
    SELF_SIGNED_CERT_IN_CHAIN = 19
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY = 20
    UNABLE_TO_VERIFY_LEAF_SIGNATURE = 21
    CERT_REVOKED = 23
    PATH_LENGTH_EXCEEDED = 25
    INVALID_PURPOSE = 26
    CERT_UNTRUSTED = 27
    CERT_REJECTED = 28
    KEYUSAGE_NO_CERTSIGN = 32
    UNHANDLED_CRITICAL_EXTENSION = 34
    PERMITTED_VIOLATION = 47
    EXCLUDED_VIOLATION = 48
    EE_KEY_TOO_SMALL = 66
    CA_KEY_TOO_SMALL = 67
    CA_MD_TOO_WEAK = 68
    INVALID_CA = 79


_KINDS: Final = {
    Code.UNABLE_TO_GET_ISSUER_CERT: ProblemKind.UNKNOWN_AUTHORITY,
    Code.CERT_NOT_YET_VALID: ProblemKind.NOT_YET_VALID,
    Code.CERT_HAS_EXPIRED: ProblemKind.EXPIRED,
    Code.DEPTH_ZERO_SELF_SIGNED_CERT: ProblemKind.SELF_SIGNED,
    Code.SELF_SIGNED_CERT_IN_CHAIN: ProblemKind.UNKNOWN_AUTHORITY,
    Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ProblemKind.UNKNOWN_AUTHORITY,
    Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE: ProblemKind.UNKNOWN_AUTHORITY,
    Code.CERT_REVOKED: ProblemKind.REVOKED,
    Code.PATH_LENGTH_EXCEEDED: ProblemKind.WRONG_PURPOSE,
    Code.INVALID_PURPOSE: ProblemKind.WRONG_PURPOSE,
    Code.CERT_UNTRUSTED: ProblemKind.UNKNOWN_AUTHORITY,
    Code.CERT_REJECTED: ProblemKind.UNKNOWN_AUTHORITY,
    Code.KEYUSAGE_NO_CERTSIGN: ProblemKind.WRONG_PURPOSE,
    Code.PERMITTED_VIOLATION: ProblemKind.WRONG_PURPOSE,
    Code.EXCLUDED_VIOLATION: ProblemKind.WRONG_PURPOSE,
    Code.EE_KEY_TOO_SMALL: ProblemKind.WEAK,
    Code.CA_KEY_TOO_SMALL: ProblemKind.WEAK,
    Code.CA_MD_TOO_WEAK: ProblemKind.WEAK,
    Code.INVALID_CA: ProblemKind.WRONG_PURPOSE,
}

NO_ISSUER: Final = frozenset(
    {
        Code.UNABLE_TO_GET_ISSUER_CERT,
        Code.UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        Code.UNABLE_TO_VERIFY_LEAF_SIGNATURE,
    }
)
"""What OpenSSL says where a path ends because nobody has the next issuer."""

UNANCHORED: Final = NO_ISSUER | {Code.DEPTH_ZERO_SELF_SIGNED_CERT, Code.SELF_SIGNED_CERT_IN_CHAIN}
"""What OpenSSL says where no certificate of the store vouches for the chain."""


def kind_of(code: int) -> ProblemKind:
    """Give the kind of an objection.

    What is not listed counts as malformed, the kind that is hardest to let pass: nothing that OpenSSL rejects is ever
    free of problems.
    """
    return _KINDS.get(Code(code), ProblemKind.MALFORMED) if code in set(Code) else ProblemKind.MALFORMED
