"""A server that falls silent or hangs up, step by step."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import judge
from postroom.model.diagnosis.silence import SILENCE
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan, reply


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step.TLS, "TLS handshake within 30 s"),
        (Step.GREETING, "sent no greeting within 30 s"),
        (Step.HELLO, "did not answer NOOP"),
        (Step.AUTH, "says nothing about the password"),
        (Step.READY, "Everything before was answered"),
    ],
)
def test_silence(step: Step, says: str) -> None:
    error = judge(failure(Seen.SILENCE, step, command="NOOP"), SILENCE)
    check(error, ErrorCode.TIMEOUT, says=says, guess=True)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step.TLS, "during the TLS handshake"),
        (Step.GREETING, "without a greeting"),
        (Step.HELLO, "instead of answering NOOP"),
        (Step.AUTH, "proves nothing about the password"),
        (Step.READY, "instead of answering NOOP"),
    ],
)
def test_an_end_without_a_word(step: Step, says: str) -> None:
    error = judge(failure(Seen.DROPPED, step, command="NOOP"), SILENCE)
    check(error, ErrorCode.DISCONNECTED, says=says, guess=True)


def test_silence_and_an_end_where_starttls_should_lead_to_tls() -> None:
    starttls = plan(security=Security.STARTTLS)
    silent = judge(failure(Seen.SILENCE, Step.TLS, plan=starttls), SILENCE)
    check(silent, ErrorCode.TIMEOUT, says="did not come to TLS", guess=True)
    ended = judge(failure(Seen.DROPPED, Step.TLS, plan=starttls), SILENCE)
    check(ended, ErrorCode.DISCONNECTED, says="when TLS was to start", guess=True)


def test_a_mailbox_may_be_slow_to_open() -> None:
    slow = failure(Seen.SILENCE, Step.READY, plan=plan(Protocol.POP3), command="STAT")
    check(judge(slow, SILENCE), ErrorCode.TIMEOUT, says="mailbox is very large", guess=True)


@pytest.mark.parametrize("step", [Step.TLS, Step.HELLO, Step.AUTH, Step.READY])
def test_last_words_are_no_guess(step: Step) -> None:
    facts = failure(Seen.DROPPED, step, command="NOOP", reply=reply("421 4.4.2 going down"))
    check(judge(facts, SILENCE), ErrorCode.DISCONNECTED, says="421 4.4.2 going down")


def test_the_end_of_a_ready_session() -> None:
    with_words = failure(Seen.DROPPED, Step.READY, was_ready=True, reply=reply("421 idle too long"))
    check(judge(with_words, SILENCE), ErrorCode.DISCONNECTED, says="ended the session: 421 idle")
    without = failure(Seen.DROPPED, Step.READY, was_ready=True)
    check(judge(without, SILENCE), ErrorCode.DISCONNECTED, says="without a word", guess=True)
    mute = failure(Seen.SILENCE, Step.READY, was_ready=True, command="NOOP")
    check(judge(mute, SILENCE), ErrorCode.TIMEOUT, says="no longer answers", guess=True)
