"""How a list is read so that a million messages do not slow it down: which index leads, and what is checked on the way.

There are four ways, and the numbers of messages by state and account, which are known, decide:

- A state, an account or the words of a search leave few messages: **gather** those and order them.
- They leave many: **walk** along the index of the order until the page is full, and drop what does not match.
- How long a walk is depends on how the matching messages lie, and those on the way lie anywhere in the file. So first
  **mark** the messages that match, where they are not too many, and look only at those that are marked. Words are met
  soon on most ways, and are marked only where they have not been.
- Words that are common one by one and hardly ever meet are looked for in the order of the file, which is the fastest
  way **through** all of it.

A search finds its messages in the order of the file and costs little for each, so that more of them are gathered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from postroom.model.spool_filter import NEWEST_FIRST, WITHOUT_CASE, Filter, Key, Order
from postroom.model.spool_message import Counts
from postroom.spool.searching import NOTHING_SOUGHT, SOUGHT, Found, held, is_indexed, search_values
from postroom.spool.statements import statements
from postroom.spool.transaction import as_json
from postroom.spool.walks import THROUGH, Walk, sorting_of

GATHERED: Final = 10_000
"""So many messages of a state or an account are gathered and ordered within about 20 ms."""
MARKED: Final = 200_000
"""So many messages are marked within about 60 ms."""
MOST_OF_A_PAGE: Final = 1_000
"""Who asks for more does not wait for the first of them."""

SQL: Final = statements("looking")


class Lead(StrEnum):
    """What leads to the messages of a list."""

    ORDER = "order"
    STATES = "states"
    ACCOUNTS = "accounts"
    SEARCH = "search"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Query:
    """A statement and its values."""

    sql: str
    values: Mapping[str, Any]
    is_hasty: bool = False
    """Whether it hopes to meet the words of the search soon, and calls `missed` for each message that has them not."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known before a list is read."""

    counts: Counts
    filed_to: int
    """No message beyond this one is filed."""
    found: Found = NOTHING_SOUGHT
    has_missed: bool = False
    """Whether a walk has not met the words of the search soon."""


_GATHERING: Final = {
    Lead.STATES: Walk("standings", "INDEXED BY standings_state"),
    Lead.ACCOUNTS: Walk("standings", "INDEXED BY standings_account"),
    Lead.SEARCH: THROUGH,
    Lead.FILE: Walk("messages", "NOT INDEXED"),
}


def list_query(wanted: Filter, order: Order, after: Key | None, known: Circumstances, limit: int) -> Query:
    """Give the query for a part of a list: the numbers of the messages, and what they are ordered by."""
    plan = _Plan(wanted, order, after, known, is_page=limit <= MOST_OF_A_PAGE)
    key = {} if after is None else {"key_value": after.value, "key_id": after.id}
    return Query(plan.sql(), {**_values(wanted, known), **key, "limit": limit}, plan.is_hasty)


def count_query(wanted: Filter, known: Circumstances) -> Query:
    """Give the query for the number of messages that a search finds."""
    return Query(_Plan(wanted, NEWEST_FIRST, None, known).count_sql(), _values(wanted, known))


class _Plan:
    """The way through one list."""

    def __init__(
        self, wanted: Filter, order: Order, after: Key | None, known: Circumstances, *, is_page: bool = False
    ) -> None:
        self._wanted = wanted
        self._order = order
        self._after = after
        self._known = known
        self._sorting = sorting_of(wanted, order)
        self._sizes = _sizes(wanted, known)
        self._way = "DESC" if order.descending else "ASC"
        self._lead = self._leading()
        meets_words = bool(wanted.words) and self._lead not in {Lead.SEARCH, Lead.FILE}
        self.is_hasty = meets_words and is_page and not known.has_missed
        self._marks_found = meets_words and known.has_missed and known.found.marks is not None

    def sql(self) -> str:
        lead = self._lead
        if lead is not Lead.ORDER:
            return self._part(_GATHERING[lead], lead)
        first, *others = (self._part(walk, lead) for walk in self._sorting.walks)
        if not others:
            return first
        collation = "NOCASE" if self._order.column in WITHOUT_CASE else "BINARY"
        return SQL["merged"].format(first=first, second=others[0], collation=collation, way=self._way)

    def count_sql(self) -> str:
        is_known = is_indexed(self._wanted)
        lead = self._few(GATHERED if is_known else SOUGHT, otherwise=Lead.FILE)
        if is_known and lead in {Lead.SEARCH, Lead.FILE}:
            return self._count_found_sql()
        conditions = " AND ".join(self._conditions(_GATHERING[lead], lead))
        return SQL["count"].format(source=self._source(_GATHERING[lead]), conditions=conditions)

    def _count_found_sql(self) -> str:
        """Count what the search index finds, and look through what is not filed."""
        wanted = self._wanted
        standing = "".join(f" AND {each}" for each in self._standing(THROUGH, Lead.SEARCH))
        other = "CROSS JOIN standings NOT INDEXED ON message = " if standing else ""
        return SQL["count_found"].format(
            found=f"words {other and other + 'words.rowid'}",
            new=f"messages NOT INDEXED {other and other + 'id'}",
            held=held(wanted),
            standing=standing,
        )

    def _leading(self) -> Lead:
        """Choose what leaves the fewest messages, if they are few enough to be gathered, or in order already."""
        found = self._known.found
        if found.is_rare or (self._known.has_missed and found.marks is None):
            return self._few(SOUGHT, otherwise=Lead.FILE)
        fewest = min(self._sizes, key=self._sizes.__getitem__, default=Lead.ORDER)
        has_one = {
            Lead.STATES: len(self._wanted.states) == 1,
            Lead.ACCOUNTS: len(self._wanted.accounts) == 1,
        }
        if self._sorting.by_number and has_one.get(fewest, False):
            return fewest
        return self._few(GATHERED, otherwise=Lead.ORDER)

    def _few(self, most: int, *, otherwise: Lead) -> Lead:
        """Give what leaves the fewest messages; those of a search are few already."""
        sizes = {lead: size for lead, size in self._sizes.items() if size <= most or lead is Lead.SEARCH}
        return min(sizes, key=sizes.__getitem__, default=otherwise)

    def _part(self, walk: Walk, lead: Lead) -> str:
        by_number = f"{walk.number} {self._way}"
        numbers_decide = self._sorting.by_number or walk.constant is not None
        return SQL["list"].format(
            number=walk.number,
            value=self._sorting.value,
            source=self._source(walk),
            conditions=" AND ".join([*self._conditions(walk, lead), *self._behind(walk)]) or "1",
            order=by_number if numbers_decide else f"value {self._way}, {by_number}",
        )

    def _source(self, walk: Walk) -> str:
        """Give the table that the walk is in, and the other one where it is needed."""
        wanted = self._wanted
        if walk.table == "messages":
            needs_other = bool(wanted.states or wanted.accounts) or not self._sorting.is_of_messages
            other = "standings NOT INDEXED ON message = id"
        else:
            needs_other = bool(wanted.words) or self._sorting.is_of_messages
            other = "messages NOT INDEXED ON id = message"
        source = f"{walk.table} {walk.index}"
        return f"{source} CROSS JOIN {other}" if needs_other else source

    def _conditions(self, walk: Walk, lead: Lead) -> list[str]:
        """Give the conditions of the filter. A search that leads only narrows the choice; each word is looked for."""
        wanted = self._wanted
        conditions = [] if walk.condition is None else [walk.condition]
        if lead is Lead.SEARCH:
            conditions.append(SQL["found"].format(number=walk.number))
        if self._marks_found:
            conditions.append(SQL["found_again"].format(number=walk.number, marks=self._known.found.marks))
        words = [f"({held(wanted)} OR missed())" if self.is_hasty else held(wanted)] if wanted.words else []
        standing = self._standing(walk, lead)
        return [*conditions, *words, *standing] if lead is Lead.FILE else [*conditions, *standing, *words]

    def _standing(self, walk: Walk, lead: Lead) -> list[str]:
        """Give the conditions for the standing of a message."""
        wanted = self._wanted
        conditions: list[str] = []
        if wanted.states:
            states = ", ".join(f"'{state}'" for state in sorted(wanted.states))
            conditions += self._checked(f"state IN ({states})", Lead.STATES, walk, lead)
        if wanted.accounts:
            one_of_them = SQL["of_account" if len(wanted.accounts) == 1 else "of_accounts"]
            conditions += self._checked(one_of_them, Lead.ACCOUNTS, walk, lead)
        return conditions

    def _checked(self, condition: str, part: Lead, walk: Walk, lead: Lead) -> list[str]:
        """Give a condition, and before it the mark that spares most messages on the walk from being looked at."""
        index = _GATHERING[part].index
        if lead is Lead.ORDER and walk.is_long and walk.index != index and self._sizes[part] <= MARKED:
            return [SQL["marked"].format(number=walk.number, index=index, condition=condition), condition]
        return [condition]

    def _behind(self, walk: Walk) -> list[str]:
        """Give the condition for what lies behind the key."""
        key = self._after
        if key is None:
            return []
        sign = "<" if self._order.descending else ">"
        if self._sorting.by_number or key.value == walk.constant:
            return [f"{walk.number} {sign} :key_id"]
        if walk.constant is not None:
            return ["0"] if self._order.descending else []
        return [f"({self._sorting.value}, {walk.number}) {sign} (:key_value, :key_id)"]


def _sizes(wanted: Filter, known: Circumstances) -> dict[Lead, int]:
    """Give how many messages each part of the filter lets pass, as far as it is known."""
    sizes: dict[Lead, int] = {}
    if wanted.states:
        sizes[Lead.STATES] = known.counts.total(states=wanted.states)
    if wanted.accounts:
        sizes[Lead.ACCOUNTS] = known.counts.total(accounts=wanted.accounts)
    if known.found.number is not None:
        sizes[Lead.SEARCH] = known.found.number
    return sizes


def _values(wanted: Filter, known: Circumstances) -> dict[str, Any]:
    return {
        **search_values(wanted),
        "account": next(iter(wanted.accounts), None),
        "accounts": as_json(sorted(wanted.accounts)),
        "filed_to": known.filed_to,
        "hits": known.found.hits,
    }
