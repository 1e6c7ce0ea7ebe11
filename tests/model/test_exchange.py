"""Accounts on their way in and out."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.account import Account, Server
from postroom.model.exchange import CannotImport, Format, export_accounts, import_accounts
from postroom.model.plan import Trust
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT

TRUSTING = Trust(ca_files=(Path("/a.pem"), Path("/b, c.pem")))
ACCOUNTS = (
    FULL_ACCOUNT,
    SMALL_ACCOUNT,
    Account(name='quoted "x", y', smtp=Server("smtp.example.com"), trust=TRUSTING),
    replace(SMALL_ACCOUNT, name="inherits", smtp=Server()),
)


def complaints(text: str, form: Format) -> tuple[str, ...]:
    with pytest.raises(CannotImport) as caught:
        import_accounts(text, form)
    assert str(caught.value) == "\n".join(caught.value.complaints)
    return caught.value.complaints


@pytest.mark.parametrize("form", Format)
def test_what_goes_out_comes_in_again(form: Format) -> None:
    assert import_accounts(export_accounts(ACCOUNTS, form), form) == ACCOUNTS


@pytest.mark.parametrize("form", Format)
def test_no_account_is_a_list_too(form: Format) -> None:
    assert import_accounts(export_accounts((), form), form) == ()


def test_csv_has_a_column_for_each_value() -> None:
    heading, row = export_accounts([SMALL_ACCOUNT], Format.CSV).split("\r\n")[:2]
    assert heading.startswith("name,user,mechanism,token,")
    assert row.startswith("small,,,")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_may_be_written_by_hand_in_any_spreadsheet(delimiter: str) -> None:
    text = "Name, pop3.host ,POP3.PORT,token\nada,pop.example.com,995,no\n\n,,,\n".replace(",", delimiter)
    assert import_accounts(text, Format.CSV) == (Account(name="ada", pop3=Server("pop.example.com", 995)),)


def test_csv_complaints_tell_line_and_field() -> None:
    text = "name,pop3.host,pop3.port,timeout\nada,pop.example.com,x,1\n,pop.example.com,,9999\n"
    assert complaints(text, Format.CSV) == (
        "Line 2: pop3.port: pop3.port must be a number from 1 to 65535.",
        "Line 3: name: Give the account a name.",
        "Line 3: timeout: The time-out must be between 1 and 600 seconds.",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Line 1 must name the columns"),
        ("pop3.host\nx\n", "Line 1 must name the columns"),
        ("name,prot\n", "Line 1: prot means nothing here."),
        ("name,password\n", "Line 1: password cannot be imported: secrets never travel in files."),
        ("name\nada,b\n", "Line 2 has more cells than line 1 has columns."),
        ('name\n"ada', "Line 2: this is not CSV"),
    ],
)
def test_what_is_no_csv(text: str, words: str) -> None:
    (complaint,) = complaints(text, Format.CSV)
    assert words in complaint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Line 1: this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "its schema must be postroom.accounts/1"),
        ('{"schema": "postroom.check/1"}', "its schema must be postroom.accounts/1"),
        ('{"schema": "postroom.accounts/1"}', "The list of accounts is missing"),
        ('{"schema": "postroom.accounts/1", "accounts": [1]}', "The list of accounts is missing"),
    ],
)
def test_what_is_no_json(text: str, words: str) -> None:
    (complaint,) = complaints(text, Format.JSON)
    assert words in complaint


def test_json_complaints_tell_account_and_field() -> None:
    accounts = [{"name": "ada", "pop3": {"host": "h", "password": "x"}}, {"name": "bob", "colour": 1}]
    text = json.dumps({"schema": "postroom.accounts/1", "accounts": accounts})
    assert complaints(text, Format.JSON) == (
        "Account 1: pop3.password cannot be imported: secrets never travel in files.",
        "Account 2: colour means nothing here.",
        "Account 2: pop3.host: Enter a POP3 or an SMTP server.",
    )


@pytest.mark.parametrize("form", Format)
def test_a_name_comes_once(form: Format) -> None:
    text = export_accounts([SMALL_ACCOUNT, FULL_ACCOUNT, SMALL_ACCOUNT], form)
    assert complaints(text, form) == ("The name small comes more than once.",)


@pytest.mark.parametrize("form", Format)
@given(
    text=st.text()
    | st.lists(st.sampled_from(["name", ",", "\n", '"', "ada", ";", "{", "[", "1"])).map("".join)
)
def test_any_text_is_read_or_refused(form: Format, text: str) -> None:
    with suppress(CannotImport):
        assert export_accounts(import_accounts(text, form), form)
