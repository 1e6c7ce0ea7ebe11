"""The options that describe servers and logins, and the account that they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom.console.options import add_login_options, add_server_options, entered_account
from postroom.console.usage import Parser, UsageError
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.account_fields import Field, values_of
from postroom.model.endpoint import Protocol, Security
from postroom.model.plan import Trust
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from tests.model.samples import FULL_ACCOUNT

POP3, SMTP = Protocol.POP3, Protocol.SMTP
GENERAL = Trust(TrustMode.PORTABLE)


def enter(
    *arguments: str, base: Account | None = None, servers: tuple[Protocol, ...] = (POP3, SMTP)
) -> Account:
    parser = Parser("test", "")
    add_server_options(parser)
    add_login_options(parser)
    values: dict[Field, object] = {Field.NAME: "x"} if base is None else {**values_of(base)}
    return entered_account(parser.parse_args(arguments), values, servers, GENERAL)


def refusal(*arguments: str) -> str:
    with pytest.raises(UsageError) as caught:
        enter(*arguments)
    return str(caught.value)


def test_servers_are_read_from_host_and_port() -> None:
    account = enter("--pop3", "pop.example.com:1110", "--smtp", "[2001:db8::1]:465")
    assert (account.pop3, account.smtp) == (Server("pop.example.com", 1110), Server("2001:db8::1", 465))


def test_smtp_may_be_a_port_on_the_pop3_host() -> None:
    assert enter("--pop3", "h", "--smtp", ":587").smtp == Server("", 587)


def test_servers_that_are_wanted_are_there_without_an_option() -> None:
    assert enter("--pop3", "h").smtp == Server()
    assert enter("--smtp", "h", servers=(SMTP,)).pop3 is None


def test_security_is_for_all_servers_and_one_of_them_may_differ() -> None:
    both = enter("--pop3", "h", "--security", "tls")
    assert (both.pop3, both.smtp) == (Server("h", None, Security.TLS), Server("", None, Security.TLS))
    mixed = enter("--pop3", "h", "--security", "tls", "--smtp-security", "starttls")
    assert mixed.smtp == Server("", None, Security.STARTTLS)
    alone = enter("--smtp", "h", "--security", "tls", servers=(SMTP,))
    assert alone.pop3 is None


@pytest.mark.parametrize(
    ("arguments", "auth", "user"),
    [
        ([], SmtpAuth.SAME, ""),
        (["--no-smtp-auth"], SmtpAuth.OFF, ""),
        (["--smtp-auth"], SmtpAuth.SAME, ""),
        (["--smtp-user", "countess"], SmtpAuth.OWN, "countess"),
    ],
)
def test_smtp_logins(arguments: list[str], auth: SmtpAuth, user: str) -> None:
    account = enter("--pop3", "h", *arguments)
    assert (account.smtp_auth, account.smtp_user) == (auth, user)


def test_everything_else_goes_where_it_belongs() -> None:
    account = enter(
        *("--pop3", "h", "--user", "ada", "--mechanism", "xoauth2", "--token", "--allow-clear-password"),
        *("--timeout", "5", "--local-name", "desk.example.com"),
    )
    assert (account.user, account.mechanism, account.is_token) == ("ada", "xoauth2", True)
    assert (account.clear_password, account.timeout, account.local_name) == (True, 5.0, "desk.example.com")


def test_what_is_not_named_stays() -> None:
    assert enter(base=FULL_ACCOUNT) == FULL_ACCOUNT
    off = enter("--no-token", "--no-allow-clear-password", "--mechanism", "auto", base=FULL_ACCOUNT)
    assert (off.is_token, off.clear_password, off.mechanism) == (False, False, "auto")


def test_trust_is_the_general_one_but_for_what_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("ca.pem").write_text("")
    assert enter("--pop3", "h").trust is None
    assert enter("--pop3", "h", "--ca", "ca.pem").trust == Trust(TrustMode.PORTABLE, (tmp_path / "ca.pem",))
    assert enter("--pop3", "h", "--trust", "system").trust == Trust(TrustMode.SYSTEM)
    own = enter("--ca", "ca.pem", base=FULL_ACCOUNT)
    assert own.trust == Trust(TrustMode.PORTABLE, (tmp_path / "ca.pem",))
    assert enter("--trust", "auto", base=own).trust == Trust(TrustMode.AUTO, (tmp_path / "ca.pem",))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--pop3", "h:x"], "--pop3: x is not a port"),
        (["--smtp", ":99999"], "--smtp: 99999 is not a port"),
        (["--pop3", ":110"], "--pop3: Enter the name or the address"),
        (["--smtp", "h"], "--pop3: Enter the name or the address of a server."),
        (["--pop3", "h", "--timeout", "x"], "--timeout must be a number of seconds."),
        (["--pop3", "h", "--timeout", "0"], "--timeout: The time-out must be between 1 and 600 seconds."),
        (["--pop3", "h", "--local-name", "?"], "--local-name: The local name must be"),
        (["--pop3", "h", "--smtp-user", ""], "--smtp-user: Enter the user"),
        (["--pop3", "h", "--no-smtp-auth", "--smtp-user", "x"], "--smtp-user and --no-smtp-auth contradict"),
        (["--pop3", "h", "--ca", "/no/such/file"], "--ca: /no/such/file cannot be read: No such file"),
    ],
)
def test_what_is_wrong_is_told_by_its_option(arguments: list[str], words: str) -> None:
    assert words in refusal(*arguments)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert refusal("--pop3", "h", "--timeout", "0", "--local-name", "?").count("\n") == 1


def test_problems_to_ignore_are_for_both_servers_and_one_may_differ() -> None:
    both = enter("--pop3", "h", "--ignore", "expired,Name")
    expected = frozenset({Toggle.EXPIRED, Toggle.NAME})
    assert (both.ignore_incoming, both.ignore_outgoing) == (expected, expected)
    mixed = enter("--pop3", "h", "--ignore", "expired", "--smtp-ignore", "any", "--pop3-ignore", "")
    assert (mixed.ignore_incoming, mixed.ignore_outgoing) == (frozenset(), frozenset({Toggle.ANY}))
    kept = enter("--user", "x", base=both, servers=())
    assert kept.ignore_incoming == expected


def test_ignoring_makes_no_server() -> None:
    assert enter("--smtp", "h", "--ignore", "any", servers=(SMTP,)).pop3 is None
    with pytest.raises(UsageError, match="--pop3-ignore: there is no POP3 server"):
        enter("--smtp", "h", "--pop3-ignore", "any", servers=(SMTP,))


@pytest.mark.parametrize("option", ["--ignore", "--pop3-ignore", "--smtp-ignore"])
def test_what_is_no_problem_is_told_what_there_is(option: str) -> None:
    said = refusal("--pop3", "h", option, "expired,old")
    assert f"{option}: old is not a problem that can be ignored; choose from name, expired," in said
