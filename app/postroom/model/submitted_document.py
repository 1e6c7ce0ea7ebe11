"""The document that says which messages were taken in, `postroom.submitted/1`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct


class SubmittedMessage(Struct, frozen=True):
    """A message that was accepted; `source` says where it came from, `remarks` what was changed in it or is odd."""

    id: int
    source: str
    remarks: tuple[str, ...]


class RefusedMessage(Struct, frozen=True):
    """A message that was not accepted; `code` is null where it could not even be read."""

    source: str
    code: str | None
    sentence: str


class SubmittedDocument(Struct, frozen=True):
    """What became of the messages, in their order; `ids` are the identifiers of those that were accepted."""

    schema: Literal["postroom.submitted/1"]
    account: str
    ids: tuple[int, ...]
    messages: tuple[SubmittedMessage, ...]
    refused: tuple[RefusedMessage, ...]


def submitted_document(
    account: str, messages: Iterable[SubmittedMessage], refused: Iterable[RefusedMessage]
) -> SubmittedDocument:
    """Give the document about messages that were handed in for `account`."""
    accepted = tuple(messages)
    ids = tuple(message.id for message in accepted)
    return SubmittedDocument("postroom.submitted/1", account, ids, accepted, tuple(refused))
