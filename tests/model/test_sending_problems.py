"""What is wrong or odd about how an account sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postroom.model.account_errors import Severity
from postroom.model.account_fields import Field
from postroom.model.retry import DEFAULT_RETRY
from postroom.model.sending_problems import sending_problems
from postroom.model.sending_rules import USUAL_SENDING, SendingRules, UncertainPolicy


@pytest.mark.parametrize(
    "rules",
    [
        USUAL_SENDING,
        SendingRules(connections=1, messages_per_connection=1, rate=1, size_limit=1_000),
        SendingRules(connections=64, messages_per_connection=100_000, rate=1_000_000, size_limit=10**12),
        SendingRules(
            asynchronous=True,
            uncertain=UncertainPolicy.SENT,
            retry=replace(DEFAULT_RETRY, expiry=timedelta(days=1)),
        ),
    ],
)
def test_what_is_possible_has_no_problem(rules: SendingRules) -> None:
    assert list(sending_problems(rules)) == []


@pytest.mark.parametrize(
    ("rules", "field", "sentence"),
    [
        (SendingRules(connections=0), Field.CONNECTIONS, "There can be 1 to 64 connections."),
        (SendingRules(connections=65), Field.CONNECTIONS, "There can be 1 to 64 connections."),
        (
            SendingRules(messages_per_connection=0),
            Field.MESSAGES_PER_CONNECTION,
            "A connection can carry 1 to 100,000 messages.",
        ),
        (
            SendingRules(messages_per_connection=100_001),
            Field.MESSAGES_PER_CONNECTION,
            "A connection can carry 1 to 100,000 messages.",
        ),
        (SendingRules(rate=0), Field.RATE, "The limit can be 1 to 1,000,000 messages a minute."),
        (SendingRules(rate=1_000_001), Field.RATE, "The limit can be 1 to 1,000,000 messages a minute."),
        (SendingRules(size_limit=999), Field.SIZE_LIMIT, "The size limit must lie between 1KB and 1000GB."),
        (
            SendingRules(size_limit=10**12 + 1),
            Field.SIZE_LIMIT,
            "The size limit must lie between 1KB and 1000GB.",
        ),
    ],
)
def test_what_is_impossible(rules: SendingRules, field: Field, sentence: str) -> None:
    (problem,) = sending_problems(rules)
    assert (problem.field, problem.severity, problem.sentence) == (field, Severity.ERROR, sentence)


def test_what_is_odd() -> None:
    hasty = replace(DEFAULT_RETRY, expiry=timedelta(hours=23))
    expiry, uncertain = sending_problems(SendingRules(retry=hasty, uncertain=UncertainPolicy.RESEND))
    assert (expiry.field, expiry.severity) == (Field.EXPIRY, Severity.WARNING)
    assert "down for a day" in expiry.sentence
    assert (uncertain.field, uncertain.severity) == (Field.UNCERTAIN, Severity.WARNING)
    assert uncertain.sentence == "Some messages may arrive twice."
