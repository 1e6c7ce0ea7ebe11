"""How a session ends."""

from __future__ import annotations

from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.outcome import Outcome, outcome_of
from postroom.model.plan import SessionPlan
from postroom.model.session import SessionSnapshot
from postroom.model.step import Step

PLAN = SessionPlan(protocol=Protocol.POP3, endpoint=Endpoint("mail.test", 110, Security.NONE))


def test_a_session_without_an_error_comes_to_ready() -> None:
    outcome = outcome_of(SessionSnapshot(plan=PLAN))
    assert outcome == Outcome(Step.READY, None)
    assert str(outcome) == "ready"


def test_a_failed_session_ends_at_the_step_of_its_error() -> None:
    error = SessionError(ErrorCode.TIMEOUT, Step.GREETING, "", "", guess=False, advice="")
    outcome = outcome_of(SessionSnapshot(plan=PLAN, error=error))
    assert outcome == Outcome(Step.GREETING, ErrorCode.TIMEOUT)
    assert str(outcome) == "timeout at greeting"
