"""One transaction of the writer: what the works of a group have in hand, and what they leave behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final, Protocol, TypeVar

import msgspec

from postroom.model.spool_errors import SpoolError
from postroom.spool.changes import SpoolChanges
from postroom.spool.counting import Counting

P = TypeVar("P")
R = TypeVar("R")
P_contra = TypeVar("P_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)

Parameters = Mapping[str, Any] | Sequence[Any]

AT_ONCE: Final = 512
"""How many rows are inserted by one execution."""


class Transaction:
    """The connection between `begin` and `commit`, the time, and what was touched so far."""

    __slots__ = ("_connection", "anything", "counting", "now", "spooler", "touched")

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        self._connection = connection
        self.now = now
        """Milliseconds since 1970 in UTC; the same for the whole group."""
        self.counting = Counting(connection)
        self.touched: set[int] = set()
        self.spooler = False
        self.anything = False

    def begin(self) -> None:
        """Keep everybody else from writing."""
        self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Bring it to the disk."""
        self.counting.write()
        self._connection.execute("COMMIT")

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    def insert(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert the rows with an `INSERT` that ends with the `VALUES` of one row, whose first is never null.

        Each execution gives away the interpreter's lock and has to wait for it again, so few of them are fast: there
        are statements for 1, 2, 4 ... rows, and what is left of one is filled with nulls.
        """
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            size = 1 << (len(part) - 1).bit_length()
            values = [*chain.from_iterable(part), *[None] * ((size - len(part)) * len(part[0]))]
            self._connection.execute(_for_rows(sql, size), values)

    @property
    def changes(self) -> SpoolChanges:
        """What is to be told once it is committed."""
        return SpoolChanges(frozenset(self.touched), self.spooler, self.anything)


class TryAgain(Exception):
    """Raised by a work that has learned how it will succeed: the group is undone, and each request is tried alone."""


class Work(Protocol[P_contra, R_co]):
    """Something that the writer does for a whole group of requests at once.

    It gives the result of each request in order; an error among them is that request's own, and says that nothing was
    done for it. An error that is raised undoes the group, and each of its requests is then tried alone.
    """

    def __call__(
        self, transaction: Transaction, payloads: Sequence[P_contra], /
    ) -> Sequence[R_co | SpoolError]: ...


def one_by_one(call: Callable[[Transaction, P], R]) -> Work[P, R]:
    """Make a work of a function for one request. It may raise a `SpoolError`, but only before it writes."""

    def work(transaction: Transaction, payloads: Sequence[P]) -> list[R | SpoolError]:
        return [attempted(transaction, payload) for payload in payloads]

    def attempted(transaction: Transaction, payload: P) -> R | SpoolError:
        try:
            return call(transaction, payload)
        except SpoolError as error:
            return error

    return work


def as_json(values: Iterable[Any]) -> str:
    """Give numbers, words or rows as one parameter, for `json_each(?)`."""
    return msgspec.json.encode(list(values)).decode()


@cache
def _for_rows(sql: str, size: int) -> str:
    """Give the statement for at most so many rows: one that begins with null is none."""
    if size == 1:
        return sql
    insert, _, row = sql.rpartition("VALUES")
    rows = ",".join([row] * size)
    return f"{insert}SELECT * FROM (VALUES {rows}) WHERE column1 IS NOT NULL"  # noqa: S608  # all of it is ours
