"""Reading bound exceptions out of a TOML text, with what is wrong about it told by exception, key and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from postroom.model.account_errors import BrokenFile, Problem, Severity
from postroom.model.exceptions import KeptException
from postroom.model.field_reader import FieldReader
from postroom.model.problem_kinds import ProblemKind
from postroom.model.text import say
from postroom.model.trust import BadException, BoundException
from postroom.settings.toml_file import TomlText

ARRAY: Final = "exception"
"""The array of tables that holds the exceptions in `exceptions.toml`."""


@dataclass(frozen=True, slots=True)
class SavedExceptions:
    """The exceptions that can be read, and what is wrong about the file."""

    exceptions: tuple[KeptException, ...]
    troubles: tuple[BrokenFile, ...]


def read_exceptions(path: Path, toml: TomlText) -> SavedExceptions:
    """Read all exceptions of a file. Those that cannot be used are told, and let nothing pass."""
    tables = toml.data.get(ARRAY, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        sentence = say("Write each exception as a table of its own, under a line that says [[exception]].")
        return SavedExceptions((), (BrokenFile(str(path), toml.line_of(ARRAY), sentence),))
    found: dict[str, KeptException] = {}
    troubles: list[BrokenFile] = []
    for index, table in enumerate(tables):
        read, problem = _exception_in(table)
        if read is not None and read.id in found:
            problem = _wrong("id", say("There is an exception {id} above already.", id=read.id))
        elif read is not None:
            found[read.id] = read
        if problem is not None:
            line = toml.line_of(ARRAY, index, *filter(None, [problem.field]))
            troubles.append(BrokenFile(str(path), line, problem.sentence))
    return SavedExceptions(tuple(found.values()), tuple(troubles))


def table_of(kept: KeptException) -> dict[str, object]:
    """Give the table in which an exception is written down."""
    bound = kept.bound
    return {
        "id": kept.id,
        "host": bound.host,
        "port": bound.port,
        "kinds": sorted(kind.value for kind in bound.kinds),
        "key_sha256": bound.key_sha256,
        "reason": bound.reason,
        "author": bound.author,
        "created": bound.created,
        "until": bound.until,
    } | ({} if kept.revoked is None else {"revoked": kept.revoked})


def _exception_in(table: Mapping[str, object]) -> tuple[KeptException | None, Problem | None]:
    reader = FieldReader(table)
    id, host, port = reader.text("id"), reader.text("host"), reader.port("port")  # noqa: A001  see KeptException
    texts = {field: reader.text(field) for field in ("key_sha256", "reason", "author")}
    kinds = _kinds(table.get("kinds"))
    created, until = _moment(table.get("created")), _moment(table.get("until"))
    revoked = None if table.get("revoked") is None else _moment(table["revoked"])
    if reader.problems:
        return None, reader.problems[0]
    if not id or not host:
        return None, _wrong("", say("An exception needs an id and a host."))
    if port is None:
        return None, _wrong("port", say("An exception needs a port."))
    if kinds is None:
        known = ", ".join(ProblemKind)
        return None, _wrong("kinds", say("kinds must be a list of problems from: {known}.", known=known))
    if created is None or until is None or ("revoked" in table and revoked is None):
        return None, _wrong("", say("The times must be written like 2026-12-31T12:00:00Z."))
    try:
        bound = BoundException(host=host, port=port, kinds=kinds, created=created, until=until, **texts)
    except BadException as error:
        return None, _wrong("", str(error))
    return KeptException(id, bound, revoked), None


def _kinds(value: object) -> frozenset[ProblemKind] | None:
    if not isinstance(value, list) or not all(word in set(ProblemKind) for word in value):
        return None
    return frozenset(map(ProblemKind, value))


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _wrong(field: str, sentence: str) -> Problem:
    return Problem(field, Severity.ERROR, sentence)
