"""A server that refuses the connection, or the client's hello."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.greeting import GREETING
from postroom.model.diagnosis.rule import judge
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan, reply

POP3, SMTP = Protocol.POP3, Protocol.SMTP


@pytest.mark.parametrize(
    ("protocol", "words", "says"),
    [
        (SMTP, "421 4.3.2 shutting down", "for the time being"),
        (SMTP, "421 4.7.0 too many connections from your IP", "too many connections"),
        (SMTP, "450 4.2.0 Greylisted, come back later", "greylisting"),
        (SMTP, "554 5.7.1 blocked using zen.spamhaus.org", "list of unwanted addresses"),
        (SMTP, "554 IP listed on our RBL", "list of unwanted addresses"),
        (SMTP, "554 5.7.25 no reverse DNS for your address", "reverse DNS"),
        (SMTP, "554 no SMTP service here", "for good"),
        (SMTP, "571 go away", "only its own words"),
        (POP3, "-ERR [SYS/TEMP] try later", "for the time being"),
        (POP3, "-ERR too many connections", "too many connections"),
        (POP3, "-ERR go away", "only its own words"),
    ],
)
def test_a_refusal_in_the_greeting(protocol: Protocol, words: str, says: str) -> None:
    facts = failure(Seen.REJECTED, Step.GREETING, plan=plan(protocol), reply=reply(words))
    error = judge(facts, GREETING)
    check(error, ErrorCode.GREETING_REJECTED, says=says)
    assert str(facts.reply) in error.message


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("550 5.7.1 invalid HELO name", "local name"),
        ("504 5.5.2 need fully-qualified hostname", "local name"),
        ("451 4.7.1 Greylisting in action", "greylisting"),
        ("451 4.3.0 internal trouble", "for the time being"),
        ("554 no service", "for good"),
        ("502 5.5.1 not implemented", "refuses EHLO"),
    ],
)
def test_a_refusal_of_the_hello(words: str, says: str) -> None:
    facts = failure(Seen.REJECTED, Step.HELLO, reply=reply(words), command="EHLO")
    check(judge(facts, GREETING), ErrorCode.GREETING_REJECTED, says=says)
