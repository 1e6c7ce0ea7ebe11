"""Accounts out of tables and values."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.account import MECHANISMS, Account, KeepSecret, Server, SmtpAuth
from postroom.model.account_entry import account_from, account_in, unknown_keys
from postroom.model.account_errors import BadAccount
from postroom.model.account_fields import Field, values_of
from postroom.model.endpoint import Security
from postroom.model.plan import Trust
from postroom.model.sending_rules import SendingRules, UncertainPolicy
from postroom.model.tls import TrustMode
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT

TEXTS = st.text("abc.-@ü", max_size=8)
SERVERS = st.builds(
    Server, TEXTS, st.none() | st.integers(1, 65535), st.none() | st.sampled_from(list(Security))
)
ACCOUNTS = st.builds(
    Account,
    name=TEXTS,
    user=TEXTS,
    pop3=st.none() | SERVERS,
    smtp=SERVERS,
    smtp_auth=st.sampled_from(list(SmtpAuth)),
    smtp_user=TEXTS,
    mechanism=st.sampled_from(MECHANISMS),
    is_token=st.booleans(),
    keep_secret=st.sampled_from(list(KeepSecret)),
    timeout=st.floats(1, 600),
    local_name=TEXTS,
    clear_password=st.booleans(),
    sending=st.builds(
        SendingRules,
        asynchronous=st.booleans(),
        connections=st.integers(1, 64),
        messages_per_connection=st.integers(1, 100_000),
        rate=st.none() | st.integers(1, 1_000_000),
        size_limit=st.none() | st.integers(1_000, 10**12),
        uncertain=st.sampled_from(list(UncertainPolicy)),
    ),
    trust=st.none() | st.builds(Trust, st.sampled_from(list(TrustMode)), st.just((Path("/ca.pem"),))),
)


@given(ACCOUNTS)
def test_what_is_written_is_read_again(account: Account) -> None:
    assert account_from({field.value: value for field, value in values_of(account).items()}) == account


@pytest.mark.parametrize("account", [FULL_ACCOUNT, SMALL_ACCOUNT, replace(SMALL_ACCOUNT, smtp=Server())])
def test_tables_are_read_like_values(account: Account) -> None:
    table: dict[str, Any] = {}
    for field, value in values_of(account).items():
        outer, _, key = field.rpartition(".")
        (table.setdefault(outer, {}) if outer else table)[key] = value
    assert account_in(table) == account


def test_an_empty_table_is_a_server_nevertheless() -> None:
    account = account_in({"name": "x", "pop3": {}, "smtp": {}, "trust": {}})
    assert (account.pop3, account.smtp, account.trust) == (Server(), Server(), Trust())


def test_null_is_no_server() -> None:
    account = account_in({"name": "x", "pop3": None, "smtp": {"port": None}, "trust": None})
    assert (account.pop3, account.smtp, account.trust) == (None, Server(), None)


def test_the_mechanism_may_be_in_capitals() -> None:
    assert account_from({Field.MECHANISM: "CRAM-MD5"}).mechanism == "cram-md5"


def test_all_that_cannot_be_read_is_told_at_once() -> None:
    with pytest.raises(BadAccount) as caught:
        account_in(
            {
                "name": "x",
                "pop3": "host",
                "sending": 4,
                "smtp": {"port": "smtp"},
                "token": 3,
                "timeout": "long",
            }
        )
    assert [problem.field for problem in caught.value.problems] == [
        "pop3",
        "sending",
        "smtp.port",
        "token",
        "timeout",
    ]
    assert caught.value.problems[0].sentence == "pop3 must be a table."
    assert caught.value.name == "x"


def test_keys_that_mean_nothing_are_named() -> None:
    assert unknown_keys({"name": "x", "prot": 1, "pop3": {"hots": 1, "host": "h"}, "other": {"a": 1}}) == (
        "prot",
        "pop3.hots",
        "other.a",
    )
    assert unknown_keys({"name": "x", "pop3": None, "smtp": {}, "sending": None}) == ()
    assert unknown_keys({"sending": {"retries": 3, "rate": 1}}) == ("sending.retries",)
