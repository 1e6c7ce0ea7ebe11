"""The document about the attempts at a message, `postroom.attempts/1`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from postroom.model.document import (
    LineDocument,
    Milliseconds,
    Moment,
    ReplyDocument,
    line_documents,
    milliseconds,
    reply_document,
)
from postroom.model.envelope import Recipient
from postroom.model.spool_attempt import DeliveryAttempt, Result


class OutcomeWord(StrEnum):
    """What became of a recipient; `waiting` is one that is not settled."""

    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    WAITING = "waiting"


class ResultDocument(Struct, frozen=True):
    """What an attempt came to for one recipient; `reply` is null where none came."""

    address: str
    outcome: OutcomeWord
    reply: ReplyDocument | None


class AttemptDocument(Struct, frozen=True):
    """An attempt: `server` is the address that was reached, or empty; `summary` says what it came to.

    `next_attempt_at` is null where no recipient waited any more, `transcript` where it was not asked for.
    """

    number: int
    started_at: Moment
    ms: Milliseconds
    server: str
    summary: str
    recipients: tuple[ResultDocument, ...]
    next_attempt_at: Moment | None
    transcript: tuple[LineDocument, ...] | None


class AttemptsDocument(Struct, frozen=True):
    """All attempts at a message, the first one first."""

    schema: Literal["postroom.attempts/1"]
    id: int
    attempts: tuple[AttemptDocument, ...]


def attempts_document(
    number: int,
    recipients: Sequence[Recipient],
    attempts: Iterable[DeliveryAttempt],
    *,
    with_transcript: bool,
) -> AttemptsDocument:
    """Give the document about `attempts` at the message of that number, which goes to `recipients`."""
    documents = attempt_documents(recipients, attempts, with_transcript=with_transcript)
    return AttemptsDocument("postroom.attempts/1", number, documents)


def attempt_documents(
    recipients: Sequence[Recipient], attempts: Iterable[DeliveryAttempt], *, with_transcript: bool
) -> tuple[AttemptDocument, ...]:
    """Give what happened in `attempts` at a message to `recipients`."""
    return tuple(
        AttemptDocument(
            number=attempt.number,
            started_at=attempt.started_at,
            ms=milliseconds(attempt.seconds),
            server=attempt.server,
            summary=attempt.summary,
            recipients=tuple(_result(recipients[result.place], result) for result in attempt.results),
            next_attempt_at=attempt.next_attempt_at,
            transcript=line_documents(attempt.transcript) if with_transcript else None,
        )
        for attempt in attempts
    )


def _result(recipient: Recipient, result: Result) -> ResultDocument:
    reply = None if result.reply is None else reply_document(result.reply)
    return ResultDocument(str(recipient.address), OutcomeWord(result.outcome.word), reply)
