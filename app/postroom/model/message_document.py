"""The document about one message with all that is known of it, `postroom.message/1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, field

from postroom.model.attempts_document import AttemptDocument, OutcomeWord, attempt_documents
from postroom.model.document import Moment, ReplyDocument, reply_document
from postroom.model.envelope import Envelope, Notify, Returned
from postroom.model.message import MessageState, Status
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_message import MessageDetail, RecipientRow


class RecipientDocument(Struct, frozen=True):
    """A recipient, what became of it, and the last reply about it; that is null where none came.

    `notify` says what the sender wants to be told, null where that is left to the server; `original` is the address
    that the sender wrote, where it was another one.
    """

    address: str
    outcome: OutcomeWord
    reply: ReplyDocument | None
    notify: tuple[Notify, ...] | None
    original: str | None


class EnvelopeDocument(Struct, frozen=True):
    """What the transaction says: `from` is null for the null path, `size` counts octets of the wire form."""

    sender: str | None = field(name="from")
    to: tuple[str, ...]
    size: int
    eight_bit: bool
    utf8_header: bool
    returned: Returned | None
    envelope_id: str | None


class MessageDocument(Struct, frozen=True):
    """A message: how it stands, its recipients, its envelope and its attempts.

    `explanation` says why it stands so, and what happens next. `queued_at` is when it was queued last, and its expiry
    counts from there; `finished_at` is null unless its way is over.
    """

    schema: Literal["postroom.message/1"]
    id: int
    state: MessageState
    status: Status
    explanation: str
    account: str
    sender: str = field(name="from")
    to: str
    subject: str
    size: int
    accepted_at: Moment
    queued_at: Moment
    finished_at: Moment | None
    next_attempt_at: Moment | None
    last_reply: str
    recipients: tuple[RecipientDocument, ...]
    envelope: EnvelopeDocument
    attempts: tuple[AttemptDocument, ...]


def message_document(
    detail: MessageDetail, explanation: str, attempts: Iterable[DeliveryAttempt], *, with_transcript: bool
) -> MessageDocument:
    """Give the document about a message."""
    row, envelope = detail.row, detail.envelope
    return MessageDocument(
        schema="postroom.message/1",
        id=row.id,
        state=row.state,
        status=row.status,
        explanation=explanation,
        account=row.account,
        sender=row.sender,
        to=row.recipient,
        subject=row.subject,
        size=row.size,
        accepted_at=row.accepted_at,
        queued_at=detail.queued_at,
        finished_at=detail.finished_at,
        next_attempt_at=row.next_attempt_at,
        last_reply=row.last_reply,
        recipients=tuple(map(_recipient, detail.recipients)),
        envelope=_envelope(envelope),
        attempts=attempt_documents(envelope.recipients, attempts, with_transcript=with_transcript),
    )


def _recipient(row: RecipientRow) -> RecipientDocument:
    recipient = row.recipient
    return RecipientDocument(
        address=str(recipient.address),
        outcome=OutcomeWord(row.outcome.word),
        reply=None if row.reply is None else reply_document(row.reply),
        notify=None if recipient.notify is None else tuple(sorted(recipient.notify)),
        original=None if recipient.original is None else str(recipient.original),
    )


def _envelope(envelope: Envelope) -> EnvelopeDocument:
    return EnvelopeDocument(
        sender=None if envelope.sender is None else str(envelope.sender),
        to=tuple(str(each.address) for each in envelope.recipients),
        size=envelope.size,
        eight_bit=envelope.eight_bit,
        utf8_header=envelope.utf8_header,
        returned=envelope.returned,
        envelope_id=envelope.envelope_id,
    )
