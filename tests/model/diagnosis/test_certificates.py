"""Certificates that were not accepted: said in the words that are said of certificates everywhere."""

from __future__ import annotations

from dataclasses import replace

from postroom.model.diagnosis.certificates import CERTIFICATES
from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import judge
from postroom.model.errors import ErrorCode, Fault
from postroom.model.step import Step
from postroom.model.tls import TlsFacts
from postroom.model.trust import Judgement
from postroom.model.trust_words import explain
from tests.model.diagnosis.cases import check, failure
from tests.model.samples import EXAMINATION, EXCEPTION, EXPIRED, OTHER_NAME, REJECTED_TLS


def rejected(judgement: Judgement) -> TlsFacts:
    return replace(REJECTED_TLS, judgement=judgement)


def test_every_problem_that_blocks_is_said_with_its_remedy() -> None:
    tls = rejected(Judgement((OTHER_NAME, EXPIRED), (), None))
    error = judge(failure(Seen.CERTIFICATE_REJECTED, Step.TLS, tls=tls), CERTIFICATES)
    check(error, ErrorCode.CERTIFICATE_REJECTED, says="rejected: it is for another name, it has expired.")
    assert error.fault is Fault.TRUST
    for problem in (OTHER_NAME, EXPIRED):
        words = explain(problem, EXAMINATION, EXAMINATION.system)
        assert words.what in error.cause
        assert words.remedy in error.advice


def test_what_was_let_through_is_no_reason() -> None:
    error = judge(failure(Seen.CERTIFICATE_REJECTED, Step.TLS, tls=REJECTED_TLS), CERTIFICATES)
    check(error, ErrorCode.CERTIFICATE_REJECTED, says="rejected: it has expired.")
    assert "another name" not in f"{error.message} {error.cause}"


def test_another_key_than_that_of_the_exception_is_said() -> None:
    tls = rejected(Judgement((OTHER_NAME,), (), EXCEPTION))
    error = judge(failure(Seen.CERTIFICATE_REJECTED, Step.TLS, tls=tls), CERTIFICATES)
    check(error, ErrorCode.CERTIFICATE_REJECTED, says="its key is not the one that an exception is for")
    assert "before you make a new exception" in error.advice
