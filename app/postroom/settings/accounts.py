"""The accounts as they are saved in `accounts.toml`, a file that people may edit too.

A broken file is reported and never written. Each change is made to the file as it is at that moment, so that what
somebody else changed meanwhile stays, and the outcome is read back before it takes the file's place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from postroom.model.account import Account
from postroom.model.account_errors import BrokenFile, UnknownAccount
from postroom.model.account_rules import check
from postroom.model.merge import Duplicates, Merged
from postroom.settings.saved_accounts import SavedAccounts, read_accounts
from postroom.settings.toml_file import TomlText, edit_toml, read_toml

if TYPE_CHECKING:
    from postroom.settings.account_draft import Draft


class AccountBook:
    """The saved accounts, in the order of their file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved = SavedAccounts((), ())
        self._saved = self._read()

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that can be used: where the file cannot be read any more, those that it held before."""
        return self._saved.accounts

    @property
    def trouble(self) -> str | None:
        """What is wrong with the file, and where; while there is any, nothing is saved. None when all is well."""
        return "\n".join(map(str, self._saved.troubles)) or None

    def get(self, name: str) -> Account:
        """Give the account of that name. Raises `UnknownAccount`."""
        for account in self.accounts:
            if account.name == name:
                return account
        raise UnknownAccount(name)

    def reload(self) -> bool:
        """Read the file again, and tell whether it says something new."""
        before = self.accounts, self.trouble
        self._saved = self._read()
        return before != (self.accounts, self.trouble)

    def add(self, account: Account) -> None:
        """Save a new account. Raises `DuplicateAccount`, `BadAccount`, or `OSError`, of which `BrokenFile` is one."""
        self._edit(lambda draft: draft.add(account))

    def replace(self, name: str, account: Account) -> None:
        """Save what `account` changes in the account `name` as this book last knew it, which may be the name too.

        Raises as `add` does, and `UnknownAccount`.
        """
        from postroom.settings.account_draft import difference

        check(account)
        delta = difference(self.get(name), account)
        self._edit(lambda draft: draft.change(name, delta))

    def remove(self, name: str) -> None:
        """Remove an account. Raises `UnknownAccount` or `OSError`."""
        self._edit(lambda draft: draft.remove(name))

    def merge(self, accounts: Iterable[Account], duplicates: Duplicates) -> Merged:
        """Save all `accounts`, or none when one cannot be saved. Raises as `add` does."""
        from postroom.settings.account_draft import difference

        added, replaced, skipped = [], [], []

        def take(draft: Draft) -> None:
            for account in accounts:
                known = draft.find(account.name)
                if known is None or duplicates is Duplicates.REFUSE:
                    draft.add(account)
                    added.append(account.name)
                elif duplicates is Duplicates.REPLACE:
                    draft.change(account.name, difference(known, account))
                    replaced.append(account.name)
                else:
                    skipped.append(account.name)

        self._edit(take)
        return Merged(tuple(added), tuple(replaced), tuple(skipped))

    def _read(self) -> SavedAccounts:
        try:
            return read_accounts(self._path, read_toml(self._path))
        except BrokenFile as error:
            return SavedAccounts(self._saved.accounts, (error,))

    def _edit(self, change: Callable[[Draft], None]) -> None:
        from postroom.settings.account_draft import Draft

        def changed(before: TomlText) -> str:
            saved = read_accounts(self._path, before)
            if saved.troubles:
                raise saved.troubles[0]
            draft = Draft(self._path, before, saved.accounts)
            change(draft)
            draft.prove()
            return draft.text

        try:
            edit_toml(self._path, changed)
        finally:
            self._saved = self._read()
