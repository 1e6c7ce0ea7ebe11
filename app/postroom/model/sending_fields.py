"""The rules of sending in plain values under their names, and read from what files and people give."""

from __future__ import annotations

from typing import Final

from postroom.model.account_fields import Field
from postroom.model.field_reader import FieldReader
from postroom.model.octets import parse_octets
from postroom.model.printable import short
from postroom.model.retry import BadSchedule, RetryPolicy, Schedule, parse_time
from postroom.model.sending_rules import USUAL_SENDING, SendingRules, UncertainPolicy
from postroom.model.text import say

NO_LIMIT: Final = "none"
"""What can be written for a limit that is not there."""
_DIGITS: Final = 15
"""A number that has more is too large for everything, and as good as the smallest of them."""


def sending_in(reader: FieldReader) -> SendingRules:
    """Read the rules; what is not given is as usual."""
    return SendingRules(
        asynchronous=reader.switch(Field.ASYNCHRONOUS),
        connections=reader.parsed(Field.CONNECTIONS, USUAL_SENDING.connections, _number),
        messages_per_connection=reader.parsed(
            Field.MESSAGES_PER_CONNECTION, USUAL_SENDING.messages_per_connection, _number
        ),
        rate=reader.parsed(Field.RATE, USUAL_SENDING.rate, _rate),
        size_limit=reader.parsed(Field.SIZE_LIMIT, USUAL_SENDING.size_limit, _size_limit),
        retry=RetryPolicy(
            reader.parsed(Field.RETRY, USUAL_SENDING.retry.schedule, _schedule),
            reader.parsed(Field.EXPIRY, USUAL_SENDING.retry.expiry, parse_time),
        ),
        uncertain=reader.choice(Field.UNCERTAIN, UncertainPolicy) or USUAL_SENDING.uncertain,
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(say("{text} is no whole number.", text=short(text)))
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= _DIGITS else 10**_DIGITS


def _rate(text: str) -> int | None:
    return None if text.lower() == NO_LIMIT else _number(text)


def _size_limit(text: str) -> int | None:
    return None if text.lower() == NO_LIMIT else parse_octets(text)


def _schedule(text: str) -> Schedule:
    try:
        return Schedule.parse(text)
    except BadSchedule as error:
        place = error.position + 1
        raise ValueError(say("At character {place}: {problem}", place=place, problem=error)) from None
