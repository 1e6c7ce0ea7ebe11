"""Logins that were not tried, and exchanges that broke."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.login import LOGIN
from postroom.model.diagnosis.rule import judge
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan


@pytest.mark.parametrize(
    ("seen", "code", "says"),
    [
        (Seen.NO_SECRET, ErrorCode.AUTH_UNAVAILABLE, "ada@example.org"),
        (Seen.UNSENDABLE, ErrorCode.AUTH_UNAVAILABLE, "cannot be sent"),
        (Seen.NEEDS_ENCRYPTION, ErrorCode.AUTH_NEEDS_TLS, "was not sent"),
        (Seen.NO_LOGIN_OFFERED, ErrorCode.AUTH_UNAVAILABLE, "no way to log in"),
        (Seen.MECHANISM_NOT_OFFERED, ErrorCode.AUTH_UNAVAILABLE, "does not offer CRAM-MD5"),
        (Seen.NEEDS_TOKEN, ErrorCode.AUTH_UNAVAILABLE, "OAuth 2.0 token"),
        (Seen.NEEDS_PASSWORD, ErrorCode.AUTH_UNAVAILABLE, "only a password"),
        (Seen.NO_COMMON_MECHANISM, ErrorCode.AUTH_UNAVAILABLE, "GSSAPI, NTLM"),
        (Seen.SERVER_NOT_PROVED, ErrorCode.PROTOCOL_ERROR, "impostor"),
        (Seen.BAD_CHALLENGE, ErrorCode.PROTOCOL_ERROR, "does not speak CRAM-MD5"),
    ],
)
def test_a_login_that_does_not_begin_or_breaks(seen: Seen, code: ErrorCode, says: str) -> None:
    facts = failure(
        seen,
        Step.AUTH,
        plan=plan(security=Security.STARTTLS),
        mechanism="CRAM-MD5",
        offered=("GSSAPI", "NTLM"),
        words="the machine's words.",
    )
    check(judge(facts, LOGIN), code, says=says)


@pytest.mark.parametrize(("protocol", "line"), [(Protocol.SMTP, "STARTTLS"), (Protocol.POP3, "STLS")])
def test_no_login_in_clear_beside_starttls_is_a_guess(protocol: Protocol, line: str) -> None:
    facts = failure(Seen.NO_LOGIN_OFFERED, Step.AUTH, plan=plan(protocol), capabilities=("PIPELINING", line))
    check(judge(facts, LOGIN), ErrorCode.AUTH_NEEDS_TLS, says=f"It offers {line}", guess=True)


def test_a_local_name_that_cannot_be_sent() -> None:
    facts = failure(Seen.UNSENDABLE, Step.HELLO, words="a space in it")
    check(judge(facts, LOGIN), ErrorCode.PROTOCOL_ERROR, says="Correct the local name")


def test_no_login_under_tls_is_no_matter_of_tls() -> None:
    facts = failure(Seen.NO_LOGIN_OFFERED, Step.AUTH, capabilities=("STARTTLS",), encrypted=True)
    check(judge(facts, LOGIN), ErrorCode.AUTH_UNAVAILABLE, says="port 25", guess=True)
