"""The verifiers' numbers, sorted; what OpenSSL really says is seen in test_stream_tls."""

from __future__ import annotations

import pytest

from postroom.net.errors import CertificateRejected
from postroom.net.rejected import RejectedCertificate, Rejection, rejected


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (Rejection.EXPIRED, {10, 0x800B0101, -67818}),
        (Rejection.NOT_YET_VALID, {9, -67819}),
        (Rejection.NAME, {62, 64, 0x800B010F, -67602}),
        (Rejection.SELF_SIGNED, {18}),
        (Rejection.UNKNOWN_AUTHORITY, {2, 19, 20, 0x800B0109, -67843}),
        (Rejection.INCOMPLETE, {21, 0x800B010A, -25318}),
        (Rejection.REVOKED, {23, 0x800B010C, 0x80092010, -67820}),
        (Rejection.WEAK, {66, 67, 68}),
        (Rejection.PURPOSE, {24, 26, 79, 0x800B0110}),
        (Rejection.OTHER, {0, 1, 7, 9999}),
    ],
)
def test_each_verdict_has_its_kind_and_keeps_its_words(kind: Rejection, codes: set[int]) -> None:
    for code in codes:
        assert rejected(CertificateRejected(code, "the verifier's words")) == RejectedCertificate(
            kind, "the verifier's words"
        )
