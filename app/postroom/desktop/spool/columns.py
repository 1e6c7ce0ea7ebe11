"""The columns of the list of messages: what each shows, how it looks, and what it is ordered by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from postroom.desktop.spool.times import exact, future, past
from postroom.desktop.spool.words import reading_of, receiver_of, sender_of, subject_of
from postroom.desktop.words import octets
from postroom.model.message import MessageState
from postroom.model.spool_filter import Column, Order
from postroom.model.spool_message import MessageRow
from postroom.model.text import say


class Shown(IntEnum):
    """The columns by their place in the model."""

    STATE = 0
    ACCOUNT = 1
    SENDER = 2
    RECIPIENT = 3
    SUBJECT = 4
    SIZE = 5
    QUEUED = 6
    ATTEMPTS = 7
    NEXT_ATTEMPT = 8
    LAST_REPLY = 9


@dataclass(frozen=True, slots=True)
class Spec:
    """How a column is."""

    width: int
    text: Callable[[MessageRow, datetime], str]
    order: Column | None = None
    """None where messages cannot be ordered by it."""
    right: bool = False
    fixed: bool = False
    """Whether it shows what machines say."""
    middle: bool = False
    """Whether it is elided in the middle."""


def next_attempt(row: MessageRow, now: datetime) -> str:
    """Say when a message is tried next; nothing where it waits for no attempt, or for its turn alone."""
    due_at = row.next_attempt_at
    if due_at is None or (row.state is MessageState.QUEUED and due_at <= now):
        return ""
    return future(due_at, now)


SPECS: Final = {
    Shown.STATE: Spec(100, lambda row, _: reading_of(row.state).word, Column.STATE),
    Shown.ACCOUNT: Spec(96, lambda row, _: row.account, Column.ACCOUNT, middle=True),
    Shown.SENDER: Spec(152, lambda row, _: sender_of(row), Column.SENDER, middle=True),
    Shown.RECIPIENT: Spec(148, lambda row, _: receiver_of(row), Column.RECIPIENT, middle=True),
    Shown.SUBJECT: Spec(148, lambda row, _: subject_of(row), Column.SUBJECT),
    Shown.SIZE: Spec(76, lambda row, _: octets(row.size), Column.SIZE, right=True),
    Shown.QUEUED: Spec(84, lambda row, now: past(row.accepted_at, now), Column.QUEUED),
    Shown.ATTEMPTS: Spec(56, lambda row, _: str(row.attempts or ""), Column.ATTEMPTS, right=True),
    Shown.NEXT_ATTEMPT: Spec(100, next_attempt, Column.NEXT_ATTEMPT),
    Shown.LAST_REPLY: Spec(96, lambda row, _: row.last_reply, fixed=True),
}


def title(shown: Shown) -> str:
    """Name a column."""
    return {
        Shown.STATE: say("State"),
        Shown.ACCOUNT: say("Account"),
        Shown.SENDER: say("From"),
        Shown.RECIPIENT: say("To"),
        Shown.SUBJECT: say("Subject"),
        Shown.SIZE: say("Size"),
        Shown.QUEUED: say("Queued"),
        Shown.ATTEMPTS: say("Tries"),
        Shown.NEXT_ATTEMPT: say("Next attempt"),
        Shown.LAST_REPLY: say("Last reply"),
    }[shown]


def heading(shown: Shown, order: Order) -> str:
    """Name a column; that by which the messages are ordered has an arrow."""
    if SPECS[shown].order is not order.column:
        return title(shown)
    return say(
        "{column} {arrow}",
        column=title(shown),
        arrow="\N{DOWNWARDS ARROW}" if order.descending else "\N{UPWARDS ARROW}",
    )


def tip(row: MessageRow, shown: Shown, now: datetime) -> str:
    """Give what a cell tells in full."""
    if shown is Shown.QUEUED:
        return exact(row.accepted_at)
    if shown is Shown.NEXT_ATTEMPT:
        return "" if row.next_attempt_at is None else exact(row.next_attempt_at)
    if shown is Shown.SIZE:
        return say("{n} bytes", n=f"{row.size:,}")
    return SPECS[shown].text(row, now)
