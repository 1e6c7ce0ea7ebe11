"""Why a message is where it is, and what happens next: one answer, in words, for everybody who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from postroom.model.lane import LaneStanding
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.retry import RetryPolicy
from postroom.model.spool_lease import Holder
from postroom.model.spool_message import MessageDetail
from postroom.model.spooler import SpoolerStanding
from postroom.model.text import say, say_count


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What beside the message itself decides about it."""

    standing: SpoolerStanding
    lane: LaneStanding | None
    """None where nothing is known of the account's lane."""
    retry: RetryPolicy | None
    """None where the account is gone."""
    has_sender: bool
    """Whether any program sends from this spool."""
    sender_for_others: Holder | None = None
    """Who sends, where that is for another account only."""
    now: datetime


def explain(detail: MessageDetail, known: Circumstances) -> str:
    """Say why the message is where it is, and what happens next."""
    return _EXPLAIN[detail.row.state](detail, known)


def clock_time(moment: datetime, now: datetime) -> str:
    """Give a moment in the time of this computer: the time today, the day otherwise too."""
    local, today = moment.astimezone(), now.astimezone()
    return f"{local:%H:%M}" if local.date() == today.date() else f"{local:%d %b %H:%M}".lstrip("0")


def _queued(detail: MessageDetail, known: Circumstances) -> str:
    hindrance = _hindrance(known)
    if hindrance:
        return say("It waits. {hindrance}", hindrance=hindrance)
    if detail.row.attempts:
        return say("It was queued again and goes out as soon as a connection is free.")
    return say("It is queued and goes out as soon as a connection is free.")


def _sending(detail: MessageDetail, known: Circumstances) -> str:
    del known
    if detail.row.attempts:
        return say("It is being sent again at this moment.")
    return say("It is being sent at this moment.")


def _deferred(detail: MessageDetail, known: Circumstances) -> str:
    return " ".join(filter(None, (_so_far(detail), _last_words(detail), _next_attempt(detail, known))))


def _last_words(detail: MessageDetail) -> str:
    if not detail.row.last_reply:
        return say("It has not been tried yet.")
    return say("The last attempt did not get through: {reply}.", reply=detail.row.last_reply.rstrip("."))


def _next_attempt(detail: MessageDetail, known: Circumstances) -> str:
    hindrance = _hindrance(known)
    if hindrance:
        return hindrance
    due_at = detail.row.next_attempt_at
    if due_at is None or due_at <= known.now:
        return say("The next attempt is due now.")
    at = clock_time(due_at, known.now)
    if known.retry is None:
        return say("The next attempt is at {at}.", at=at)
    until = clock_time(detail.queued_at + known.retry.expiry, known.now)
    return say(
        "The next attempt, number {number}, is at {at}. It is given up after {until}.",
        number=detail.row.attempts + 1,
        at=at,
        until=until,
    )


def _held(detail: MessageDetail, known: Circumstances) -> str:
    del known
    words = say("It is held and waits for you: release it, or cancel it.")
    return " ".join(filter(None, (_so_far(detail), words)))


def _sent(detail: MessageDetail, known: Circumstances) -> str:
    if all(recipient.reply is None for recipient in detail.recipients):
        return say("It is taken as sent, without an answer of the server.")
    return say_count(
        "The server took it for its recipient at {at}. What became of it there is not known here.",
        "The server took it for all {n} recipients, the last at {at}. What became of it there is not known here.",
        len(detail.recipients),
        at=clock_time(detail.finished_at or known.now, known.now),
    )


def _failed(detail: MessageDetail, known: Circumstances) -> str:
    del known
    words = say(
        "It could not be delivered: {reply}. Nothing more happens by itself; once the cause is mended it can be queued "
        "again, for the recipients that have not got it.",
        reply=(detail.row.last_reply or say("no answer")).rstrip("."),
    )
    return " ".join(filter(None, (_so_far(detail), words)))


def _uncertain(detail: MessageDetail, known: Circumstances) -> str:
    del known
    words = say(
        "The end of the message was sent and no answer was recorded, so it may have arrived. Nothing happens until you "
        "decide: take it as sent, or send it again."
    )
    return " ".join(filter(None, (_so_far(detail), words)))


def _discarded(detail: MessageDetail, known: Circumstances) -> str:
    at = clock_time(detail.finished_at or known.now, known.now)
    return say("It was discarded at {at} and is not sent. It can be queued again.", at=at)


_EXPLAIN: Final[dict[MessageState, Callable[[MessageDetail, Circumstances], str]]] = {
    MessageState.QUEUED: _queued,
    MessageState.SENDING: _sending,
    MessageState.DEFERRED: _deferred,
    MessageState.HELD: _held,
    MessageState.SENT: _sent,
    MessageState.FAILED: _failed,
    MessageState.UNCERTAIN: _uncertain,
    MessageState.DISCARDED: _discarded,
}


def _so_far(detail: MessageDetail) -> str:
    """Say how many recipients have it where that is not the same for all."""
    sent = sum(recipient.outcome is RecipientOutcome.SENT for recipient in detail.recipients)
    if not sent:
        return ""
    return say_count(
        "{n} of {all} recipients has it.",
        "{n} of {all} recipients have it.",
        sent,
        all=len(detail.recipients),
    )


def _hindrance(known: Circumstances) -> str:
    """Say what keeps every message of the account, or of the spooler, waiting; empty where nothing does."""
    lane, standing = known.lane, known.standing
    if lane is not None and lane.held is not None:
        return say("The account {account} is held: {reason}", account=lane.account, reason=lane.held)
    if not standing.sends:
        return standing.reason
    if not known.has_sender:
        return say(
            "No program sends from this spool: open the window of Postroom, or start postroom spool run."
        )
    if known.sender_for_others is not None:
        return say(
            "At present only the messages of {account} are sent, by {program}. It waits until that has ended.",
            account=known.sender_for_others.account,
            program=known.sender_for_others.program,
        )
    if lane is not None and lane.waits_until is not None:
        at = clock_time(lane.waits_until, known.now)
        return say(
            "The account {account} rests until {at}: {reason}",
            account=lane.account,
            at=at,
            reason=lane.reason,
        )
    return "" if lane is None else lane.reason
