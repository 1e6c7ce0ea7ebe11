"""The orders of lists, and the walks along indices that follow them.

Some orders are walked in two parts and merged. Sender, recipient, subject and size have an index for filed messages;
the others, the newest, are looked through. What is never due comes behind what is, by number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from postroom.model.message import WAITING
from postroom.model.spool_filter import Column, Filter, Order
from postroom.spool.moments import NEVER


@dataclass(frozen=True, slots=True)
class Walk:
    """A way along an index."""

    table: str
    index: str
    condition: str | None = None
    constant: int | None = None
    """What the value of the order is all along the way, so that the numbers decide; None where it varies."""

    @property
    def number(self) -> str:
        return "id" if self.table == "messages" else "message"

    @property
    def is_long(self) -> bool:
        """Whether the messages on the way lie anywhere in the file, so that looking at each takes long."""
        return self.index != "NOT INDEXED"


@dataclass(frozen=True, slots=True)
class Sorting:
    """How a list is ordered: the column, and the walks that follow its order."""

    value: str
    walks: tuple[Walk, ...]
    is_of_messages: bool = False
    """Whether the column is one of `messages`; else it is one of `standings`."""
    by_number: bool = False
    """Whether the numbers of the messages decide alone."""


def _filed(column: Column) -> Sorting:
    filed = Walk("messages", f"INDEXED BY messages_{column}", "filed = 1")
    new = Walk("messages", "NOT INDEXED", "id > :filed_to")
    return Sorting(column, (filed, new), is_of_messages=True)


THROUGH: Final = Walk("standings", "NOT INDEXED")
_DUE: Final = Walk("standings", "INDEXED BY standings_due", f"due_at < {NEVER}")
_NEVER_DUE: Final = Walk("standings", "NOT INDEXED", f"due_at = {NEVER}", constant=NEVER)
_SORTINGS: Final = {
    Column.QUEUED: Sorting("message", (THROUGH,), by_number=True),
    Column.STATE: Sorting("state", (Walk("standings", "INDEXED BY standings_state"),)),
    Column.ACCOUNT: Sorting("account", (Walk("standings", "INDEXED BY standings_account"),)),
    Column.SENDER: _filed(Column.SENDER),
    Column.RECIPIENT: _filed(Column.RECIPIENT),
    Column.SUBJECT: _filed(Column.SUBJECT),
    Column.SIZE: _filed(Column.SIZE),
    Column.ATTEMPTS: Sorting("attempts", (Walk("standings", "INDEXED BY standings_attempts"),)),
    Column.NEXT_ATTEMPT: Sorting("due_at", (_DUE, _NEVER_DUE)),
}


def sorting_of(wanted: Filter, order: Order) -> Sorting:
    """Give how a list is ordered; where the filter leaves one value of the column, the numbers decide."""
    sorting = _SORTINGS[order.column]
    has_one_value = {
        Column.STATE: len(wanted.states) == 1,
        Column.ACCOUNT: len(wanted.accounts) == 1,
        Column.NEXT_ATTEMPT: bool(wanted.states) and not wanted.states & WAITING,
    }
    if has_one_value.get(order.column, False):
        return replace(_SORTINGS[Column.QUEUED], value=sorting.value)
    if order.column is Column.NEXT_ATTEMPT and wanted.states and wanted.states <= WAITING:
        return replace(sorting, walks=(_DUE,))
    return sorting
