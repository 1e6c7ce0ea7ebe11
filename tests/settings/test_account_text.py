"""Accounts in the text of accounts.toml: the text around a change stays as its author wrote it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.model.account import Account, Server
from postroom.model.endpoint import Security
from postroom.model.plan import Trust
from postroom.model.sending_rules import SendingRules
from postroom.settings.account_draft import difference
from postroom.settings.account_text import added, changed, removed
from tests.model.samples import FULL_ACCOUNT

TEXT = """\
# my accounts
title = "kept"

# about ada
[[account]] # the first
name = "ada" # her name
favourite = "lilac"

# her incoming server
[account.pop3]
host = "p"
colour = "red"

# about bob
[[account]]
name = "bob"
pop3.host = "q"
smtp = { host = "r", auth = "same" }

# other things
[other]
x = 1
# the end
"""

ADA = Account(name="ada", pop3=Server("p"))
BOB = Account(name="bob", pop3=Server("q"), smtp=Server("r"))


def after(index: int, before: Account, account: Account) -> str:
    return changed(TEXT, index, difference(before, account))


def lines_that_differ(text: str) -> tuple[list[str], list[str]]:
    """Give the lines that went and those that came."""
    tomllib.loads(text)
    old, new = TEXT.split("\n"), text.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_value_changes_in_its_place() -> None:
    text = after(0, ADA, replace(ADA, name="Ada", pop3=Server("new")))
    assert lines_that_differ(text) == (
        ['name = "ada" # her name', 'host = "p"'],
        ['name = "Ada" # her name', 'host = "new"'],
    )


def test_a_new_value_stands_with_its_table_and_above_the_comments_of_the_next() -> None:
    text = after(0, ADA, replace(ADA, user="ada", pop3=Server("p", 995)))
    assert 'favourite = "lilac"\nuser = "ada"\n\n# her incoming server\n' in text
    assert 'colour = "red"\nport = 995\n\n# about bob\n' in text
    assert lines_that_differ(text)[0] == []


def test_a_new_table_stands_behind_those_of_its_account() -> None:
    text = after(0, ADA, replace(ADA, smtp=Server("", 587)))
    assert 'colour = "red"\n\n[account.smtp]\nport = 587\nauth = "same"\n\n# about bob\n' in text


def test_a_value_that_is_as_usual_goes() -> None:
    before = replace(ADA, user="ada")
    assert changed(after(0, ADA, before), 0, difference(before, ADA)) == TEXT


def test_a_server_goes_with_its_table() -> None:
    text = after(0, ADA, replace(ADA, pop3=None, smtp=Server("s")))
    went, came = lines_that_differ(text)
    assert went == ["[account.pop3]", 'host = "p"', 'colour = "red"']
    assert came == ["[account.smtp]", 'host = "s"', 'auth = "same"']


def test_tables_in_a_line_stay_in_their_line() -> None:
    text = after(1, BOB, replace(BOB, pop3=Server("q", 110), smtp=Server("r", security=Security.TLS)))
    assert 'pop3.host = "q"\npop3.port = 110\n' in text
    assert 'smtp = { host = "r", auth = "same", security = "tls"}\n' in text


def test_tables_in_a_line_go_too() -> None:
    assert lines_that_differ(after(1, BOB, replace(BOB, smtp=None))) == (
        ['smtp = { host = "r", auth = "same" }'],
        [],
    )
    assert lines_that_differ(after(1, BOB, replace(BOB, pop3=None))) == (['pop3.host = "q"'], [])


def test_lists_are_written_as_lists() -> None:
    trust = Trust(ca_files=(Path("/a.pem"), Path("/b.pem")))
    assert '[account.trust]\nmode = "auto"\nca_files = ["/a.pem", "/b.pem"]\n' in after(
        0, ADA, replace(ADA, trust=trust)
    )


def test_an_account_goes_with_its_tables_and_leaves_the_comments_of_the_next() -> None:
    assert removed(TEXT, 0) == TEXT.replace(
        TEXT[TEXT.index("[[account]] # the") : TEXT.index("# about bob")], ""
    )
    assert removed(TEXT, 1) == TEXT.replace(
        TEXT[TEXT.index('[[account]]\nname = "bob"') : TEXT.index("# other")], ""
    )


def test_the_last_account_leaves_nothing() -> None:
    assert removed(added("", ADA), 0) == ""


def test_a_new_account_stands_at_the_end() -> None:
    text = added(TEXT, FULL_ACCOUNT)
    assert text.startswith(TEXT + '\n[[account]]\nname = "Ada Lovelace"\nuser = "ada"\n')
    assert [table["name"] for table in tomllib.loads(text)["account"]] == ["ada", "bob", "Ada Lovelace"]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "x = 1"])
def test_the_first_account_finds_its_place(text: str) -> None:
    assert tomllib.loads(added(text, ADA))["account"] == [{"name": "ada", "pop3": {"host": "p"}}]


def test_words_are_quoted_as_toml_wants() -> None:
    odd = replace(ADA, user='a"b\\c\tü')
    assert tomllib.loads(added("", odd))["account"][0]["user"] == odd.user
    assert tomllib.loads(after(0, ADA, odd))["account"][0]["user"] == odd.user


def test_rules_of_sending_have_a_table_of_their_own() -> None:
    text = after(1, BOB, replace(BOB, sending=SendingRules(asynchronous=True, rate=60)))
    assert 'auth = "same" }\n\n[account.sending]\nasynchronous = true\nrate = 60\n\n# other things\n' in text
