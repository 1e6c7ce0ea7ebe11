"""How a list is read so that a million messages do not slow it down: which index leads, and what is checked on the way.

There are three ways, and the numbers of messages by state and account, which are known, decide:

- The states or the accounts of the filter, or the words of the search, leave few messages: **gather** those and order
  them.
- They leave many, or there is no filter: **walk** along the index of the order and drop what does not match. Since many
  match, the walk to the next page is short.
- The order is one for which only filed messages have an index: walk along it, look through the few that are not filed,
  and merge.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from postroom.model.spool_filter import WITHOUT_CASE, Column, Filter, Key, Order
from postroom.model.spool_message import Counts
from postroom.spool.statements import statements

GATHERED: Final = 100_000
"""So many messages are gathered and ordered within about 50 ms."""
FOUND: Final = 20_000
"""The same for messages that a search finds, which lie scattered."""
SHORTEST_WORD: Final = 3
"""Characters of a word that the search index knows; shorter ones are looked for message by message."""

SQL: Final = statements("looking")


class Lead(StrEnum):
    """What leads to the messages of a list."""

    ORDER = "order"
    STATES = "messages_state"
    ACCOUNTS = "messages_account"
    SEARCH = "words"


@dataclass(frozen=True, slots=True)
class Query:
    """A statement and its values."""

    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known before a list is read."""

    counts: Counts
    filed_to: int
    """No message beyond this one is filed."""
    hits: int | None
    """How many filed messages the search finds, `FOUND` or more being many; None where the index cannot tell."""


_COLUMNS: Final = {
    Column.QUEUED: "id",
    Column.STATE: "state",
    Column.ACCOUNT: "account",
    Column.SENDER: "sender",
    Column.RECIPIENT: "recipient",
    Column.SUBJECT: "subject",
    Column.SIZE: "size",
    Column.ATTEMPTS: "attempts",
    Column.NEXT_ATTEMPT: "due_at",
}
_WALKS: Final = {
    Column.QUEUED: "NOT INDEXED",
    Column.NEXT_ATTEMPT: "INDEXED BY messages_due",
}
_FILED: Final = frozenset({Column.SENDER, Column.RECIPIENT, Column.SUBJECT, Column.SIZE})


def match_of(filter: Filter) -> str | None:  # noqa: A002  # the word of the field
    """Give what the search index is asked for; None where it knows none of the words."""
    words = [word for word in filter.words if len(word) >= SHORTEST_WORD]
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words) or None


def list_query(
    wanted: Filter, order: Order, after: Key | None, known: Circumstances, *, columns: str, limit: int
) -> Query:
    """Give the query for a part of a list: `columns`, then the value of the order."""
    value = _COLUMNS[order.column]
    lead = _lead(wanted, known, most=GATHERED, most_found=FOUND)
    conditions, values = _conditions(wanted, known, lead)
    if after is not None:
        sign = "<" if order.descending else ">"
        conditions.append(f"({value}, id) {sign} (:key_value, :key_id)")
        values |= {"key_value": after.value, "key_id": after.id}
    merged = lead is Lead.ORDER and order.column in _FILED
    sql = SQL["list_filed_and_new" if merged else "list"].format(
        columns=columns,
        value=value,
        index=_index(lead, order.column),
        conditions=" AND ".join(conditions) or "1",
        way="DESC" if order.descending else "ASC",
        collation="NOCASE" if order.column in WITHOUT_CASE else "BINARY",
    )
    return Query(sql, {**values, "limit": limit})


def count_query(wanted: Filter, known: Circumstances) -> Query:
    """Give the query for the number of messages that a search finds."""
    total = known.counts.total()
    lead = _lead(wanted, known, most=total, most_found=total + 1)
    conditions, values = _conditions(wanted, known, lead)
    if lead is Lead.SEARCH and wanted == Filter(search=wanted.search):
        return Query(SQL["count_found"].format(conditions=_held(wanted)), values)
    index = _index(lead, Column.QUEUED)
    return Query(SQL["count"].format(index=index, conditions=" AND ".join(conditions)), values)


def _lead(wanted: Filter, known: Circumstances, *, most: int, most_found: int) -> Lead:
    """Choose what leaves the fewest messages, if they are few enough to be gathered."""
    sizes = {Lead.ORDER: most}
    if wanted.states:
        sizes[Lead.STATES] = known.counts.total(states=wanted.states)
    if wanted.accounts:
        sizes[Lead.ACCOUNTS] = known.counts.total(accounts=wanted.accounts)
    if known.hits is not None and known.hits < most_found:
        sizes[Lead.SEARCH] = known.hits
    return min(sizes, key=sizes.__getitem__)


def _index(lead: Lead, column: Column) -> str:
    if lead is Lead.SEARCH:
        return "NOT INDEXED"
    if lead is not Lead.ORDER:
        return f"INDEXED BY {lead}"
    return _WALKS.get(column, f"INDEXED BY messages_{column}")


def _conditions(wanted: Filter, known: Circumstances, lead: Lead) -> tuple[list[str], dict[str, Any]]:
    """Give the conditions of the filter. A search that leads only narrows the choice; each word is looked for again."""
    conditions: list[str] = []
    values: dict[str, Any] = {"filed_to": known.filed_to, "match": match_of(wanted)}
    values |= {f"word{number}": word for number, word in enumerate(wanted.words)}
    if lead is Lead.SEARCH:
        conditions.append(SQL["found"])
    if wanted.states:
        states = ", ".join(f"'{state}'" for state in sorted(wanted.states))
        conditions.append(f"state IN ({states})")
    if wanted.accounts:
        conditions.append("account IN (SELECT value FROM json_each(:accounts))")
        values["accounts"] = msgspec.json.encode(sorted(wanted.accounts)).decode()
    if wanted.words:
        conditions.append(_held(wanted))
    return conditions, values


def _held(wanted: Filter) -> str:
    return " AND ".join(f"instr(folded, :word{number})" for number in range(len(wanted.words)))
