"""One transaction of the writer: what the works of a group have in hand, and what they leave behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from postroom.model.spool_errors import SpoolError
from postroom.spool.changes import SpoolChanges

P = TypeVar("P")
R = TypeVar("R")
P_contra = TypeVar("P_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)

Parameters = Mapping[str, Any] | Sequence[Any]


class Transaction:
    """The connection between BEGIN and COMMIT, the time, and what was touched so far."""

    __slots__ = ("_connection", "anything", "now", "spooler", "touched")

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        self._connection = connection
        self.now = now
        """Milliseconds since 1970 in UTC; the same for the whole group."""
        self.touched: set[int] = set()
        self.spooler = False
        self.anything = False

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    def execute_each(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute `sql` for each of the rows."""
        self._connection.executemany(sql, rows)

    @property
    def changes(self) -> SpoolChanges:
        """What is to be told once it is committed."""
        return SpoolChanges(frozenset(self.touched), self.spooler, self.anything)


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


def as_json(values: Iterable[int] | Iterable[str]) -> str:
    """Give numbers or words as one parameter, for `IN (SELECT value FROM json_each(?))`."""
    return msgspec.json.encode(list(values)).decode()
