"""Servers that say no to a login, each for a reason of its own."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rejection import REJECTION
from postroom.model.diagnosis.rule import judge
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.plan import Credentials
from postroom.model.step import Step
from tests.model.diagnosis.cases import CREDENTIALS, TOKEN, check, failure, plan, reply

REJECTED, UNAVAILABLE = ErrorCode.AUTH_REJECTED, ErrorCode.AUTH_UNAVAILABLE
NEEDS_TLS, BUSY = ErrorCode.AUTH_NEEDS_TLS, ErrorCode.MAILBOX_BUSY


def verdict(
    said: str,
    *,
    encrypted: bool = False,
    mechanism: str = "PLAIN",
    credentials: Credentials = CREDENTIALS,
    words: str = "",
) -> SessionError:
    protocol = Protocol.POP3 if said.startswith("-ERR") else Protocol.SMTP
    facts = failure(
        Seen.REJECTED,
        Step.AUTH,
        plan=plan(protocol, Security.STARTTLS, credentials=credentials),
        reply=reply(said),
        words=words,
        encrypted=encrypted,
        mechanism=mechanism,
        offered=("PLAIN", "LOGIN"),
    )
    error = judge(facts, REJECTION)
    assert str(facts.reply) in error.message
    return error


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("535 5.7.8 Error: authentication failed", REJECTED, "user or the password is wrong"),
        ("535 incorrect authentication data", REJECTED, "user or the password is wrong"),
        ("-ERR [AUTH] Authentication failed.", REJECTED, "user or the password is wrong"),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", REJECTED, "OAuth 2.0"),
        ("534 5.7.9 Application-specific password required.", REJECTED, "application password"),
        ("-ERR [AUTH] Application-specific password required", REJECTED, "application password"),
        (
            "534 5.7.14 Please log in via your web browser and then try again.",
            REJECTED,
            "sign-in with the browser",
        ),
        (
            "535 5.7.0 (#AUTH005) Too many bad auth attempts; use an app password",
            REJECTED,
            "application password",
        ),
        ("534 5.7.9 Mechanism too weak", REJECTED, "stronger mechanism"),
        ("530 5.7.0 Must issue a STARTTLS command first", NEEDS_TLS, "Choose STARTTLS"),
        ("538 5.7.11 Encryption required for requested authentication mechanism", NEEDS_TLS, "not judged"),
        (
            "-ERR [AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
            NEEDS_TLS,
            "Choose STARTTLS",
        ),
        ("-ERR Cleartext login disabled, use STLS", NEEDS_TLS, "not judged"),
        ("421 4.7.0 Too many login attempts", UNAVAILABLE, "too many logins"),
        ("454 4.7.0 Too many login attempts, please try again later", UNAVAILABLE, "too many logins"),
        ("-ERR Too many concurrent connections", UNAVAILABLE, "too many logins"),
        ("-ERR [IN-USE] Maximum number of connections from user+IP exceeded", BUSY, "too many sessions"),
        (
            "-ERR [SYS/TEMP] Maximum number of connections from user+IP exceeded",
            BUSY,
            "password was accepted",
        ),
        ("-ERR [IN-USE] Do you have another POP session running?", BUSY, "password was accepted"),
        ("-ERR Unable to lock maildrop: Mailbox is locked by POP server", BUSY, "in use by another session"),
        ("-ERR [LOGIN-DELAY] minimum time between mail checks violation", BUSY, "Wait some minutes"),
        ("-ERR [SYS/TEMP] Temporary authentication failure.", UNAVAILABLE, "passing fault"),
        ("-ERR [SYS/PERM] Your account is not enabled for POP access.", REJECTED, "not switched on"),
        ("-ERR [SYS/PERM] mailbox is corrupt", UNAVAILABLE, "somebody must repair"),
        ("535 5.7.139 SmtpClientAuthentication is disabled for the Tenant", REJECTED, "OAuth 2.0"),
        ("550 5.2.1 The account is suspended", REJECTED, "Ask whoever runs the server"),
        ("-ERR user account is locked", REJECTED, "prolong a lock"),
        ("432 4.7.12 A password transition is needed", UNAVAILABLE, "Log in once over TLS"),
        ("451 4.7.1 Greylisting in action", UNAVAILABLE, "greylisting"),
        ("454 4.7.0 Temporary authentication failure", UNAVAILABLE, "for the time being"),
        ("504 5.5.4 Unrecognized authentication type", UNAVAILABLE, "does not know PLAIN"),
        ("503 5.5.1 AUTH not available", UNAVAILABLE, "does not understand"),
    ],
)
def test_what_the_server_says_is_what_is_told(words: str, code: ErrorCode, says: str) -> None:
    check(verdict(words), code, says=says)


@pytest.mark.parametrize("words", ["-ERR no", "-ERR invalid login", "550 no", "538 5.7.11 what?"])
def test_an_answer_that_does_not_name_the_reason_leaves_a_guess(words: str) -> None:
    check(verdict(words, encrypted=True), REJECTED, says="Probably the user or the password", guess=True)


@pytest.mark.parametrize("mechanism", ["APOP", "CRAM-MD5", "SCRAM-SHA-256"])
@pytest.mark.parametrize("words", ["535 5.7.8 no", "-ERR [AUTH] no"])
def test_a_digest_can_fail_for_a_second_reason(mechanism: str, words: str) -> None:
    check(verdict(words, mechanism=mechanism), REJECTED, says="does not keep what", guess=True)


def test_a_refused_token_is_probably_too_old() -> None:
    error = verdict("535 5.7.8 no", credentials=TOKEN, mechanism="XOAUTH2")
    check(error, REJECTED, says="new access token", guess=True)
    assert "reason" not in error.cause
    error = verdict("535 5.7.8 no", credentials=TOKEN, mechanism="XOAUTH2", words="invalid_token")
    check(error, REJECTED, says="The server's reason: invalid_token.", guess=True)


def test_encryption_is_no_reason_where_it_is_on() -> None:
    error = verdict("535 5.7.8 requires TLS client certificate", encrypted=True)
    assert error.code is REJECTED
