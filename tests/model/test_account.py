"""Accounts: what a session of one is to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.account import MECHANISMS, TOKEN_MECHANISMS, Account, Server, SmtpAuth
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.plan import Credentials, Trust
from postroom.model.secret import Secret
from postroom.model.tls import TrustMode
from postroom.model.trust import Policy, Toggle
from tests.model.samples import EXCEPTION

POP3, SMTP = Protocol.POP3, Protocol.SMTP
ADA = Account(name="ada", user="ada", pop3=Server("mail.example.com", 995), smtp=Server(port=587))


def test_smtp_inherits_the_pop3_host() -> None:
    assert ADA.endpoint(POP3) == Endpoint("mail.example.com", 995, Security.TLS)
    assert ADA.endpoint(SMTP) == Endpoint("mail.example.com", 587, Security.STARTTLS)


def test_smtp_may_have_a_host_of_its_own() -> None:
    account = replace(ADA, smtp=Server("smtp.example.com", security=Security.TLS))
    assert account.endpoint(SMTP) == Endpoint("smtp.example.com", 465, Security.TLS)


def test_either_server_may_be_missing() -> None:
    incoming, outgoing = replace(ADA, smtp=None), replace(ADA, pop3=None, smtp=Server("smtp.example.com"))
    assert (incoming.protocols, outgoing.protocols) == ((POP3,), (SMTP,))
    assert ADA.protocols == (POP3, SMTP)


def test_without_any_host_there_is_no_server() -> None:
    assert Account(name="x", smtp=Server()).endpoint(SMTP) is None
    assert Account(name="x", pop3=Server()).protocols == ()


@pytest.mark.parametrize(
    ("auth", "user", "owner"),
    [(SmtpAuth.SAME, "ada", POP3), (SmtpAuth.OWN, "countess", SMTP), (SmtpAuth.OFF, "", POP3)],
)
def test_smtp_logs_in_as_the_account_says(auth: SmtpAuth, user: str, owner: Protocol) -> None:
    account = replace(ADA, smtp_auth=auth, smtp_user="countess")
    assert account.user_for(SMTP) == user
    assert account.needs_secret(SMTP) is bool(user)
    assert account.secret_owner(SMTP) is owner
    assert (account.user_for(POP3), account.secret_owner(POP3)) == ("ada", POP3)


def test_a_plan_has_all_that_the_account_says() -> None:
    account = replace(
        ADA, mechanism="plain", is_token=True, timeout=5.0, local_name="desk", clear_password=True
    )
    plan = account.plan(SMTP, Secret("pw"), general_trust=Trust())
    assert plan.protocol is SMTP
    assert plan.endpoint == Endpoint("mail.example.com", 587, Security.STARTTLS)
    assert plan.credentials == Credentials("ada", Secret("pw"), is_token=True)
    assert (plan.mechanism, plan.timeout, plan.local_name) == ("plain", 5.0, "desk")
    assert (plan.clear_password, plan.account) == (True, "ada")


def test_a_plan_without_user_or_secret_does_not_log_in() -> None:
    assert ADA.plan(POP3, None, general_trust=Trust()).credentials is None
    assert replace(ADA, user="").plan(POP3, Secret("pw"), general_trust=Trust()).credentials is None


def test_trust_is_the_account_s_or_the_general_one() -> None:
    general, own = Trust(TrustMode.PORTABLE), Trust(TrustMode.SYSTEM)
    assert ADA.plan(POP3, None, general_trust=general).trust is general
    assert replace(ADA, trust=own).plan(POP3, None, general_trust=general).trust is own


def test_each_session_is_lenient_by_its_own_toggles_and_the_exceptions() -> None:
    account = replace(
        ADA, ignore_incoming=frozenset({Toggle.EXPIRED}), ignore_outgoing=frozenset({Toggle.ANY})
    )
    plans = [
        account.plan(protocol, None, general_trust=Trust(), exceptions=(EXCEPTION,))
        for protocol in (POP3, SMTP)
    ]
    assert [plan.policy for plan in plans] == [
        Policy(frozenset({Toggle.EXPIRED}), (EXCEPTION,)),
        Policy(frozenset({Toggle.ANY}), (EXCEPTION,)),
    ]


def test_a_plan_for_a_missing_server_is_refused() -> None:
    with pytest.raises(LookupError, match="'ada' has no SMTP server"):
        replace(ADA, smtp=None).plan(SMTP, None, general_trust=Trust())


def test_every_token_mechanism_can_be_named() -> None:
    assert set(MECHANISMS) >= TOKEN_MECHANISMS
