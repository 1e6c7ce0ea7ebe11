"""TLS that does not come about."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.encryption import ENCRYPTION
from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import judge
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan, reply


@pytest.mark.parametrize(("protocol", "verb"), [(Protocol.SMTP, "STARTTLS"), (Protocol.POP3, "STLS")])
def test_starttls_that_is_missing_may_have_been_removed(protocol: Protocol, verb: str) -> None:
    error = judge(failure(Seen.TLS_NOT_OFFERED, Step.TLS, plan=plan(protocol, Security.STARTTLS)), ENCRYPTION)
    check(error, ErrorCode.STARTTLS_UNAVAILABLE, says=f"does not offer {verb}", guess=True)
    assert "removed it" in error.cause


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("454 4.7.0 TLS not available", "for the time being"),
        ("502 5.5.1 not implemented", "refuses STARTTLS"),
        ("-ERR no certificate", "refuses STARTTLS"),
    ],
)
def test_starttls_that_is_refused(words: str, says: str) -> None:
    error = judge(failure(Seen.REJECTED, Step.TLS, reply=reply(words)), ENCRYPTION)
    check(error, ErrorCode.STARTTLS_UNAVAILABLE, says=says)
    assert words.partition(" ")[2].split()[-1] in error.message


def test_plaintext_behind_the_answer_is_called_a_possible_attack() -> None:
    error = judge(failure(Seen.INJECTED_PLAINTEXT, Step.TLS, words="12 bytes in clear"), ENCRYPTION)
    check(error, ErrorCode.TLS_FAILED, says="slipping in commands", guess=True)


@pytest.mark.parametrize(
    ("seen", "says", "guess"),
    [
        (Seen.NOT_TLS, "is not TLS", False),
        (Seen.TLS_VERSION, "no version of TLS in common", False),
        (Seen.TLS_NO_CIPHER, "how to encrypt", True),
        (Seen.TLS_CLIENT_CERTIFICATE, "certificate of the client", False),
        (Seen.TRUST_UNUSABLE, "could not be loaded", False),
        (Seen.TLS_FAILED, "handshake with mail.example.org:465 failed", False),
    ],
)
def test_a_handshake_that_fails(seen: Seen, says: str, *, guess: bool) -> None:
    facts = failure(seen, Step.TLS, plan=plan(security=Security.TLS), words="the library", first=b"odd\r\n")
    error = judge(facts, ENCRYPTION)
    check(error, ErrorCode.TLS_FAILED, says=says, guess=guess)
    assert "the library" in error.cause or "odd" in error.cause
