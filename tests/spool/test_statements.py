"""The SQL files: every statement has its place, is used, and can be prepared."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from postroom.spool import statements as module
from postroom.spool.database import open_for_writing
from postroom.spool.statements import FOLDER, migrations, split_script, statements

KINDS = sorted(path.stem for path in FOLDER.glob("*.sql"))
BESIDE = {"looking": ["listing"]}
"""The modules that use statements of another kind than their own."""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_for_writing(tmp_path / "spool.db")
    yield connection
    connection.close()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_module_which_uses_all_of_it(kind: str) -> None:
    folder = Path(module.__file__).parent
    texts = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in [kind, *BESIDE.get(kind, [])]]
    used = set(re.findall(r'"(\w+)"', "\n".join(texts)))
    assert set(statements(kind)) - used == set()


@pytest.mark.parametrize("kind", KINDS)
def test_each_whole_statement_can_be_prepared(kind: str, connection: sqlite3.Connection) -> None:
    for name, sql in statements(kind).items():
        if sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"} and "{" not in sql:
            assert connection.execute(f"EXPLAIN {sql}", _values(sql)).fetchall(), name


def test_the_oldest_sqlite_that_is_taken_understands_every_conflict() -> None:
    """SQLite before 3.35 wants to be told which one it is that turns into an update."""
    assert not [sql for kind in KINDS for sql in statements(kind).values() if "CONFLICT DO UPDATE" in sql]


def _values(sql: str) -> dict[str, int] | list[int]:
    named = re.findall(r":(\w+)", sql)
    if named:
        return dict.fromkeys(named, 1)
    numbered = {int(number) for number in re.findall(r"\?(\d+)", sql)}
    return [1] * (max(numbered) if numbered else sql.count("?"))


def test_remarks_are_no_part_of_a_statement() -> None:
    assert all("--" not in sql and sql for kind in KINDS for sql in statements(kind).values())


def test_migrations_are_numbered_without_gaps() -> None:
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


SCRIPT = """\
-- a remark; with a semicolon
CREATE TABLE a (b);
CREATE TABLE c (
    d DEFAULT ';'  -- another; one
);
CREATE TRIGGER e AFTER INSERT ON a BEGIN
    SELECT 1;
END;

"""


def test_a_script_is_split_where_its_statements_end() -> None:
    parts = list(split_script(SCRIPT))
    assert [part.split()[-1] for part in parts] == ["(b);", ");", "END;"]
    assert "".join(parts) == SCRIPT.rstrip("\n") + "\n"
