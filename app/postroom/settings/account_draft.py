"""A change of the saved accounts under way: the text, and the accounts that it has to say in the end."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from postroom.model.account import Account
from postroom.model.account_entry import account_from
from postroom.model.account_errors import BrokenFile, DuplicateAccount, UnknownAccount
from postroom.model.account_fields import ARRAY, PRESENCE, Field, values_of
from postroom.model.account_rules import check
from postroom.model.text import say
from postroom.settings import account_text
from postroom.settings.account_text import Delta
from postroom.settings.saved_accounts import read_accounts
from postroom.settings.toml_file import TomlText, parse_toml


def difference(before: Account, after: Account) -> Delta:
    """Give what has to change to make `after` of `before`."""
    old, new = values_of(before), values_of(after)
    return {field: new.get(field) for field in Field if old.get(field) != new.get(field)}


def applied(account: Account, delta: Delta) -> Account:
    """Give `account` with the change. A server whose presence is taken away goes with all its values."""
    gone = tuple(f"{table}." for table, field in PRESENCE.items() if delta.get(field, "") is None)
    values = {**values_of(account), **delta}
    return account_from(
        {field: value for field, value in values.items() if not field.startswith(gone or ("*",))}
    )


class Draft:
    """Collects changes of the file at `path`. Each raises what forbids it and then has no effect.

    A `BrokenFile` says that the file is sound, but written in a way that cannot be changed without harm.
    """

    def __init__(self, path: Path, before: TomlText, accounts: Iterable[Account]) -> None:
        self._path = path
        self._before = before
        self._accounts = list(accounts)
        self._touched: set[str] = set()
        self.text = before.text

    def find(self, name: str) -> Account | None:
        """Give the account of that name, or None."""
        return next((account for account in self._accounts if account.name == name), None)

    def add(self, account: Account) -> None:
        """Put an account behind all others. Raises `DuplicateAccount` or `BadAccount`."""
        check(account)
        self._refuse_second(account.name)
        self.text = account_text.added(self.text, account)
        self._accounts.append(account)
        self._touched.add(account.name)

    def change(self, name: str, delta: Delta) -> None:
        """Change values. Raises `UnknownAccount`, `DuplicateAccount`, `BadAccount` or `BrokenFile`."""
        index = self._index(name)
        account = applied(self._accounts[index], delta)
        check(account)
        if account.name != name:
            self._refuse_second(account.name)
        self._touched |= {name, account.name}
        try:
            self.text = account_text.changed(self.text, index, delta)
        except account_text.CannotEdit:
            raise self._refusal() from None
        self._accounts[index] = account

    def remove(self, name: str) -> None:
        """Take an account away. Raises `UnknownAccount` or `BrokenFile`."""
        index = self._index(name)
        self._touched.add(name)
        try:
            self.text = account_text.removed(self.text, index)
        except account_text.CannotEdit:
            raise self._refusal() from None
        del self._accounts[index]

    def prove(self) -> None:
        """Read the text back. Raises `BrokenFile` where it does not say exactly what it should."""
        try:
            after = parse_toml(self._path, self.text)
        except BrokenFile:
            raise self._refusal() from None
        saved = read_accounts(self._path, after)
        says = [values_of(account) for account in saved.accounts]
        should = [values_of(account) for account in self._accounts]
        if says != should or saved.troubles or self._others(after) != self._others(self._before):
            raise self._refusal()

    def _index(self, name: str) -> int:
        account = self.find(name)
        if account is None:
            raise UnknownAccount(name)
        return self._accounts.index(account)

    def _refuse_second(self, name: str) -> None:
        if self.find(name) is not None:
            raise DuplicateAccount(name)

    def _others(self, toml: TomlText) -> dict[str, Any]:
        """Give all that was not to be changed."""
        tables = [table for table in toml.data.get(ARRAY, []) if table.get("name") not in self._touched]
        return {**toml.data, ARRAY: tables}

    def _refusal(self) -> BrokenFile:
        names = ", ".join(sorted(self._touched))
        sentence = say(
            "Postroom cannot change the accounts ({names}) without harm to other lines. "
            "Change them by hand, or write each account as tables of its own under [[account]].",
            names=names,
        )
        return BrokenFile(str(self._path), None, sentence)
