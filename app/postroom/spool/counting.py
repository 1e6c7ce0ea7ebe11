"""How many messages of each account stand how, kept in step with the messages by whoever moves them.

What a transaction changes is added up and written once, at its end.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from postroom.spool.statements import statements

SQL: Final = statements("counting")


class Counting:
    """What a transaction changes in the numbers."""

    __slots__ = ("_connection", "_numbers")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: defaultdict[tuple[str, str], int] = defaultdict(int)

    def add(self, account: str, state: str, number: int = 1) -> None:
        """Count one message more, or several, or fewer."""
        self._numbers[account, state] += number

    def take_away(self, ids: str) -> None:
        """Count messages no longer; `ids` is a JSON list."""
        self._add_all(ids, -1)

    @contextmanager
    def anew(self, ids: str) -> Iterator[None]:
        """Count messages as they stand afterwards, instead of as they stand now; `ids` is a JSON list."""
        self._add_all(ids, -1)
        yield
        self._add_all(ids, 1)

    def write(self) -> None:
        """Write what has changed."""
        changes = [(*key, number) for key, number in self._numbers.items() if number]
        if changes:
            self._connection.execute(SQL["write"], (msgspec.json.encode(changes).decode(),))

    def _add_all(self, ids: str, sign: int) -> None:
        for account, state, number in self._connection.execute(SQL["numbers"], (ids,)):
            self._numbers[account, state] += sign * number
