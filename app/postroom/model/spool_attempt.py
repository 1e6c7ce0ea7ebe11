"""One attempt at one message: the claim with which it begins, and the record with which it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from postroom.model.envelope import Envelope
from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.transcript import TranscriptLine


class Claim(NamedTuple):
    """A message that this process, and nobody else, may try to send now."""

    id: int
    lease: int
    """The number of the lease under which it was claimed."""
    number: int
    """The number of the attempt, from 1."""
    account: str
    envelope: Envelope
    """With all recipients, whether or not they are to be tried."""
    outcomes: tuple[RecipientOutcome, ...]
    """What became of each recipient so far."""
    queued_at: datetime
    attempts_since: int
    """Attempts since `queued_at`, before this one."""
    body: bytes | None
    """None where it is large, alone or with others, or damaged: then the store is asked for it when its turn comes."""

    @property
    def places(self) -> tuple[int, ...]:
        """The recipients that still wait, by their place in the envelope: these and no others are tried."""
        outcomes = self.outcomes
        if outcomes.count(RecipientOutcome.WAITING) == len(outcomes):
            return tuple(range(len(outcomes)))
        return tuple([place for place, outcome in enumerate(outcomes) if outcome is RecipientOutcome.WAITING])


class Result(NamedTuple):
    """What an attempt came to for one recipient."""

    place: int
    """Its place in the envelope."""
    outcome: RecipientOutcome
    reply: ServerReply | None = None


class DeliveryAttempt(NamedTuple):
    """What happened in an attempt."""

    number: int
    started_at: datetime
    seconds: float
    server: str
    """The address of the server; empty where none was reached."""
    summary: str
    """What it came to, in one line: the decisive reply, or what went wrong."""
    results: tuple[Result, ...]
    """One for each recipient that was tried."""
    transcript: tuple[TranscriptLine, ...] = ()
    next_attempt_at: datetime | None = None
    """Given exactly where a recipient still waits."""


class Ended(NamedTuple):
    """How a claim ended."""

    message: int
    lease: int
    number: int
    account: str
    before: tuple[RecipientOutcome, ...]
    """What had become of each recipient before the attempt."""
    attempt: DeliveryAttempt
    columns: tuple[Any, ...] = ()
    """The attempt as the store writes it, which made it."""


def ended(claim: Claim, attempt: DeliveryAttempt, columns: tuple[Any, ...] = ()) -> Ended:
    """Say how a claim ended."""
    return Ended(claim.id, claim.lease, claim.number, claim.account, claim.outcomes, attempt, columns)
