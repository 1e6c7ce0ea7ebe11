"""Attempts as columns: what was said about each recipient, and the transcript, stand in them as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.spool_attempt import DeliveryAttempt, Result
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.spool.moments import from_number, from_optional, to_number

Reply = tuple[str, str | None, str]


def reply_columns(reply: ServerReply | None) -> tuple[str | None, str | None, str | None]:
    """Give code, enhanced code and text; the code is null where there was no reply."""
    return (None, None, None) if reply is None else (reply.code, reply.enhanced, reply.text)


def reply_from(columns: Sequence[Any]) -> ServerReply | None:
    """Give back a reply."""
    code, enhanced, text = columns
    return None if code is None else ServerReply(code, enhanced, text)


def attempt_columns(attempt: DeliveryAttempt) -> tuple[Any, ...]:
    """Give number, start, seconds, next attempt, server, summary, results and transcript."""
    return (
        attempt.number,
        to_number(attempt.started_at),
        attempt.seconds,
        None if attempt.next_attempt_at is None else to_number(attempt.next_attempt_at),
        attempt.server,
        attempt.summary,
        _json(
            [
                (result.place, result.outcome, None if result.reply is None else reply_columns(result.reply))
                for result in attempt.results
            ]
        ),
        _json([(line.time, line.speaker, line.text) for line in attempt.transcript]),
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
        transcript=tuple(TranscriptLine(*line) for line in _TRANSCRIPT.decode(transcript)),
        next_attempt_at=from_optional(next_attempt_at),
    )


_RESULTS = msgspec.json.Decoder(list[tuple[int, RecipientOutcome, Reply | None]])
_TRANSCRIPT = msgspec.json.Decoder(list[tuple[float, Speaker, str]])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
