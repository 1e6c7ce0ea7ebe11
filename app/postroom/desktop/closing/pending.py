"""The messages that wait when the window is closed, and how a person says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from postroom.model.message import MessageState
from postroom.model.spool_message import Counts
from postroom.model.text import say, say_count


@dataclass(frozen=True, slots=True)
class Pending:
    """How many messages wait for what."""

    ready: int = 0
    """They are being sent, or will be as soon as a connection is free."""
    deferred: int = 0
    held: int = 0
    next_at: datetime | None = None
    """When the first of the deferred ones is tried again; None where there is none."""

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.ready + self.deferred + self.held

    def is_sending(self, now: datetime) -> bool:
        """Tell whether the spooler has something to do before anybody waits for a time of day."""
        return self.ready > 0 or (self.deferred > 0 and self.next_at is not None and self.next_at <= now)


def pending_of(counts: Counts, next_at: datetime | None) -> Pending:
    """Sum the counts of the spool up."""
    return Pending(
        ready=counts.total([MessageState.QUEUED, MessageState.SENDING]),
        deferred=counts.total([MessageState.DEFERRED]),
        held=counts.total([MessageState.HELD]),
        next_at=next_at,
    )


def headline(pending: Pending) -> str:
    """Say how many messages have not been sent."""
    return say_count("{n} message has not been sent.", "{n} messages have not been sent.", pending.total)


def particulars(pending: Pending, now: datetime) -> str:
    """Say which of them wait for something; nothing where none does."""
    sentences = []
    if pending.deferred and pending.next_at is not None:
        sentences.append(
            say_count(
                "{n} waits for its next attempt at {time}.",
                "{n} wait for their next attempt at {time}.",
                pending.deferred,
                time=time_of_day(pending.next_at, now),
            )
        )
    if pending.held:
        sentences.append(say_count("{n} is held.", "{n} are held.", pending.held))
    return " ".join(sentences)


def left(pending: Pending, seconds: float | None) -> str:
    """Say how many are still to be sent, and how long that takes where it is known."""
    words = say_count("{n} message left", "{n} messages left", pending.ready or pending.deferred)
    if seconds is None:
        return words
    if seconds < 1.5:
        return say("{left}, about a second", left=words)
    if seconds < 90:
        return say("{left}, about {n} s", left=words, n=round(seconds))
    if seconds < 90 * 60:
        return say("{left}, about {n} min", left=words, n=round(seconds / 60))
    return say("{left}, about {n} h", left=words, n=round(seconds / 3600))


def time_of_day(when: datetime, now: datetime) -> str:
    """Give a time in the zone of this computer, with its day where that is not today."""
    local = when.astimezone()
    clock = f"{local:%H:%M}"
    return clock if local.date() == now.astimezone().date() else f"{local.day} {local:%b} {clock}"
