"""How the words of a search are found: what the index of the search tells of them before a list is read.

The index knows each three characters that follow each other in a message. Longer words it finds by itself. A shorter
word begins some of those threes, wherever it stands, since every searched text ends with two characters that belong to
no word: so all threes that begin like it are looked up. Either way the messages are gathered if they are few.

Of words that are common it is known how common they are, from messages all over the file. They are met on any way
soon; where they are not, for they may lie together, the file is looked through.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Final

from postroom.model.spool_filter import Filter
from postroom.spool.statements import statements
from postroom.spool.transaction import as_json

INDEXED: Final = 3
"""Characters that the index keeps together."""
SAMPLE: Final = 500
"""Messages that tell how common the words are."""
COMMON: Final = 0.1
"""What so many of the messages hold is met soon, and not gathered."""
RARE: Final = 0.01
"""What fewer hold is not met soon."""
MARKED: Final = 0.3
"""What more hold takes longer to be looked up than to be looked for in the file."""
SOUGHT: Final = 40_000
"""So many messages that a search finds are gathered and ordered within about 60 ms, and as many checked for a word."""
SOUGHT_IF_RARE: Final = 100_000
"""Of words that are rare together so many are gathered: to look through the file takes longer."""

SQL: Final = statements("searching")
_GOLDEN: Final = 0.618033988749895
"""Its multiples leave even gaps between 0 and 1, and meet no rhythm in which messages came."""
_LAST: Final = "\U0010ffff" * (INDEXED - 1)
"""Follows a word in the last three characters that begin with it."""
_SPECIAL: Final = re.compile(r"[*?[]")
_LITERAL: Final = r"[\g<0>]"
"""What GLOB takes for more than itself, and how it does not."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a search. The numbers are those of filed messages that hold some word of it, or several."""

    number: int | None = None
    """How many there are; None where those are too many to be gathered."""
    hits: str = "[]"
    """These, as a JSON list."""
    is_rare: bool = False
    """Whether hardly a message holds all the words."""
    marks: str | None = None
    """The query for these; None where it takes too long."""


NOTHING_SOUGHT: Final = Found()


@dataclass(frozen=True, slots=True)
class _Part:
    """Words that are looked up at once: all longer ones, or a shorter one."""

    share: float
    """How many of the messages hold it, from 0 to 1."""
    sql: str


def find(connection: sqlite3.Connection, wanted: Filter, messages: int) -> Found:
    """Ask the index for the words of a search among so many `messages`."""
    if not wanted.words:
        return NOTHING_SOUGHT
    share, parts = _sample(connection, wanted)
    one, *others = sorted(parts, key=lambda part: part.share)
    most = SOUGHT_IF_RARE if share < RARE else SOUGHT
    lookups = []
    if share < COMMON and one.share * messages < most:
        lookups.append(SQL["part"].format(part=one.sql))
    if share < RARE and others and others[0].share < MARKED:
        lookups.append(SQL["parts"].format(part=others[0].sql, other=one.sql))
    for sql in lookups:
        number, hits = connection.execute(sql, {**search_values(wanted), "most": most}).fetchone()
        if number < most:
            return Found(number, hits)
    return Found(is_rare=share < RARE, marks=one.sql if one.share < MARKED else None)


def held(wanted: Filter) -> str:
    """Give the condition that a message holds all the words."""
    return " AND ".join(map(_glob, range(len(wanted.words))))


def is_indexed(wanted: Filter) -> bool:
    """Whether the index alone tells which messages hold the words."""
    return all(len(word) >= INDEXED for word in wanted.words)


def search_values(wanted: Filter) -> dict[str, str | None]:
    """Give what the words are called in all these queries."""
    longer = ['"' + word.replace('"', '""') + '"' for word in wanted.words if len(word) >= INDEXED]
    values: dict[str, str | None] = {"match": " AND ".join(longer) or None}
    for n, word in enumerate(wanted.words):
        # GLOB minds case, which folded texts do not have, and is the fastest of all.
        values |= {
            f"word{n}": f"*{_SPECIAL.sub(_LITERAL, word)}*",
            f"first{n}": word,
            f"last{n}": word + _LAST,
        }
    return values


def _sample(connection: sqlite3.Connection, wanted: Filter) -> tuple[float, list[_Part]]:
    """Look how common the words are, all of them together and each part."""
    held_by = [_glob(n) for n in range(len(wanted.words))]
    longer = [n for n, word in enumerate(wanted.words) if len(word) >= INDEXED]
    conditions = {SQL["beginning"].format(n=n): held_by[n] for n in range(len(held_by)) if n not in longer}
    if longer:
        conditions[SQL["matching"]] = " AND ".join(held_by[n] for n in longer)
    first, last = connection.execute(SQL["ends"]).fetchone()
    numbers = as_json(
        {first + int(n * _GOLDEN % 1 * (last + 1 - first)) for n in range(SAMPLE)} if last else ()
    )
    filters = ", ".join(f"count(*) FILTER (WHERE {each})" for each in (held(wanted), *conditions.values()))
    sql = SQL["sample"].format(counts=filters)
    looked_at, *holding = connection.execute(sql, {**search_values(wanted), "numbers": numbers}).fetchone()
    share, *shares = (number / max(looked_at, 1) for number in holding)
    return share, [_Part(each, sql) for each, sql in zip(shares, conditions, strict=True)]


def _glob(number: int) -> str:
    return f"folded GLOB :word{number}"
