"""The document that answers how a message stands, `postroom.status/1`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from postroom.model.document import Moment
from postroom.model.message import MessageState, Status
from postroom.model.spool_message import MessageDetail


class StatusDocument(Struct, frozen=True):
    """A message in one word, `status`, and what stands behind it.

    `explanation` says why it stands so, and what happens next; `next_attempt_at` is null unless it is queued or
    deferred, and `finished_at` unless its way is over.
    """

    schema: Literal["postroom.status/1"]
    id: int
    status: Status
    state: MessageState
    explanation: str
    account: str
    accepted_at: Moment
    attempts: int
    next_attempt_at: Moment | None
    finished_at: Moment | None
    last_reply: str


def status_document(detail: MessageDetail, explanation: str) -> StatusDocument:
    """Give the document about how a message stands."""
    row = detail.row
    return StatusDocument(
        schema="postroom.status/1",
        id=row.id,
        status=row.status,
        state=row.state,
        explanation=explanation,
        account=row.account,
        accepted_at=row.accepted_at,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        finished_at=detail.finished_at,
        last_reply=row.last_reply,
    )
