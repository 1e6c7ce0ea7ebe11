"""One attempt at one message: the claim with which it begins, and the record with which it ends."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from postroom.model.envelope import Envelope
from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.transcript import TranscriptLine


class Phase(StrEnum):
    """How far a claim has come, as the disk knows it."""

    CLAIMED = "claimed"
    """The final dot has not been sent: after a kill the message stands as before."""
    PAST_DOT = "past-dot"
    """It may have been sent: after a kill the message is uncertain. On the disk before the dot is on the wire."""


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
    """None where it is large, or damaged: then the store is asked for it when its turn comes."""

    @property
    def places(self) -> tuple[int, ...]:
        """The recipients that still wait, by their place in the envelope: these and no others are tried."""
        outcomes = enumerate(self.outcomes)
        return tuple([place for place, outcome in outcomes if outcome is RecipientOutcome.WAITING])


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
