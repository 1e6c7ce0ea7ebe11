"""What is wrong or odd about an account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.account_errors import BadAccount, Severity
from postroom.model.account_fields import Field
from postroom.model.account_rules import check, problems
from postroom.model.endpoint import Security
from postroom.model.sending_rules import SendingRules
from postroom.model.trust import Toggle
from tests.model.samples import FULL_ACCOUNT

GOOD = Account(name="ada", user="ada", pop3=Server("pop.example.com"), smtp=Server())
ERROR, WARNING = Severity.ERROR, Severity.WARNING


def found(account: Account) -> list[tuple[str, Severity]]:
    return [(problem.field, problem.severity) for problem in problems(account)]


def test_a_good_account_has_no_problem() -> None:
    assert problems(GOOD) == ()
    check(GOOD)


@pytest.mark.parametrize(
    ("account", "field", "words"),
    [
        (replace(GOOD, name=""), Field.NAME, "Give the account a name"),
        (replace(GOOD, name="a\nb"), Field.NAME, "invisible characters"),
        (replace(GOOD, user="a\0b"), Field.USER, "invisible characters"),
        (replace(GOOD, name=" ada"), Field.NAME, "spaces around"),
        (replace(GOOD, user="ada "), Field.USER, "spaces around"),
        (replace(GOOD, smtp=Server(" mail")), Field.SMTP_HOST, "spaces around"),
        (replace(GOOD, pop3=None, smtp=None), Field.POP3_HOST, "Enter a POP3 or an SMTP server"),
        (replace(GOOD, pop3=Server()), Field.POP3_HOST, "Enter the name or the address"),
        (replace(GOOD, pop3=Server("a b")), Field.POP3_HOST, "a character that no server's name has"),
        (replace(GOOD, pop3=None), Field.SMTP_HOST, "no POP3 server whose name could serve"),
        (replace(GOOD, smtp=Server("http://x")), Field.SMTP_HOST, "web address"),
        (replace(GOOD, pop3=Server("h", 0)), Field.POP3_PORT, "0 is not a port"),
        (replace(GOOD, smtp=Server("h", 65536)), Field.SMTP_PORT, "65536 is not a port"),
        (replace(GOOD, smtp_auth=SmtpAuth.OWN), Field.SMTP_USER, "Enter the user"),
        (replace(GOOD, mechanism="ntlm"), Field.MECHANISM, "must be one of: auto, scram-sha-256"),
        (replace(GOOD, timeout=0.5), Field.TIMEOUT, "between 1 and 600"),
        (replace(GOOD, timeout=601), Field.TIMEOUT, "between 1 and 600"),
        (replace(GOOD, timeout=float("nan")), Field.TIMEOUT, "between 1 and 600"),
        (replace(GOOD, local_name="my desk"), Field.LOCAL_NAME, "a host name or an address in brackets"),
        (
            replace(GOOD, local_name="a." * 130 + "b"),
            Field.LOCAL_NAME,
            "a host name or an address in brackets",
        ),
    ],
)
def test_what_cannot_be_saved(account: Account, field: Field, words: str) -> None:
    (problem,) = problems(account)
    assert (problem.field, problem.severity) == (field, ERROR)
    assert words in problem.sentence
    with pytest.raises(BadAccount) as caught:
        check(account)
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    ("account", "field", "words"),
    [
        (replace(GOOD, smtp=Server("", 587, Security.TLS)), Field.SMTP_PORT, "changes to TLS with STARTTLS"),
        (replace(GOOD, smtp_user="x"), Field.SMTP_USER, "is not used"),
        (replace(GOOD, smtp_user="x", smtp_auth=SmtpAuth.OFF), Field.SMTP_USER, "is not used"),
        (replace(GOOD, mechanism="xoauth2"), Field.MECHANISM, "takes an access token"),
        (replace(GOOD, mechanism="plain", is_token=True), Field.MECHANISM, "takes a password"),
        (replace(GOOD, mechanism="apop"), Field.MECHANISM, "APOP exists for POP3 only"),
        (replace(GOOD, clear_password=True), Field.CLEAR_PASSWORD, "everybody on the way"),
    ],
)
def test_what_is_odd_may_be_saved(account: Account, field: Field, words: str) -> None:
    (problem,) = problems(account)
    assert (problem.field, problem.severity) == (field, WARNING)
    assert words in problem.sentence
    check(account)


@pytest.mark.parametrize(
    "account",
    [
        FULL_ACCOUNT,
        replace(GOOD, is_token=True),
        replace(GOOD, mechanism="oauthbearer", is_token=True),
        replace(GOOD, mechanism="apop", smtp=None),
        replace(GOOD, mechanism="apop", smtp_auth=SmtpAuth.OFF),
        replace(GOOD, smtp_auth=SmtpAuth.OWN, smtp_user="countess"),
        replace(GOOD, clear_password=True, pop3=Server("127.0.0.1")),
        replace(GOOD, clear_password=True, pop3=Server("h", security=Security.TLS), smtp=None),
        replace(GOOD, pop3=None, smtp=Server("h", 2525, Security.TLS)),
        replace(GOOD, smtp=Server("", 587)),
        replace(GOOD, local_name="desk.example.com"),
        replace(GOOD, local_name="[192.0.2.1]"),
        replace(GOOD, local_name="[IPv6:2001:db8::1]"),
        replace(GOOD, smtp=None, smtp_user="left over"),
    ],
)
def test_what_is_neither_wrong_nor_odd(account: Account) -> None:
    assert problems(account) == ()


def test_rules_of_sending_count_where_there_is_something_to_send_through() -> None:
    account = replace(GOOD, sending=SendingRules(connections=0))
    assert found(account) == [(Field.CONNECTIONS, ERROR)]
    assert found(replace(account, smtp=None)) == []


def test_problems_come_in_the_order_of_the_form() -> None:
    account = replace(GOOD, name="", pop3=Server("a b", 0), mechanism="x", timeout=0, local_name="?")
    assert [field for field, _ in found(account)] == [
        Field.NAME,
        Field.POP3_HOST,
        Field.POP3_PORT,
        Field.MECHANISM,
        Field.TIMEOUT,
        Field.LOCAL_NAME,
    ]


@pytest.mark.parametrize(
    ("incoming", "outgoing", "field", "words"),
    [
        ({Toggle.ANY, Toggle.EXPIRED}, (), Field.POP3_IGNORE, "no certificate is checked"),
        ((), {Toggle.SELF_SIGNED}, Field.SMTP_IGNORE, "anybody can pose as this server"),
        ({Toggle.NAME}, (), Field.POP3_IGNORE, "anybody can pose as this server"),
    ],
)
def test_leniency_that_gives_a_server_away_is_odd(
    incoming: Iterable[Toggle], outgoing: Iterable[Toggle], field: Field, words: str
) -> None:
    account = replace(
        GOOD,
        pop3=Server("pop.example.com", security=Security.TLS),
        smtp=Server(security=Security.STARTTLS),
        ignore_incoming=frozenset(incoming),
        ignore_outgoing=frozenset(outgoing),
    )
    (problem,) = problems(account)
    assert (problem.field, problem.severity) == (field, WARNING)
    assert words in problem.sentence
    assert problems(replace(account, pop3=None, smtp=Server("h", 465), ignore_outgoing=frozenset())) == ()


def test_leniency_with_one_known_problem_is_not() -> None:
    pop3 = Server("pop.example.com", security=Security.TLS)
    assert problems(replace(GOOD, pop3=pop3, ignore_incoming=frozenset({Toggle.EXPIRED}))) == ()


def test_leniency_without_tls_has_no_meaning() -> None:
    (problem,) = problems(replace(GOOD, ignore_incoming=frozenset({Toggle.ANY})))
    assert problem.sentence == "Without TLS there is no certificate to be lenient with."
