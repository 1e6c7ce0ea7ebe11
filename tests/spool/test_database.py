"""Opening the file of a spool: new, old, foreign, and by several at once."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from postroom.model.spool_errors import (
    SpoolClosed,
    SpoolDamaged,
    SpoolFull,
    SpoolLocked,
    SpoolReadOnly,
    SpoolUnusable,
)
from postroom.spool import database
from postroom.spool.database import naming_troubles, open_for_reading, open_for_writing
from postroom.spool.statements import migrations


def one(connection: sqlite3.Connection, sql: str) -> object:
    return connection.execute(sql).fetchone()[0]


def test_a_new_spool_is_private_and_durable(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "spool" / "spool.db"
    connection = open_for_writing(path)
    assert one(connection, "PRAGMA journal_mode") == "wal"
    assert one(connection, "PRAGMA synchronous") == 2
    assert one(connection, "PRAGMA user_version") == max(migrations())
    connection.execute("UPDATE facts SET paused = 1")
    files = [path, *path.parent.glob("spool.db-*")]
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    connection.close()


def test_it_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    first = open_for_writing(path)
    first.execute("UPDATE facts SET paused = 1")
    first.close()
    again = open_for_writing(path)
    assert one(again, "SELECT paused FROM facts") == 1
    again.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "a name with # and ?" / "spool.db"
    open_for_writing(path).close()
    reader = open_for_reading(path)
    with pytest.raises(SpoolReadOnly), naming_troubles():
        reader.execute("UPDATE facts SET paused = 1")
    reader.close()


def test_nothing_else_is_taken_for_a_spool(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE precious (thing)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(SpoolUnusable, match="not a spool of Postroom"):
        open_for_writing(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    path.write_bytes(b"Dear Sir or Madam,\n" * 500)
    with pytest.raises(SpoolDamaged, match="not a database"):
        open_for_writing(path)


def test_a_folder_in_its_place_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(SpoolUnusable, match="cannot be opened"):
        open_for_writing(tmp_path)


def test_a_spool_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    newer = open_for_writing(path)
    newer.execute("PRAGMA user_version = 4711")
    newer.close()
    with pytest.raises(SpoolUnusable, match="written by a newer Postroom"):
        open_for_writing(path)


def test_an_sqlite_that_is_too_old_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(SpoolUnusable, match="this Python has"):
        open_for_writing(tmp_path / "spool.db")


def test_where_sqlite_keeps_no_log_the_spool_is_not_kept(tmp_path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(SpoolUnusable, match="network drive"):
        database._set_up_writing(connection, tmp_path)
    connection.close()


def test_an_older_spool_is_brought_to_the_present_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "spool.db"
    old = open_for_writing(path)
    old.execute("UPDATE facts SET paused = 1")
    old.close()
    present = max(migrations())
    later = {
        **migrations(),
        present + 1: "CREATE TABLE later (thing);\nALTER TABLE facts ADD COLUMN more DEFAULT 7;\n",
    }
    monkeypatch.setattr(database, "migrations", lambda: later)
    new = open_for_writing(path)
    assert new.execute("SELECT paused, more FROM facts").fetchone() == (1, 7)
    assert one(new, "PRAGMA user_version") == present + 1
    new.close()


def test_a_step_that_fails_leaves_the_spool_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "spool.db"
    open_for_writing(path).close()
    present = max(migrations())
    broken = {**migrations(), present + 1: "CREATE TABLE later (thing);\nCREATE TABLE facts (thing);\n"}
    with monkeypatch.context() as patch:
        patch.setattr(database, "migrations", lambda: broken)
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            open_for_writing(path)
    connection = open_for_writing(path)
    assert one(connection, "PRAGMA user_version") == present
    assert one(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'later'") == 0
    connection.close()


OPEN = """
import sys
from pathlib import Path
from postroom.spool.database import open_for_writing
open_for_writing(Path(sys.argv[1])).close()
"""


def test_processes_that_make_it_at_the_same_time_make_one(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    running = [subprocess.Popen([sys.executable, "-c", OPEN, str(path)]) for _ in range(6)]
    assert [process.wait(60) for process in running] == [0] * 6
    connection = open_for_writing(path)
    assert one(connection, "SELECT count(*) FROM facts") == 1
    connection.close()


def test_one_that_another_process_makes_meanwhile_is_taken_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"

    class Overtaken(sqlite3.Connection):
        """Answers as it was before another process made the file, once."""

        has_asked = False

        def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
            row = super().execute(sql, parameters).fetchone()
            if not self.has_asked:
                self.has_asked = True
                open_for_writing(path).close()
            return super().execute("SELECT ?", row)

    connection = sqlite3.connect(path, factory=Overtaken)
    database._check_kind(connection, path)
    connection.close()


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (sqlite3.SQLITE_FULL, SpoolFull),
        (sqlite3.SQLITE_READONLY_DIRECTORY, SpoolReadOnly),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, SpoolLocked),
        (sqlite3.SQLITE_CORRUPT_INDEX, SpoolDamaged),
        (sqlite3.SQLITE_IOERR_READ, SpoolUnusable),
        (sqlite3.SQLITE_CANTOPEN, SpoolUnusable),
        (sqlite3.SQLITE_INTERRUPT, SpoolClosed),
    ],
)
def test_the_troubles_of_a_disk_have_names(number: int, named: type[Exception]) -> None:
    error = sqlite3.OperationalError("some words")
    error.sqlite_errorcode = number
    with pytest.raises(named) as caught, naming_troubles():
        raise error
    assert caught.value.__cause__ is error


def test_a_bug_keeps_its_own_words() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), naming_troubles():
        connection.execute("SELECT * FROM nowhere")
    with pytest.raises(sqlite3.ProgrammingError), naming_troubles():
        connection.execute("SELECT ?")
    connection.close()
