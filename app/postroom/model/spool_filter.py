"""Which messages are looked at, and in which order: filter, order, and the key from which a page goes on.

A search is a few words; each of them must stand somewhere in the number, the sender, a recipient or the subject of a
message, whatever its case. Texts are ordered by code point, and `WITHOUT_CASE` names those for which ASCII letters
count without case; equal values follow by number. The order is total, so that a key leads to exactly the rows behind
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.message import MessageState

SUBJECT_LIMIT: Final = 250
"""Characters of a subject that are kept for lists and searches; the message itself has all of them."""

SEARCH_LIMIT: Final = 500
"""Characters of a search: nobody needs more, and a query cannot ask for many hundreds of words."""

_BETWEEN: Final = "\n"
"""Stands between the parts of a searchable text: no word of a search holds it."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look at. An empty part lets everything pass."""

    states: frozenset[MessageState] = frozenset()
    accounts: frozenset[str] = frozenset()
    search: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words of the search; what cannot be printed parts words, for no text that is kept holds it."""
        return tuple(dict.fromkeys(_printable(self.search).casefold().split()))


EVERYTHING: Final = Filter()


class Column(StrEnum):
    """What messages can be ordered by."""

    QUEUED = "queued"
    """The order in which they were accepted."""
    STATE = "state"
    ACCOUNT = "account"
    SENDER = "sender"
    RECIPIENT = "recipient"
    SUBJECT = "subject"
    SIZE = "size"
    ATTEMPTS = "attempts"
    NEXT_ATTEMPT = "next-attempt"
    """What has none comes last, or first when the order is turned round."""


WITHOUT_CASE: Final = frozenset({Column.SENDER, Column.RECIPIENT, Column.SUBJECT})
"""The columns whose order does not regard the case of ASCII letters."""


@dataclass(frozen=True, slots=True)
class Order:
    """A column, upwards or downwards; messages with the same value follow by number, the same way."""

    column: Column = Column.QUEUED
    descending: bool = True


NEWEST_FIRST: Final = Order()


@dataclass(frozen=True, slots=True)
class Key:
    """The place of a row in an order: what stands in the column, and the number of the message."""

    value: str | int
    id: int


def display_text(text: str) -> str:
    """Give a subject as it is kept for lists: one line, printable, not too long."""
    line = " ".join(_printable(text).split())
    return line if len(line) <= SUBJECT_LIMIT else line[: SUBJECT_LIMIT - 3] + "..."


def _printable(text: str) -> str:
    """Give the text with a space for each character that cannot be printed."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


def searchable(number: int, sender: str, recipients: Iterable[str], subject: str) -> str:
    """Give the folded text in which the words of a search are looked for.

    Two more characters end it: so each of the others begins three, which an index of three characters needs.
    """
    return _BETWEEN.join([str(number), sender, *recipients, subject, "", ""]).casefold()
