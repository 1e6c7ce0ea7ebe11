"""What the writer does between commits: it notices that others wrote, and files new messages a few at a time.

A message is accepted without the two costly things that lists need: its parts in the search, and its entries in the
indices of sender, recipient, subject and size, each of which lands on a page of its own among a million. They are made
later, here. Until then a list looks through the messages that are not filed one by one, which are the newest.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Final

from postroom.spool.changes import SpoolChanges
from postroom.spool.statements import statements

PAUSE: Final = 0.1
"""Seconds without a request after which the writer looks round."""
EAGER_PAUSE: Final = 0.001
"""The same while there is more to file: only the requests that are there already come first."""
REST: Final = 0.2
"""Seconds without a commit after which there is time for it."""
MOST_UNFILED: Final = 50_000
"""Messages that are not filed; a search looks through so many in some 20 ms."""
BUSY_PAUSE: Final = 1.0
"""How often it looks round although requests keep coming."""
CHUNK: Final = 200
"""Messages that are filed at once: about 20 ms in which a request may have to wait."""

SQL: Final = statements("upkeep")


class Upkeep:
    """Looks after a connection; used by the writer's thread only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version = self._data_version()
        self._last = time.monotonic()
        self.pause = PAUSE

    @property
    def is_overdue(self) -> bool:
        """Whether it is time to look round, busy or not."""
        return time.monotonic() - self._last > BUSY_PAUSE

    def look_round(self, rested: float) -> SpoolChanges:
        """Tell whether another process wrote, and file a few messages where nothing was asked for in `rested` seconds.

        What is asked for comes first, unless so much is not filed that lists become slow.
        """
        self._last = time.monotonic()
        before, self._version = self._version, self._data_version()
        self.pause = PAUSE
        if (rested >= REST or self._unfiled() > MOST_UNFILED) and file_some(self._connection):
            self.pause = EAGER_PAUSE
        return SpoolChanges(anything=self._version != before)

    def _unfiled(self) -> int:
        filed_to, newest = self._connection.execute(SQL["border"]).fetchone()
        return (newest or 0) - int(filed_to)

    def _data_version(self) -> int:
        """Give a number that changes when another connection commits, and not when this one does."""
        (version,) = self._connection.execute(SQL["data_version"]).fetchone()
        assert isinstance(version, int)
        return version


def file_some(connection: sqlite3.Connection, chunk: int = CHUNK) -> bool:
    """File the oldest messages that are not filed, and tell whether more are left."""
    filed_to, newest = connection.execute(SQL["border"]).fetchone()
    if newest is None or newest <= filed_to:
        return False
    connection.execute("BEGIN IMMEDIATE")
    filed_to, newest = connection.execute(SQL["border"]).fetchone()
    (last,) = connection.execute(SQL["last_of_chunk"], {"filed_to": filed_to, "chunk": chunk}).fetchone()
    if last is not None:
        border = {"filed_to": filed_to, "last": last}
        connection.execute(SQL["file_words"], border)
        connection.execute(SQL["file_rows"], border)
        connection.execute(SQL["move_border"], border)
    connection.execute("COMMIT")
    return last is not None and last < newest
