"""Attempts as columns: what was said about each recipient, and the transcript, stand in them as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.spool_attempt import DeliveryAttempt, Result
from postroom.model.transcript import Speaker, TranscriptLine, one_by_one
from postroom.spool.moments import from_number, from_optional, to_number

Reply = tuple[str, str | None, str]


def attempt_columns(attempt: DeliveryAttempt) -> tuple[Any, ...]:
    """Give number, start, seconds, next attempt, server, summary, results and transcript."""
    return (
        attempt.number,
        to_number(attempt.started_at),
        attempt.seconds,
        None if attempt.next_attempt_at is None else to_number(attempt.next_attempt_at),
        attempt.server,
        attempt.summary,
        _json([_result(each) for each in attempt.results]),
        _json(attempt.transcript),
    )


def attempt_from(columns: Sequence[Any]) -> DeliveryAttempt:
    """Give back an attempt from the same columns."""
    number, started_at, seconds, next_attempt_at, server, summary, results, transcript = columns
    return DeliveryAttempt(
        number=number,
        started_at=from_number(started_at),
        seconds=seconds,
        server=server,
        summary=summary,
        results=tuple(
            Result(place, outcome, None if reply is None else ServerReply(*reply))
            for place, outcome, reply in _RESULTS.decode(results)
        ),
        transcript=one_by_one(TranscriptLine(*line) for line in _TRANSCRIPT.decode(transcript)),
        next_attempt_at=from_optional(next_attempt_at),
    )


def replies_from(results: Iterable[str]) -> dict[int, ServerReply | None]:
    """Give the last reply about each recipient by its place, from the results of all attempts in order."""
    replies = [(place, reply) for text in results for place, _, reply in _RESULTS.decode(text)]
    return {place: None if reply is None else ServerReply(*reply) for place, reply in replies}


_ENCODE: Final = msgspec.json.Encoder().encode
_RESULTS: Final = msgspec.json.Decoder(list[tuple[int, RecipientOutcome, Reply | None]])
_TRANSCRIPT: Final = msgspec.json.Decoder(list[tuple[float, Speaker, str]])


def _result(result: Result) -> tuple[int, RecipientOutcome, Reply | None]:
    reply = result.reply
    said = None if reply is None else (reply.code, reply.enhanced, reply.text)
    return (result.place, result.outcome, said)


def _json(value: object) -> str:
    return _ENCODE(value).decode()
