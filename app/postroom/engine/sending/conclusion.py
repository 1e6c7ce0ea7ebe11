"""What an attempt came to: from what the server said about each recipient to the record that the spool keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.retry import RetryPolicy
from postroom.model.sending_rules import SendingRules, UncertainPolicy
from postroom.model.spool_attempt import Claim, DeliveryAttempt, Result
from postroom.model.text import say
from postroom.model.transcript import TranscriptLine
from postroom.protocol.delivery_events import Closed, Ending, RecipientVerdict, Verdict
from postroom.protocol.delivery_state import Command
from postroom.protocol.errors import ProtocolError
from postroom.sessions.parcel import Delivered

_OUTCOMES: Final = {
    Verdict.ACCEPTED: RecipientOutcome.SENT,
    Verdict.DEFERRED: RecipientOutcome.WAITING,
    Verdict.REFUSED: RecipientOutcome.FAILED,
    Verdict.NOT_SENT: RecipientOutcome.WAITING,
    Verdict.UNCERTAIN: RecipientOutcome.UNCERTAIN,
}
_UNCERTAIN: Final = {
    UncertainPolicy.ASK: RecipientOutcome.UNCERTAIN,
    UncertainPolicy.RESEND: RecipientOutcome.WAITING,
    UncertainPolicy.SENT: RecipientOutcome.SENT,
}
_TOO_MANY: Final = {"452", "552"}
"""Replies to RCPT that may mean: not so many at once (RFC 5321 section 4.5.3.1.10)."""


def conclude(
    claim: Claim, delivered: Delivered, rules: SendingRules, *, now: datetime, began: datetime, server: str
) -> DeliveryAttempt:
    """Give the record of an attempt at the recipients of `claim` that waited."""
    verdicts = delivered.verdicts
    outcomes = [_OUTCOMES[each.verdict] for each in verdicts]
    if RecipientOutcome.UNCERTAIN in outcomes:
        meant = _UNCERTAIN[rules.uncertain]
        outcomes = [meant if each is RecipientOutcome.UNCERTAIN else each for each in outcomes]
    waits = RecipientOutcome.WAITING in outcomes
    next_at = _next_attempt(claim, verdicts, outcomes, rules.retry, now) if waits else None
    summary = summarise(verdicts, delivered.closed)
    if waits and next_at is None:
        outcomes = [
            RecipientOutcome.FAILED if each is RecipientOutcome.WAITING else each for each in outcomes
        ]
        summary = say("Given up after its time had passed. Last: {summary}", summary=summary)
    return DeliveryAttempt(
        number=claim.number,
        started_at=began,
        seconds=delivered.seconds,
        server=server,
        summary=summary,
        results=tuple(map(Result, claim.places, outcomes, [each.reply for each in verdicts])),
        transcript=tuple(delivered.transcript),
        next_attempt_at=next_at,
    )


def fail_to_connect(
    claim: Claim,
    summary: str,
    rules: SendingRules,
    *,
    now: datetime,
    began: datetime,
    server: str = "",
    reply: ServerReply | None = None,
    transcript: tuple[TranscriptLine, ...] = (),
) -> DeliveryAttempt:
    """Give the record of an attempt for which there was no connection."""
    next_at = _following(claim, rules.retry, now)
    outcome = RecipientOutcome.FAILED if next_at is None else RecipientOutcome.WAITING
    if next_at is None:
        summary = say("Given up after its time had passed. Last: {summary}", summary=summary)
    return DeliveryAttempt(
        number=claim.number,
        started_at=began,
        seconds=max(0.0, (now - began).total_seconds()),
        server=server,
        summary=summary,
        results=tuple([Result(place, outcome, reply) for place in claim.places]),
        transcript=transcript,
        next_attempt_at=next_at,
    )


def _next_attempt(
    claim: Claim,
    verdicts: Sequence[RecipientVerdict],
    outcomes: Sequence[RecipientOutcome],
    policy: RetryPolicy,
    now: datetime,
) -> datetime | None:
    """Give when the rest is tried; at once where the server only did not want so many recipients in one message."""
    waiting = [
        verdict
        for verdict, outcome in zip(verdicts, outcomes, strict=True)
        if outcome is RecipientOutcome.WAITING
    ]
    if RecipientOutcome.SENT in outcomes and all(_is_too_many(verdict) for verdict in waiting):
        return now
    return _following(claim, policy, now)


def _following(claim: Claim, policy: RetryPolicy, now: datetime) -> datetime | None:
    return policy.next_attempt(queued_at=claim.queued_at, attempts=claim.attempts_since + 1, now=now)


def _is_too_many(verdict: RecipientVerdict) -> bool:
    return verdict.command is Command.RCPT and verdict.reply is not None and verdict.reply.code in _TOO_MANY


_DECISIVE: Final[Mapping[Verdict, int]] = {
    Verdict.UNCERTAIN: 0,
    Verdict.REFUSED: 1,
    Verdict.DEFERRED: 2,
    Verdict.NOT_SENT: 3,
    Verdict.ACCEPTED: 4,
}


def summarise(verdicts: Sequence[RecipientVerdict], closed: Closed | None = None) -> str:
    """Say in one line what an attempt came to: the words about the recipient who fared worst."""
    decisive = verdicts[0] if len(verdicts) == 1 else min(verdicts, key=lambda each: _DECISIVE[each.verdict])
    if decisive.verdict is Verdict.UNCERTAIN:
        return _uncertain(closed)
    if decisive.obstacle is not None:
        return decisive.obstacle.sentence
    if decisive.reply is not None:
        return str(decisive.reply)
    return _not_sent(closed)


def _uncertain(closed: Closed | None) -> str:
    if closed is not None and closed.ending is Ending.TIMED_OUT:
        return say("The server did not answer in time after the end of the message. It may have the message.")
    return say("The connection was lost after the end of the message. The server may have the message.")


def _not_sent(closed: Closed | None) -> str:
    match closed:
        case Closed(ending=Ending.TIMED_OUT):
            return say("The server did not answer in time. The message was not sent.")
        case Closed(ending=Ending.BREACH, error=ProtocolError() as error):
            return say(
                "The server broke the protocol ({error}). The message was not sent.", error=error.message
            )
        case Closed(ending=Ending.ABANDONED):
            return say("The delivery was given up. The message was not sent.")
        case Closed(ending=Ending.UNFIT):
            return say("The text of the message is not what was accepted: it was damaged, and was not sent.")
    return say("The server ended the connection. The message was not sent.")


def damaged(claim: Claim, summary: str, *, now: datetime) -> DeliveryAttempt:
    """Give the record of an attempt at a message whose text can no longer be read: it has failed."""
    return DeliveryAttempt(
        number=claim.number,
        started_at=now,
        seconds=0.0,
        server="",
        summary=summary,
        results=tuple([Result(place, RecipientOutcome.FAILED) for place in claim.places]),
    )
