"""Messages as the spool takes them in and shows them: the new one, a row of the list, and all that is known of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from postroom.model.envelope import Envelope, Recipient
from postroom.model.message import STATUS_OF, MessageState, RecipientOutcome, Status
from postroom.model.reply import ServerReply
from postroom.model.spool_filter import Key


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be accepted. `body` is its wire form, which is kept and sent octet for octet."""

    account: str
    envelope: Envelope
    subject: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """What a list shows of a message."""

    id: int
    version: int
    """Grows with each change of its standing; a command says which one was seen."""
    state: MessageState
    account: str
    sender: str
    """Empty for the null path."""
    recipient: str
    """The first of them."""
    recipients: int
    subject: str
    size: int
    accepted_at: datetime
    attempts: int
    next_attempt_at: datetime | None
    """None unless it is queued or deferred."""
    last_reply: str
    """What the last attempt came to, in one line; empty before the first."""

    @property
    def status(self) -> Status:
        """The word for programs that ask."""
        return STATUS_OF[self.state]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list."""

    rows: tuple[MessageRow, ...]
    next: Key | None
    """The key after which the list goes on; None where it ends here."""


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A recipient and what became of it."""

    recipient: Recipient
    outcome: RecipientOutcome
    reply: ServerReply | None
    """The last reply about it; None before it was tried, and where no reply came."""


@dataclass(frozen=True, slots=True)
class MessageDetail:
    """All that is known of a message, but for its body and its attempts."""

    row: MessageRow
    envelope: Envelope
    recipients: tuple[RecipientRow, ...]
    """In the order of the envelope."""
    queued_at: datetime
    """When it was queued last: its expiry counts from here."""
    finished_at: datetime | None
    """When it passed into history; None while it is not there."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages stand how, by account."""

    numbers: Mapping[tuple[str, MessageState], int]

    def total(
        self, states: Iterable[MessageState] = MessageState, accounts: Iterable[str] | None = None
    ) -> int:
        """Add up the given states of the given accounts, by default of all."""
        wanted, known = set(states), None if accounts is None else set(accounts)
        return sum(
            number
            for (account, state), number in self.numbers.items()
            if state in wanted and (known is None or account in known)
        )
