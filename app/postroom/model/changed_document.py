"""The document that says what a command did to messages, `postroom.changed/1`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from postroom.model.message import MessageState
from postroom.model.spool_commands import Changed, Refusal, Why


class RefusalDocument(Struct, frozen=True):
    """A message that was left alone; `state` is how it stands, null where there is no such message."""

    id: int
    why: Why
    state: MessageState | None
    sentence: str


class ChangedDocument(Struct, frozen=True):
    """How many messages were changed, the first of them, and the chosen ones that were left alone.

    `undo` is the number that takes it back; null where there is nothing to take back, or where that is not possible.
    """

    schema: Literal["postroom.changed/1"]
    count: int
    ids: tuple[int, ...]
    refused: tuple[RefusalDocument, ...]
    undo: int | None


def changed_document(changed: Changed) -> ChangedDocument:
    """Give the document about what a command did."""
    refused = tuple(map(_refusal, changed.refused))
    return ChangedDocument("postroom.changed/1", changed.count, changed.sample, refused, changed.undo)


def _refusal(refusal: Refusal) -> RefusalDocument:
    return RefusalDocument(refusal.id, refusal.why, refusal.state, refusal.sentence)
