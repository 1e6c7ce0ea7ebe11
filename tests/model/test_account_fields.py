"""The values of an account under their names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.account_fields import PRESENCE, TABLES, Field, values_of
from postroom.model.plan import Trust
from postroom.model.sending_rules import SendingRules
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from tests.model.samples import FULL_ACCOUNT, SMALL_ACCOUNT


def test_only_what_is_not_as_usual_is_written() -> None:
    assert values_of(SMALL_ACCOUNT) == {"name": "small", "pop3.host": "pop.example.com"}


def test_everything_else_is_written_in_plain_values() -> None:
    assert values_of(FULL_ACCOUNT) == {
        "name": "Ada Lovelace",
        "user": "ada",
        "mechanism": "xoauth2",
        "token": True,
        "keep_secret": "file",
        "timeout": 12.5,
        "local_name": "desk.example.com",
        "clear_password": True,
        "pop3.host": "pop.example.com",
        "pop3.port": 995,
        "pop3.security": "tls",
        "pop3.ignore": ("expired",),
        "smtp.host": "smtp.example.com",
        "smtp.port": 587,
        "smtp.security": "starttls",
        "smtp.auth": "own",
        "smtp.user": "countess",
        "smtp.ignore": ("expired", "weak"),
        "trust.mode": "portable",
        "sending.asynchronous": True,
        "sending.connections": 2,
        "sending.messages_per_connection": 50,
        "sending.rate": 600,
        "sending.size_limit": 25_000_000,
        "sending.retry": "2m, 1h*3",
        "sending.expiry": "3d",
        "sending.uncertain": "sent",
    }


def test_an_smtp_server_is_there_though_all_is_left_to_the_rule() -> None:
    assert values_of(replace(SMALL_ACCOUNT, smtp=Server()))[Field.SMTP_AUTH] == "same"


def test_a_missing_pop3_server_is_not_written() -> None:
    assert values_of(Account(name="x", smtp=Server("smtp.example.com"))) == {
        "name": "x",
        "smtp.host": "smtp.example.com",
        "smtp.auth": "same",
    }


def test_what_is_said_of_a_missing_server_is_not_written() -> None:
    ignored = frozenset({Toggle.NAME})
    account = replace(SMALL_ACCOUNT, smtp_auth=SmtpAuth.OWN, smtp_user="x", ignore_outgoing=ignored)
    account = replace(account, sending=SendingRules(asynchronous=True))
    assert values_of(account) == values_of(SMALL_ACCOUNT)


def test_files_of_authorities_are_names() -> None:
    trust = Trust(TrustMode.AUTO, (PurePosixPath("/a/ca.pem"),))
    values = values_of(replace(SMALL_ACCOUNT, trust=trust))
    assert values[Field.TRUST_MODE] == "auto"
    assert values[Field.CA_FILES] == ("/a/ca.pem",)


def test_each_table_that_may_be_missing_has_a_value_that_stands_for_it() -> None:
    assert set(PRESENCE) == TABLES - {"sending"}
    assert all(field.startswith(f"{table}.") for table, field in PRESENCE.items())
