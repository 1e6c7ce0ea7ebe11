"""Accounts out of a TOML text, with what is wrong told by account, key and line."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from postroom.settings.saved_accounts import SavedAccounts, read_accounts
from postroom.settings.toml_file import parse_toml

PATH = Path("accounts.toml")


def read(text: str) -> SavedAccounts:
    return read_accounts(PATH, parse_toml(PATH, text))


def troubles(text: str) -> list[str]:
    return [str(trouble) for trouble in read(text).troubles]


def test_no_file_has_no_accounts() -> None:
    assert read("") == SavedAccounts((), ())


def test_accounts_keep_their_order() -> None:
    text = '[[account]]\nname="b"\npop3.host="h"\n[[account]]\nname="a"\npop3.host="h"\n'
    assert [account.name for account in read(text).accounts] == ["b", "a"]


def test_what_is_wrong_is_told_by_account_key_and_line_and_the_rest_serves() -> None:
    text = (
        '[[account]]\nname = "ada"\n[account.pop3]\nhost = "h"\nport = "many"\n'
        '[[account]]\nname = "bob"\npop3.host = "h"\n'
        '[[account]]\npop3.host = "h"\ntimeout = 9999\n'
    )
    assert [account.name for account in read(text).accounts] == ["bob"]
    assert troubles(text) == [
        "accounts.toml, line 5: Account ada: pop3.port must be a number from 1 to 65535.",
        "accounts.toml, line 9: Account number 3, name: Give the account a name.",
        "accounts.toml, line 11: Account number 3, timeout: The time-out must be between 1 and 600 seconds.",
    ]


def test_the_first_of_two_with_one_name_serves() -> None:
    text = '[[account]]\nname="a"\npop3.host="h"\n[[account]]\nname="a"\npop3.host="i"\n'
    assert [account.pop3.host for account in read(text).accounts if account.pop3] == ["h"]
    assert troubles(text) == ["accounts.toml, line 5: There is an account named a above already."]


@pytest.mark.parametrize(
    "text", ["x = 1\naccount = 3\n", 'x = 1\n[account]\nname = "a"\n', "\naccount = [1]\n"]
)
def test_accounts_that_are_no_tables_are_told(text: str) -> None:
    (trouble,) = troubles(text)
    assert "line 2: Write each account as a table of its own" in trouble


def test_a_mistyped_key_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert not read('[[account]]\nname="a"\npop3={host="h", prot=995}\n').troubles
    assert "the account a has the key pop3.prot, which means nothing here" in caplog.text
