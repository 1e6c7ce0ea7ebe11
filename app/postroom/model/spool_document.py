"""The document that lists messages, `postroom.spool/1`: how the spool stands, and a row for each message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, field

from postroom.model.document import Moment
from postroom.model.message import MessageState, Status
from postroom.model.spool_message import Counts, MessageRow
from postroom.model.spooler import SpoolerStanding, SpoolerState


class CountsDocument(Struct, frozen=True):
    """How many messages stand how."""

    queued: int
    sending: int
    deferred: int
    held: int
    sent: int
    failed: int
    uncertain: int
    discarded: int


class RowDocument(Struct, frozen=True):
    """A message of a list: `from` is empty for the null path, `to` is the first of so many `recipients`.

    `next_attempt_at` is null unless it is queued or deferred, `last_reply` empty before the first attempt.
    """

    id: int
    state: MessageState
    status: Status
    account: str
    sender: str = field(name="from")
    to: str
    recipients: int
    subject: str
    size: int
    accepted_at: Moment
    attempts: int
    next_attempt_at: Moment | None
    last_reply: str


class SpoolDocument(Struct, frozen=True):
    """The state of the spooler with its reason, all messages counted by state, and those that were asked for.

    `more` counts the messages that were asked for too, and left out because of the limit.
    """

    schema: Literal["postroom.spool/1"]
    state: SpoolerState
    reason: str
    counts: CountsDocument
    messages: tuple[RowDocument, ...]
    more: int


def spool_document(
    standing: SpoolerStanding, counts: Counts, rows: Iterable[MessageRow] = (), more: int = 0
) -> SpoolDocument:
    """Give the document about messages of a spool."""
    return SpoolDocument(
        schema="postroom.spool/1",
        state=standing.state,
        reason=standing.reason,
        counts=counts_document(counts),
        messages=tuple(map(_row, rows)),
        more=more,
    )


def counts_document(counts: Counts, account: str | None = None) -> CountsDocument:
    """Give how many messages stand how, of one account or of all."""
    accounts = None if account is None else {account}
    return CountsDocument(**{state.value: counts.total({state}, accounts) for state in MessageState})


def _row(row: MessageRow) -> RowDocument:
    return RowDocument(
        id=row.id,
        state=row.state,
        status=row.status,
        account=row.account,
        sender=row.sender,
        to=row.recipient,
        recipients=row.recipients,
        subject=row.subject,
        size=row.size,
        accepted_at=row.accepted_at,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        last_reply=row.last_reply,
    )
