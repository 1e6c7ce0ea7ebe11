"""What is wrong or odd about how an account sends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from postroom.model.account_errors import Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.octets import octets_text
from postroom.model.sending_rules import (
    LARGEST_LIMIT,
    MOST_A_MINUTE,
    MOST_CONNECTIONS,
    MOST_MESSAGES,
    SMALLEST_LIMIT,
    SendingRules,
    UncertainPolicy,
)
from postroom.model.text import say

_PATIENCE: Final = timedelta(days=1)
"""A server may well be down for so long."""


def sending_problems(rules: SendingRules) -> Iterator[Problem]:
    """Give everything that is wrong or odd, in the order in which a form shows the values."""
    if not 1 <= rules.connections <= MOST_CONNECTIONS:
        yield _error(
            Field.CONNECTIONS, say("There can be 1 to {most} connections.", most=f"{MOST_CONNECTIONS:,}")
        )
    if not 1 <= rules.messages_per_connection <= MOST_MESSAGES:
        yield _error(
            Field.MESSAGES_PER_CONNECTION,
            say("A connection can carry 1 to {most} messages.", most=f"{MOST_MESSAGES:,}"),
        )
    if rules.rate is not None and not 1 <= rules.rate <= MOST_A_MINUTE:
        yield _error(
            Field.RATE, say("The limit can be 1 to {most} messages a minute.", most=f"{MOST_A_MINUTE:,}")
        )
    if rules.size_limit is not None and not SMALLEST_LIMIT <= rules.size_limit <= LARGEST_LIMIT:
        yield _error(
            Field.SIZE_LIMIT,
            say(
                "The size limit must lie between {least} and {most}.",
                least=octets_text(SMALLEST_LIMIT),
                most=octets_text(LARGEST_LIMIT),
            ),
        )
    if rules.retry.expiry < _PATIENCE:
        yield _warning(
            Field.EXPIRY, say("A server that is down for a day costs these messages; five days are usual.")
        )
    if rules.uncertain is UncertainPolicy.RESEND:
        yield _warning(Field.UNCERTAIN, say("Some messages may arrive twice."))


def _error(field: Field, sentence: str) -> Problem:
    return Problem(field, Severity.ERROR, sentence)


def _warning(field: Field, sentence: str) -> Problem:
    return Problem(field, Severity.WARNING, sentence)
