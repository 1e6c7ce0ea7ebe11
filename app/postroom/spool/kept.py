"""A message as a spool in memory keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from postroom.model.reply import ServerReply
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_filter import WITHOUT_CASE, Column, Filter, Key, display_text, searchable
from postroom.model.spool_message import MessageDetail, MessageRow, NewMessage, RecipientRow
from postroom.model.spool_standing import Standing
from postroom.spool.moments import NEVER, to_number


@dataclass(slots=True)
class Held:
    """A claim that has not ended."""

    lease: int
    number: int
    at: datetime
    is_past_dot: bool = False
    noted: DeliveryAttempt | None = None


@dataclass(slots=True)
class Kept:
    """A message as it is kept."""

    id: int
    new: NewMessage
    accepted_at: datetime
    standing: Standing
    version: int = 1
    last_reply: str = ""
    replies: list[ServerReply | None] = field(default_factory=list)
    attempts: list[DeliveryAttempt] = field(default_factory=list)
    claim: Held | None = None
    operation: int | None = None

    def stand(self, standing: Standing, operation: int | None = None) -> None:
        """Stand otherwise from now on."""
        self.standing = standing
        self.version += 1
        self.operation = operation

    @property
    def row(self) -> MessageRow:
        envelope = self.new.envelope
        return MessageRow(
            id=self.id,
            version=self.version,
            state=self.standing.state,
            account=self.new.account,
            sender="" if envelope.sender is None else envelope.sender.text,
            recipient=envelope.recipients[0].address.text,
            recipients=len(envelope.recipients),
            subject=display_text(self.new.subject),
            size=envelope.size,
            accepted_at=self.accepted_at,
            attempts=self.standing.attempts,
            next_attempt_at=self.standing.due_at,
            last_reply=self.last_reply,
        )

    @property
    def detail(self) -> MessageDetail:
        recipients = map(RecipientRow, self.new.envelope.recipients, self.standing.outcomes, self.replies)
        return MessageDetail(
            row=self.row,
            envelope=self.new.envelope,
            recipients=tuple(recipients),
            queued_at=self.standing.queued_at,
            finished_at=self.standing.finished_at,
        )

    def matches(self, wanted: Filter) -> bool:
        """Whether a filter lets it pass."""
        row = self.row
        addresses = [recipient.address.text for recipient in self.new.envelope.recipients]
        text = searchable(row.id, row.sender, addresses, row.subject)
        return (
            (not wanted.states or row.state in wanted.states)
            and (not wanted.accounts or row.account in wanted.accounts)
            and all(word in text for word in wanted.words)
        )


def key_of(kept: Kept, column: Column) -> Key:
    """Give the place of a message in an order."""
    row = kept.row
    match column:
        case Column.QUEUED:
            return Key(row.id, row.id)
        case Column.NEXT_ATTEMPT:
            due_at = row.next_attempt_at
            return Key(NEVER if due_at is None else to_number(due_at), row.id)
        case _:
            return Key(getattr(row, column), row.id)


def comparable(key: Key, column: Column) -> tuple[int | bytes, int]:
    """Give what keys are compared by: texts as the file's collations do."""
    if isinstance(key.value, int):
        return (key.value, key.id)
    text = key.value.encode()
    return (text.lower() if column in WITHOUT_CASE else text, key.id)
