"""The rules of sending, read from what files and people give."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postroom.model.account_fields import Field
from postroom.model.field_reader import FieldReader
from postroom.model.retry import RetryPolicy, Schedule
from postroom.model.sending_fields import sending_in
from postroom.model.sending_problems import sending_problems
from postroom.model.sending_rules import USUAL_SENDING, SendingRules, UncertainPolicy


def test_what_is_not_given_is_as_usual() -> None:
    reader = FieldReader({Field.CONNECTIONS: "", Field.RETRY: " ", Field.RATE: None})
    assert sending_in(reader) == USUAL_SENDING
    assert reader.problems == []


@pytest.mark.parametrize("as_texts", [False, True])
def test_values_may_be_texts(as_texts: bool) -> None:
    values = {
        Field.ASYNCHRONOUS: True,
        Field.CONNECTIONS: 2,
        Field.MESSAGES_PER_CONNECTION: 50,
        Field.RATE: 600,
        Field.SIZE_LIMIT: 25_000_000,
        Field.RETRY: "2m, 1h*3",
        Field.EXPIRY: "3d",
        Field.UNCERTAIN: "resend",
    }
    reader = FieldReader({field: str(value) if as_texts else value for field, value in values.items()})
    assert sending_in(reader) == SendingRules(
        asynchronous=True,
        connections=2,
        messages_per_connection=50,
        rate=600,
        size_limit=25_000_000,
        retry=RetryPolicy(Schedule.parse("2m, 1h*3"), timedelta(days=3)),
        uncertain=UncertainPolicy.RESEND,
    )
    assert reader.problems == []


def test_limits_may_be_taken_away_in_words() -> None:
    rules = sending_in(FieldReader({Field.RATE: "None", Field.SIZE_LIMIT: "none"}))
    assert (rules.rate, rules.size_limit) == (None, None)


def test_a_size_may_have_a_unit() -> None:
    assert sending_in(FieldReader({Field.SIZE_LIMIT: "10 MiB"})).size_limit == 10_485_760


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (Field.ASYNCHRONOUS, "perhaps", "sending.asynchronous must be true or false."),
        (Field.CONNECTIONS, "many", "many is no whole number."),
        (Field.CONNECTIONS, True, "sending.connections must be a text or a number."),
        (Field.CONNECTIONS, 1.5, "1.5 is no whole number."),
        (Field.MESSAGES_PER_CONNECTION, -1, "-1 is no whole number."),
        (Field.RATE, "\u0665", "\u0665 is no whole number."),
        (Field.RATE, "x" * 5_000, f"{'x' * 80}... is no whole number."),
        (Field.SIZE_LIMIT, "big", "big is no size. Write a number and KB, MB or GB, such as 25MB."),
        (
            Field.RETRY,
            "1m, soon",
            "At character 5: soon is no time. Write a number and s, m, h or d, such as 5m, or 5m*2 for twice.",
        ),
        (Field.EXPIRY, "5d*2", "5d*2: write one time, such as 5d."),
        (Field.UNCERTAIN, "never", "sending.uncertain must be one of: ask, resend, sent."),
    ],
)
def test_what_cannot_be_read_is_told_and_as_usual(field: Field, value: object, sentence: str) -> None:
    reader = FieldReader({field: value})
    assert sending_in(reader) == USUAL_SENDING
    (problem,) = reader.problems
    assert (problem.field, problem.sentence) == (field, sentence)


def test_a_number_of_any_length_is_one() -> None:
    assert sending_in(FieldReader({Field.CONNECTIONS: "0" * 5_000 + "7"})).connections == 7
    assert sending_in(FieldReader({Field.RATE: "000"})).rate == 0
    rules = sending_in(FieldReader({Field.CONNECTIONS: "9" * 5_000}))
    assert [problem.sentence for problem in sending_problems(rules)] == ["There can be 1 to 64 connections."]
