"""Certificates that were not accepted."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.certificates import CERTIFICATES
from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import judge
from postroom.model.errors import ErrorCode, Fault
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (Seen.CERTIFICATE_EXPIRED, "it has expired"),
        (Seen.CERTIFICATE_NOT_YET_VALID, "not valid yet"),
        (Seen.CERTIFICATE_NAME, "not made out to mail.example.org"),
        (Seen.CERTIFICATE_SELF_SIGNED, "self-signed"),
        (Seen.CERTIFICATE_UNKNOWN_ISSUER, "issuer is not known"),
        (Seen.CERTIFICATE_REVOKED, "revoked"),
        (Seen.CERTIFICATE_WEAK, "too weak"),
        (Seen.CERTIFICATE_PURPOSE, "not meant for this"),
        (Seen.CERTIFICATE_UNACCEPTABLE, "the check says"),
    ],
)
def test_a_rejected_certificate(seen: Seen, says: str) -> None:
    error = judge(failure(seen, Step.TLS, words="the library's words"), CERTIFICATES)
    check(error, ErrorCode.CERTIFICATE_REJECTED, says=says)
    assert "the library's words" in error.cause
    assert error.fault is Fault.TRUST
