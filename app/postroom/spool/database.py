"""The file of the spool: how it is opened, brought to its present form, and what SQLite's errors mean."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from postroom.model.spool_errors import (
    SpoolClosed,
    SpoolDamaged,
    SpoolError,
    SpoolFull,
    SpoolLocked,
    SpoolReadOnly,
    SpoolUnusable,
)
from postroom.model.text import say
from postroom.spool.statements import migrations, split_script

APPLICATION: Final = int.from_bytes(b"Post", "big")
"""Stands in the head of the file, so that nothing else is taken for a spool."""
OLDEST_SQLITE: Final = (3, 34, 0)
"""Has the search for parts of words (fts5, trigram)."""
BUSY_SECONDS: Final = 5.0
"""How long another process may hold the file before that is an error."""
CACHE_KIB: Final = 16_384
READING_CACHE_KIB: Final = 4_096
"""Lists are not faster with more, since the system keeps the file in its memory too; and each reader has its own."""
LOG_PAGES: Final = 4_000
"""Pages in the write-ahead log after which they are copied into the file; one that is written often is copied once."""

_NAMED: Final = {
    sqlite3.SQLITE_FULL: SpoolFull,
    sqlite3.SQLITE_READONLY: SpoolReadOnly,
    sqlite3.SQLITE_PERM: SpoolReadOnly,
    sqlite3.SQLITE_BUSY: SpoolLocked,
    sqlite3.SQLITE_LOCKED: SpoolLocked,
    sqlite3.SQLITE_INTERRUPT: SpoolClosed,
}
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_EXTENDED: Final = 0xFF
"""The part of an error's number that says its kind."""


@contextlib.contextmanager
def naming_troubles() -> Iterator[None]:
    """Turn what SQLite says about the disk and the file into named errors; the rest is a bug and stays as it is."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise trouble from error


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that what it read cannot be right."""
    return _kind(error) in _DAMAGE


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the spool at `path`, made where it is missing, in its present form. Raises `SpoolTrouble`."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise SpoolUnusable(
            say(
                "The spool needs SQLite 3.34 or newer, and this Python has {version}.",
                version=sqlite3.sqlite_version,
            )
        )
    _make_private(path)
    with naming_troubles():
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            _check_kind(connection, path)
            _set_up_writing(connection, path)
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a spool that exists, to look only. Raises `SpoolTrouble`."""
    with naming_troubles():
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{READING_CACHE_KIB}")
    return connection


def _make_private(path: Path) -> None:
    """Make the file where it is missing, for its owner only; SQLite gives its companions the same rights."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except PermissionError as error:
        raise SpoolReadOnly from error
    except OSError as error:
        raise SpoolUnusable(
            say("The spool {path} cannot be opened: {reason}.", path=path, reason=error.strerror)
        ) from error


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `SpoolUnusable` for another program's file. One that is made meanwhile has its name once it has tables."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if tables and application != APPLICATION:
        raise SpoolUnusable(say("{path} is a database, but not a spool of Postroom.", path=path))


def _set_up_writing(connection: sqlite3.Connection, path: Path) -> None:
    """A commit is on the disk when it returns: also on macOS, where the system has to be told so."""
    (journal,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if journal != "wal":
        raise SpoolUnusable(
            say(
                "{path} lies where SQLite keeps no log, such as on a network drive. Use a local folder.",
                path=path,
            )
        )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA secure_delete = FAST")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_PAGES * 4096 * 2}")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Take the steps that are missing, all or none. Another process that does the same is waited for."""
    steps = migrations()
    newest = max(steps)
    (form,) = connection.execute("PRAGMA user_version").fetchone()
    if form < newest:
        connection.execute("BEGIN IMMEDIATE")
        with _rolling_back(connection):
            (form,) = connection.execute("PRAGMA user_version").fetchone()
            for number, script in steps.items():
                if number > form:
                    for statement in split_script(script):
                        connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {max(form, newest)}")
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute("COMMIT")
    if form > newest:
        raise SpoolUnusable(
            say(
                "The spool {path} was written by a newer Postroom. Use that one, or another folder.",
                path=path,
            )
        )


@contextlib.contextmanager
def _rolling_back(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _kind(error: sqlite3.Error) -> int:
    number: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return number & _EXTENDED


def name_trouble(error: OSError) -> SpoolError:
    """Give what the system says about a file beside the spool in the words of the spool."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SpoolFull()
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return SpoolReadOnly()
    return SpoolUnusable(say("The file of the spool does not do its work: {reason}.", reason=error))


def _trouble(error: sqlite3.Error) -> SpoolError | None:
    number = _kind(error)
    if number in _DAMAGE:
        return SpoolDamaged(str(error))
    if number in _NAMED:
        return _NAMED[number]()
    if number in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}:
        return SpoolUnusable(say("The file of the spool does not do its work: {reason}.", reason=error))
    return None
