"""Accounts on their way in and out: as JSON (`postroom.accounts/1`) or CSV, a column for each value. Never secrets."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from postroom.model.account import Account
from postroom.model.account_document import accounts_document
from postroom.model.account_entry import account_in, unknown_keys
from postroom.model.account_errors import BadAccount
from postroom.model.account_fields import LISTS, Field, Value, values_of
from postroom.model.account_rules import check
from postroom.model.json_text import json_text
from postroom.model.text import say

SCHEMA: Final = "postroom.accounts/1"
_BETWEEN: Final = ";"
"""Stands between several values in one cell: Windows has colons in file names."""


class Format(StrEnum):
    """The forms in which accounts travel."""

    JSON = "json"
    CSV = "csv"


class CannotImport(Exception):
    """A text is no list of usable accounts; `complaints` says why, each with its place."""

    def __init__(self, complaints: Iterable[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(self.complaints))


Entry = tuple[str, Mapping[str, object]]
"""Where an account stands, and its table."""


def export_accounts(accounts: Iterable[Account], form: Format) -> str:
    """Write `accounts`."""
    if form is Format.JSON:
        return json_text(accounts_document(accounts)) + "\n"
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(Field))
    writer.writeheader()
    writer.writerows(
        {field: _cell(value) for field, value in values_of(account).items()} for account in accounts
    )
    return file.getvalue()


def import_accounts(text: str, form: Format) -> tuple[Account, ...]:
    """Read accounts. Raises `CannotImport` with everything that is wrong with any of them."""
    accounts: list[Account] = []
    complaints: list[str] = []
    for place, table in _json_entries(text) if form is Format.JSON else _csv_entries(text):
        complaints += [_about_unknown(place, key) for key in unknown_keys(table)]
        try:
            account = account_in(table)
            check(account)
            accounts.append(account)
        except BadAccount as bad:
            complaints += [f"{place}: {problem.field}: {problem.sentence}" for problem in bad.problems]
    names = Counter(account.name for account in accounts)
    complaints += [
        say("The name {name} comes more than once.", name=n) for n, count in names.items() if count > 1
    ]
    if complaints:
        raise CannotImport(complaints)
    return tuple(accounts)


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _BETWEEN.join(value) if isinstance(value, tuple) else str(value)


def _json_entries(text: str) -> Iterator[Entry]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        words = say("Line {line}: this is not JSON: {words}.", line=error.lineno, words=error.msg)
        raise CannotImport([words]) from None
    except RecursionError:
        raise CannotImport([say("This JSON is nested too deeply.")]) from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise CannotImport(
            [say("This is not a list of accounts: its schema must be {schema}.", schema=SCHEMA)]
        )
    tables = document.get("accounts")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CannotImport([say("The list of accounts is missing: it must stand under accounts.")])
    for number, table in enumerate(tables, 1):
        yield say("Account {number}", number=number), table


def _csv_entries(text: str) -> Iterator[Entry]:
    heading = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count), strict=True)
    try:
        columns = [column.strip().lower() for column in next(rows, [])]
        unknown = [_about_unknown(say("Line 1"), column) for column in columns if column not in set(Field)]
        if unknown or Field.NAME not in columns:
            raise CannotImport(unknown or [say("Line 1 must name the columns, and among them name.")])
        for row in rows:
            if any(cell.strip() for cell in row):
                yield say("Line {line}", line=rows.line_num), _table(columns, row, rows.line_num)
    except csv.Error as error:
        words = say("Line {line}: this is not CSV: {words}.", line=rows.line_num, words=error)
        raise CannotImport([words]) from None


def _table(columns: Sequence[str], row: Sequence[str], line: int) -> Mapping[str, object]:
    if len(row) > len(columns):
        raise CannotImport([say("Line {line} has more cells than line 1 has columns.", line=line)])
    table: dict[str, Any] = {}
    for column, cell in zip(columns, map(str.strip, row), strict=False):
        outer, _, key = column.rpartition(".")
        value = cell.split(_BETWEEN) if column in LISTS else cell
        if cell:
            (table.setdefault(outer, {}) if outer else table)[key] = value
    return table


def _about_unknown(place: str, key: str) -> str:
    if "password" in key.lower() or "secret" in key.lower():
        return say("{place}: {key} cannot be imported: secrets never travel in files.", place=place, key=key)
    return say("{place}: {key} means nothing here.", place=place, key=key)
