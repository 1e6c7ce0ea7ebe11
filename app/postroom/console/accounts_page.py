"""What `postroom accounts` shows to people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from postroom.console.page import Page, Style
from postroom.console.words import security_words
from postroom.model.account import Account, KeepSecret, SmtpAuth
from postroom.model.account_fields import Field, Value, values_of
from postroom.model.account_rules import problems
from postroom.model.endpoint import Protocol
from postroom.model.octets import octets_text
from postroom.model.text import say

_LABELS: Final = {
    Field.MECHANISM: "mechanism",
    Field.TOKEN: "access token",
    Field.TIMEOUT: "time-out",
    Field.LOCAL_NAME: "local name",
    Field.CLEAR_PASSWORD: "password without TLS",
    Field.POP3_IGNORE: "POP3 ignores",
    Field.SMTP_IGNORE: "SMTP ignores",
    Field.TRUST_MODE: "trust",
    Field.CA_FILES: "trusted files",
    Field.ASYNCHRONOUS: "in the background",
    Field.CONNECTIONS: "connections",
    Field.MESSAGES_PER_CONNECTION: "messages per connection",
    Field.RATE: "messages a minute",
    Field.SIZE_LIMIT: "size limit",
    Field.RETRY: "tries again after",
    Field.EXPIRY: "gives up after",
    Field.UNCERTAIN: "where uncertain",
}
"""What is told where it is not as usual."""


def write_list(page: Page, accounts: Sequence[Account]) -> None:
    """Write one line for each account, with the servers that will be dialled."""
    titles = (say("Name"), say("User"), say("POP3"), say("SMTP"), say("Password"))
    page.table(titles, [(a.name, a.user, *_servers(a), password_place(a)) for a in accounts])


def write_account(page: Page, account: Account) -> None:
    """Write everything about one account."""
    page.line(account.name, Style.TITLE)
    pop3, smtp = _servers(account)
    facts = {
        say("user"): account.user or say("none: not authenticated"),
        say("password"): password_place(account),
        say("POP3"): pop3,
        say("SMTP"): smtp,
        say("SMTP login"): _smtp_login(account) if account.smtp is not None else "",
    }
    values = values_of(account)
    facts |= {
        say(label): _in_words(field, values[field]) for field, label in _LABELS.items() if field in values
    }
    page.facts(facts)
    for problem in problems(account):
        page.line(f"{problem.field}: {problem.sentence}", Style.ATTENTION, indent=2)


def password_place(account: Account) -> str:
    """Say where the account's password is."""
    if not any(account.needs_secret(protocol) for protocol in account.protocols):
        return say("none")
    places = {
        KeepSecret.KEYRING: say("keyring"),
        KeepSecret.ASK: say("asked for"),
        KeepSecret.FILE: say("file"),
    }
    return places[account.keep_secret]


def _servers(account: Account) -> tuple[str, str]:
    return _server(account, Protocol.POP3), _server(account, Protocol.SMTP)


def _server(account: Account, protocol: Protocol) -> str:
    endpoint = account.endpoint(protocol)
    return "" if endpoint is None else f"{endpoint}, {security_words(endpoint.security)}"


def _smtp_login(account: Account) -> str:
    if account.smtp_auth is SmtpAuth.OFF:
        return say("off")
    user = account.user_for(Protocol.SMTP)
    return say("as {user}", user=user) if user else ""


def _in_words(field: Field, value: Value) -> str:
    if field is Field.SIZE_LIMIT and isinstance(value, int):
        return octets_text(value)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, float):
        return say("{seconds} s", seconds=f"{value:g}")
    return ", ".join(value) if isinstance(value, tuple) else str(value)
