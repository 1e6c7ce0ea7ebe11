"""Answers that are not what the protocol says, and what is left."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.replies import REPLIES
from postroom.model.diagnosis.rule import judge
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode, Fault
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan, reply


@pytest.mark.parametrize(
    ("seen", "step", "says"),
    [
        (Seen.MALFORMED, Step.GREETING, "does not greet like an SMTP server"),
        (Seen.MALFORMED, Step.HELLO, "gave an answer that is not SMTP"),
        (Seen.TOO_LONG, Step.GREETING, "without end"),
        (Seen.UNEXPECTED, Step.READY, "does not belong to the question"),
    ],
)
def test_a_broken_answer(seen: Seen, step: Step, says: str) -> None:
    error = judge(failure(seen, step, words="what was wrong"), REPLIES)
    check(error, ErrorCode.PROTOCOL_ERROR, says=says)
    assert "what was wrong" in error.cause


def test_a_refusal_where_none_is_expected() -> None:
    facts = failure(Seen.REJECTED, Step.READY, command="NOOP", reply=reply("500 what?"))
    check(judge(facts, REPLIES), ErrorCode.PROTOCOL_ERROR, says="refuses NOOP: 500 what?")
    later = failure(Seen.REJECTED, Step.READY, command="NOOP", reply=reply("500 what?"), was_ready=True)
    check(judge(later, REPLIES), ErrorCode.PROTOCOL_ERROR, says="in an open session")


@pytest.mark.parametrize("words", ["-ERR [IN-USE] no", "-ERR mailbox is locked"])
def test_a_mailbox_in_use(words: str) -> None:
    facts = failure(Seen.REJECTED, Step.READY, plan=plan(Protocol.POP3), command="STAT", reply=reply(words))
    check(judge(facts, REPLIES), ErrorCode.MAILBOX_BUSY, says="in use by another session")


def test_a_mailbox_that_cannot_be_opened_now() -> None:
    words = reply("-ERR [SYS/TEMP] disk trouble")
    facts = failure(Seen.REJECTED, Step.READY, plan=plan(Protocol.POP3), command="STAT", reply=words)
    check(judge(facts, REPLIES), ErrorCode.MAILBOX_BUSY, says="passing fault")


def test_a_cancellation_is_nobodys_fault() -> None:
    error = judge(failure(Seen.CANCELLED, Step.HELLO), REPLIES)
    check(error, ErrorCode.CANCELLED, says="cancelled at the step hello")
    assert error.fault is Fault.NOBODY


def test_a_bug_is_called_one() -> None:
    error = judge(failure(Seen.BUG, Step.HELLO, words="KeyError"), REPLIES)
    check(error, ErrorCode.INTERNAL, says="a fault of Postroom")
    assert error.fault is Fault.BUG
