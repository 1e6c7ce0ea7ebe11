"""Where a message stands in the spool, and how each thing that happens to it moves it: the law as pure functions.

The in-memory store is made of these functions. The store in a file says the same in SQL, a set of messages at a time,
and the contract tests hold the two to each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from postroom.model.message import (
    HISTORY,
    WAITING,
    MessageState,
    RecipientOutcome,
    move,
    settle,
    state_after,
)
from postroom.model.spool_commands import FITS, Command


@dataclass(frozen=True, slots=True)
class Former:
    """How a message stood before its last move."""

    state: MessageState
    due_at: datetime | None
    """When it was, or while held would have been, due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a message stands."""

    state: MessageState
    outcomes: tuple[RecipientOutcome, ...]
    """One for each recipient of the envelope, in its order."""
    queued_at: datetime
    """When it was queued last: its schedule and its expiry count from here."""
    due_at: datetime | None
    """When it may be taken up; None unless it is queued or deferred."""
    attempts: int = 0
    """All attempts so far."""
    attempts_before: int = 0
    """Those of them that were made before it was queued last."""
    former: Former | None = None
    finished_at: datetime | None = None
    """When it passed into history; None while it is not there."""


def accepted(recipients: int, now: datetime) -> Standing:
    """Queue a new message."""
    outcomes = (RecipientOutcome.WAITING,) * recipients
    return Standing(state=MessageState.QUEUED, outcomes=outcomes, queued_at=now, due_at=now)


def claimed(standing: Standing) -> Standing:
    """Take it up for an attempt."""
    return _moved(standing, MessageState.SENDING)


def given_back(standing: Standing) -> Standing:
    """Put it where it stood before it was taken up: no attempt was made."""
    assert standing.former is not None
    return _moved(standing, standing.former.state, due_at=standing.former.due_at)


def concluded(
    standing: Standing,
    results: Mapping[int, RecipientOutcome],
    next_at: datetime | None,
    now: datetime,
) -> Standing:
    """End an attempt: `results` has the new outcome of each recipient that was tried, by its place in the envelope.

    `next_at` must be given where one of them still waits. Raises `IllegalMove`.
    """
    outcomes = settled(standing.outcomes, results)
    state = state_after(outcomes)
    assert (state is MessageState.DEFERRED) == (next_at is not None)
    after = _moved(standing, state, due_at=next_at, finished_at=now)
    return replace(after, outcomes=outcomes, attempts=standing.attempts + 1)


def settled(
    outcomes: Sequence[RecipientOutcome], results: Mapping[int, RecipientOutcome]
) -> tuple[RecipientOutcome, ...]:
    """Give the outcomes after an attempt. Raises `IllegalMove`."""
    return tuple(settle(before, results.get(place, before)) for place, before in enumerate(outcomes))


def obeyed(standing: Standing, command: Command, now: datetime) -> Standing:
    """Do what an administrator asks for; the command must fit the state (`spool_commands.FITS`)."""
    assert standing.state in FITS[command]
    match command:
        case Command.RETRY:
            return replace(standing, due_at=now, former=Former(standing.state, standing.due_at))
        case Command.HOLD:
            return _moved(standing, MessageState.HELD)
        case Command.RELEASE:
            return _released(standing, now)
        case Command.CANCEL:
            return _moved(standing, MessageState.DISCARDED, finished_at=now)
        case Command.REQUEUE:
            return _reopened(standing, RecipientOutcome.FAILED, now)
        case Command.RESOLVE_RESEND:
            return _reopened(standing, RecipientOutcome.UNCERTAIN, now)
    assert command is Command.RESOLVE_SENT
    outcomes = _turned(standing.outcomes, RecipientOutcome.UNCERTAIN, RecipientOutcome.SENT)
    return replace(_moved(standing, state_after(outcomes), finished_at=now), outcomes=outcomes)


def undone(standing: Standing, now: datetime) -> Standing:
    """Take back the last command; it must be one of `spool_commands.UNDOABLE`."""
    assert standing.former is not None
    former = standing.former
    if former.state is standing.state:
        return replace(standing, due_at=former.due_at, former=Former(standing.state, standing.due_at))
    return _moved(standing, former.state, due_at=former.due_at, finished_at=now)


def brought_forward(standing: Standing, by: timedelta) -> Standing:
    """Let a message that waits be due earlier, and expire earlier: the clock was set back by so much."""
    assert standing.due_at is not None
    return replace(standing, due_at=standing.due_at - by, queued_at=standing.queued_at - by)


def _released(standing: Standing, now: datetime) -> Standing:
    """Give a held message its turn again: deferred where its next attempt still lies ahead, else queued."""
    assert standing.former is not None
    due_at = standing.former.due_at
    assert due_at is not None
    state = MessageState.DEFERRED if due_at > now else MessageState.QUEUED
    return _moved(standing, state, due_at=due_at)


def _reopened(standing: Standing, settled: RecipientOutcome, now: datetime) -> Standing:
    after = _moved(standing, MessageState.QUEUED, due_at=now)
    outcomes = _turned(standing.outcomes, settled, RecipientOutcome.WAITING)
    return replace(after, outcomes=outcomes, queued_at=now, attempts_before=standing.attempts)


def _turned(
    outcomes: tuple[RecipientOutcome, ...], old: RecipientOutcome, new: RecipientOutcome
) -> tuple[RecipientOutcome, ...]:
    return tuple(settle(outcome, new) if outcome is old else outcome for outcome in outcomes)


def _moved(
    standing: Standing,
    state: MessageState,
    *,
    due_at: datetime | None = None,
    finished_at: datetime | None = None,
) -> Standing:
    """Move it, keeping in `former` where it stood, and when it was due even where it no longer is."""
    was_due = standing.due_at or (standing.former.due_at if standing.former else None)
    return replace(
        standing,
        state=move(standing.state, state),
        due_at=due_at if state in WAITING else None,
        former=Former(standing.state, was_due),
        finished_at=finished_at if state in HISTORY else None,
    )
