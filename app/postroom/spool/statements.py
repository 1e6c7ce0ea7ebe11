"""The SQL of the spool: each statement has a name and stands in a file of its own kind, `sql/NAME.sql`.

A file is a row of statements, each after a line `-- name: WORD`. Other lines that begin with `--` are remarks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "sql"
_NAME: Final = "-- name: "


@cache
def statements(kind: str) -> Mapping[str, str]:
    """Give the statements in `sql/KIND.sql` by name."""
    found: dict[str, str] = {}
    for block in (FOLDER / f"{kind}.sql").read_text(encoding="utf-8").split(_NAME)[1:]:
        name, _, text = block.partition("\n")
        found[name.strip()] = "\n".join(
            line for line in text.splitlines() if not line.startswith("--")
        ).strip()
    return found


def migrations() -> dict[int, str]:
    """Give the scripts that lead from each form of the spool to the next, by the number they lead to, in order."""
    paths = sorted((FOLDER / "migrations").glob("*.sql"))
    return {int(path.name.partition("_")[0]): path.read_text(encoding="utf-8") for path in paths}


def split_script(script: str) -> Iterator[str]:
    """Give the statements of a script one by one; a trigger is one statement."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
