from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

import pytest

from postroom.desktop.form.draft import Draft, draft_of, new_draft
from postroom.desktop.form.drafts import Drafts
from postroom.desktop.form.summary import summary
from postroom.model.account import Account, KeepSecret, Server, SmtpAuth
from postroom.model.account_errors import BadAccount, Severity
from postroom.model.account_fields import Field
from postroom.model.endpoint import Protocol, Security
from postroom.model.plan import Trust
from postroom.model.secret import Secret
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from tests.desktop.samples import ACCOUNT

FULL = Account(
    name="full",
    user="ada",
    pop3=Server("pop.example.com", 1110, Security.STARTTLS),
    smtp=Server("smtp.example.com", 2525, None),
    smtp_auth=SmtpAuth.OWN,
    smtp_user="mailer",
    mechanism="plain",
    is_token=True,
    keep_secret=KeepSecret.FILE,
    timeout=12.5,
    local_name="desk.example.com",
    clear_password=True,
    trust=Trust(TrustMode.SYSTEM, (PurePath("/a.pem"), PurePath("/b.pem"))),
    ignore_incoming=frozenset({Toggle.EXPIRED}),
    ignore_outgoing=frozenset({Toggle.NAME, Toggle.WEAK}),
)


@pytest.mark.parametrize("account", [ACCOUNT, FULL, Account(name="pop only", pop3=Server("pop.example.com"))])
def test_a_draft_gives_its_account_back(account: Account) -> None:
    read = draft_of(account).account()
    assert replace(read, trust=None) == replace(account, trust=None)
    assert str(read.trust) == str(account.trust).replace("PurePosixPath", "PosixPath")


def test_what_cannot_be_read_is_a_problem_beside_its_field() -> None:
    draft = Draft({**draft_of(ACCOUNT).values, Field.POP3_PORT: "eleven"})
    with pytest.raises(BadAccount):
        draft.account()
    assert [(p.field, p.severity) for p in draft.problems()] == [(Field.POP3_PORT, Severity.ERROR)]


def test_what_is_odd_is_a_warning() -> None:
    draft = Draft({**draft_of(ACCOUNT).values, Field.SMTP_PORT: "465"})
    assert [(p.field, p.severity) for p in draft.problems()] == [(Field.SMTP_PORT, Severity.WARNING)]


def test_a_new_account_has_both_servers_with_todays_security() -> None:
    account = replace(new_draft().account(), pop3=Server("mail.example.com", None, Security.TLS))
    assert [str(account.endpoint(protocol)) for protocol in Protocol] == [
        "mail.example.com:995",
        "mail.example.com:587",
    ]


def test_drafts_survive_the_program_without_their_passwords() -> None:
    drafts = Drafts()
    drafts.put("full", Draft(draft_of(FULL).values, {Protocol.POP3: Secret("quetzal")}))
    drafts.put("", new_draft())
    text = drafts.as_text()
    assert "quetzal" not in text
    again = Drafts(text)
    assert again.get("full") == draft_of(FULL)
    assert again.get("") == new_draft()


def test_drafts_of_accounts_that_are_gone_are_forgotten() -> None:
    drafts = Drafts()
    for name in ("ada", "bob", ""):
        drafts.put(name, new_draft())
    drafts.keep_only({"ada"})
    drafts.drop("nobody")
    assert [name in drafts for name in ("ada", "bob", "")] == [True, False, True]
    assert Drafts().as_text() == ""


@pytest.mark.parametrize("text", ["{", "[1]", '{"a": 3}', '{"a": {"no.such.field": 1}}'])
def test_a_text_that_is_none_of_ours_gives_no_drafts(text: str) -> None:
    assert "a" not in Drafts(text)


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (
            ACCOUNT,
            "POP3 pop.example.com:995 TLS; SMTP same host:587 STARTTLS; password in the keyring",
        ),
        (FULL, "POP3 pop.example.com:1110 STARTTLS; SMTP smtp.example.com:2525; password in a file"),
        (Account(name="x", smtp=Server("mx")), "SMTP mx:25; no log-in"),
        (
            Account(name="x", user="ada", pop3=Server("mx"), smtp=Server(), keep_secret=KeepSecret.ASK),
            "POP3 mx:110; SMTP same host:25; password in memory only",
        ),
        (Account(name="x"), "no log-in"),
    ],
)
def test_an_account_is_summed_up_in_one_line(account: Account, said: str) -> None:
    assert summary(account) == said
