"""Reading the accounts out of a TOML text, with what is wrong about it told by account, key and line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from postroom.model.account import Account
from postroom.model.account_entry import account_in, unknown_keys
from postroom.model.account_errors import BadAccount, BrokenFile
from postroom.model.account_fields import ARRAY, Field
from postroom.model.account_rules import check
from postroom.model.text import say
from postroom.settings.toml_file import TomlText

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedAccounts:
    """The accounts that can be used, and what is wrong about the file."""

    accounts: tuple[Account, ...]
    troubles: tuple[BrokenFile, ...]


def read_accounts(path: Path, toml: TomlText) -> SavedAccounts:
    """Read all accounts of a file; those that cannot be used are left out and told."""
    tables = toml.data.get(ARRAY, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        sentence = say("Write each account as a table of its own, under a line that says [[account]].")
        return SavedAccounts((), (BrokenFile(str(path), toml.line_of(ARRAY), sentence),))
    accounts: dict[str, Account] = {}
    troubles: list[BrokenFile] = []
    for index, table in enumerate(tables):
        try:
            account = account_in(table)
            check(account)
        except BadAccount as bad:
            troubles.extend(_explained(path, toml, index, bad))
            continue
        if account.name in accounts:
            line = toml.line_of(ARRAY, index, Field.NAME)
            sentence = say("There is an account named {name} above already.", name=account.name)
            troubles.append(BrokenFile(str(path), line, sentence))
        accounts.setdefault(account.name, account)
        for key in unknown_keys(table):
            log.warning(
                "%s: the account %s has the key %s, which means nothing here", path, account.name, key
            )
    troubles.sort(key=lambda trouble: trouble.line or 0)
    return SavedAccounts(tuple(accounts.values()), tuple(troubles))


def _explained(path: Path, toml: TomlText, index: int, bad: BadAccount) -> Iterator[BrokenFile]:
    name = bad.name or say("number {number}", number=index + 1)
    for problem in bad.problems:
        line = toml.line_of(ARRAY, index, *problem.field.split("."))
        names_its_key = problem.sentence.startswith(f"{problem.field} ")
        template = (
            say("Account {name}: {problem}") if names_its_key else say("Account {name}, {key}: {problem}")
        )
        sentence = template.format(name=name, key=problem.field, problem=problem.sentence)
        yield BrokenFile(str(path), line, sentence)
