"""A change of the saved accounts under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.account_errors import BadAccount, BrokenFile, DuplicateAccount, UnknownAccount
from postroom.model.account_fields import Field, values_of
from postroom.model.endpoint import Security
from postroom.settings.account_draft import Draft, applied, difference
from postroom.settings.saved_accounts import read_accounts
from postroom.settings.toml_file import parse_toml
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT
from tests.settings.test_account_text import TEXT

PATH = Path("accounts.toml")
ADA = Account(name="ada", pop3=Server("p"))

SERVERS = st.builds(
    Server,
    st.sampled_from(["h", "i.example"]),
    st.none() | st.integers(1, 65535),
    st.none() | st.sampled_from(list(Security)),
)
ACCOUNTS = st.builds(
    Account,
    name=st.sampled_from(["ada", "bob", "new name", 'odd "one"']),
    user=st.sampled_from(["", "ada", "ü#"]),
    pop3=SERVERS,
    smtp=st.none() | SERVERS,
    smtp_auth=st.sampled_from([SmtpAuth.OFF, SmtpAuth.SAME]),
    timeout=st.sampled_from([30.0, 5.0]),
    is_token=st.booleans(),
)


def draft(text: str = TEXT) -> Draft:
    toml = parse_toml(PATH, text)
    return Draft(PATH, toml, read_accounts(PATH, toml).accounts)


def test_a_difference_is_what_has_to_be_written() -> None:
    changed = replace(SMALL_ACCOUNT, user="ada", pop3=Server("other"))
    assert difference(SMALL_ACCOUNT, changed) == {"user": "ada", "pop3.host": "other"}
    assert difference(changed, SMALL_ACCOUNT) == {"user": None, "pop3.host": "pop.example.com"}
    assert difference(SMALL_ACCOUNT, SMALL_ACCOUNT) == {}


@pytest.mark.parametrize(("before", "after"), [(SMALL_ACCOUNT, FULL_ACCOUNT), (FULL_ACCOUNT, SMALL_ACCOUNT)])
def test_what_is_applied_makes_one_of_the_other(before: Account, after: Account) -> None:
    assert applied(before, difference(before, after)) == after


def test_a_server_goes_with_values_that_others_gave_it_meanwhile() -> None:
    before = replace(SMALL_ACCOUNT, smtp=Server())
    delta = difference(before, SMALL_ACCOUNT)
    assert applied(replace(before, smtp=Server("", 587)), delta) == SMALL_ACCOUNT


def test_names_are_taken_once() -> None:
    with pytest.raises(DuplicateAccount):
        draft().add(ADA)
    with pytest.raises(DuplicateAccount):
        draft().change("bob", {Field.NAME: "ada"})


def test_unknown_names_are_told() -> None:
    with pytest.raises(UnknownAccount):
        draft().change("eve", {})
    with pytest.raises(UnknownAccount):
        draft().remove("eve")
    assert draft().find("eve") is None


def test_bad_accounts_are_refused_and_nothing_changes() -> None:
    work = draft()
    with pytest.raises(BadAccount):
        work.add(replace(ADA, name=""))
    with pytest.raises(BadAccount):
        work.change("ada", {Field.TIMEOUT: 0.0})
    assert work.text == TEXT


@given(ACCOUNTS, st.sampled_from(["ada", "bob"]))
def test_any_change_says_what_it_should_and_nothing_else_changes(account: Account, name: str) -> None:
    work = draft()
    before = work.find(name)
    assert before is not None
    if account.name != name and work.find(account.name):
        account = replace(account, name=name)
    work.change(name, difference(before, account))
    work.prove()
    after = draft(work.text).find(account.name)
    assert after is not None
    assert values_of(after) == values_of(account)
    assert all(
        comment in work.text for comment in ("# my accounts", "# about bob", "# other things", "# the end")
    )


@given(ACCOUNTS)
def test_an_account_that_comes_and_goes_leaves_no_trace(account: Account) -> None:
    account = replace(account, name="guest")
    work = draft()
    work.add(account)
    work.remove("guest")
    work.prove()
    assert work.text == TEXT


IN_A_LINE = 'account = [ { name = "ada", pop3 = { host = "p" } } ]\n'
APART = '[[account]]\nname = "ada"\n[other]\nx = 1\n[account.pop3]\nhost = "p"\n'
MISLEADING = 'note = """\n[[account]]\n"""\n[[account]]\nname = "ada"\npop3.host = "p"\n'


def change_and_prove(work: Draft) -> None:
    work.change("ada", {Field.USER: "countess"})
    work.prove()


def remove_and_prove(work: Draft) -> None:
    work.remove("ada")
    work.prove()


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        (IN_A_LINE, change_and_prove),
        (IN_A_LINE, remove_and_prove),
        (MISLEADING, change_and_prove),
        (MISLEADING, remove_and_prove),
        (APART, remove_and_prove),
    ],
)
def test_a_text_that_cannot_be_changed_without_harm_is_refused(
    text: str, edit: Callable[[Draft], None]
) -> None:
    with pytest.raises(BrokenFile, match=r"cannot change the accounts \(ada\)"):
        edit(draft(text))


def test_tables_that_stand_apart_can_be_changed() -> None:
    work = draft(APART)
    change_and_prove(work)
    assert work.text == APART.replace('"ada"\n', '"ada"\nuser = "countess"\n')
