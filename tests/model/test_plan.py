"""What a session is to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.plan import Credentials, SessionPlan
from postroom.model.secret import Secret
from postroom.model.step import Step

PLAN = SessionPlan(protocol=Protocol.SMTP, endpoint=Endpoint("mail.example.com", 25, Security.NONE))


def test_only_a_session_with_credentials_logs_in() -> None:
    assert Step.AUTH not in PLAN.steps
    assert Step.AUTH in replace(PLAN, credentials=Credentials("ada", Secret("pw"))).steps


@pytest.mark.parametrize(
    ("host", "consent", "allowed"),
    [
        ("mail.example.com", False, False),
        ("mail.example.com", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
    ],
)
def test_a_password_travels_in_clear_only_by_consent_or_inside_this_computer(
    host: str, consent: bool, allowed: bool
) -> None:
    plan = replace(PLAN, endpoint=Endpoint(host, 25, Security.NONE), clear_password=consent)
    assert plan.clear_allowed is allowed


def test_printing_a_plan_shows_no_secret() -> None:
    plan = replace(PLAN, credentials=Credentials("ada", Secret("hunter2")))
    assert "hunter2" not in f"{plan} {plan!r}"
