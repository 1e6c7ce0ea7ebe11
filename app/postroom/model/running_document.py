"""The lines that a running spooler prints for programs, each a document: `postroom.running/1`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from postroom.model.document import Moment
from postroom.model.message import MessageState, Status
from postroom.model.spool_message import MessageRow
from postroom.model.spooler import SpoolerStanding, SpoolerState


class SpoolerLine(Struct, frozen=True, tag_field="event", tag="spooler"):
    """How the spooler stands from now on. `sender` is the process that sends, null while none does."""

    schema: Literal["postroom.running/1"]
    at: Moment
    state: SpoolerState
    reason: str
    sender: str | None


class AccountLine(Struct, frozen=True, tag_field="event", tag="account"):
    """What holds an account up from now on; an empty reason says that nothing does any more."""

    schema: Literal["postroom.running/1"]
    at: Moment
    account: str
    reason: str


class MessageLine(Struct, frozen=True, tag_field="event", tag="message"):
    """How a message stands after an attempt."""

    schema: Literal["postroom.running/1"]
    at: Moment
    id: int
    state: MessageState
    status: Status
    account: str
    sender: str = field(name="from")
    to: str
    recipients: int
    attempts: int
    next_attempt_at: Moment | None
    last_reply: str


RunningDocument = SpoolerLine | AccountLine | MessageLine


def spooler_line(at: datetime, standing: SpoolerStanding, sender: str | None) -> SpoolerLine:
    """Give the line about the spooler."""
    return SpoolerLine("postroom.running/1", at, standing.state, standing.reason, sender)


def account_line(at: datetime, account: str, reason: str) -> AccountLine:
    """Give the line about an account."""
    return AccountLine("postroom.running/1", at, account, reason)


def message_line(at: datetime, row: MessageRow) -> MessageLine:
    """Give the line about a message."""
    return MessageLine(
        schema="postroom.running/1",
        at=at,
        id=row.id,
        state=row.state,
        status=row.status,
        account=row.account,
        sender=row.sender,
        to=row.recipient,
        recipients=row.recipients,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        last_reply=row.last_reply,
    )
