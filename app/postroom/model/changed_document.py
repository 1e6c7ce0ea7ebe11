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
    `left` counts the messages that the command did not come to, since it was interrupted before.
    """

    schema: Literal["postroom.changed/1"]
    count: int
    ids: tuple[int, ...]
    refused: tuple[RefusalDocument, ...]
    undo: int | None
    left: int


def changed_document(changed: Changed) -> ChangedDocument:
    """Give the document about what a command did."""
    refused = tuple(map(_refusal, changed.refused))
    return ChangedDocument(
        "postroom.changed/1", changed.count, changed.sample, refused, changed.undo, changed.left
    )


def _refusal(refusal: Refusal) -> RefusalDocument:
    return RefusalDocument(refusal.id, refusal.why, refusal.state, refusal.sentence)
