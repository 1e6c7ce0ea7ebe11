"""What is wrong or odd about an account, said value by value, for forms, files and the command line alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from postroom.model.account import MECHANISMS, TOKEN_MECHANISMS, Account, Server, SmtpAuth
from postroom.model.account_errors import BadAccount, Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.endpoint import (
    BadEndpoint,
    Protocol,
    Security,
    check_host,
    check_port,
    is_loopback,
    odd_pair,
)
from postroom.model.plan import AUTO
from postroom.model.problem_kinds import AUTHORITY
from postroom.model.sending_problems import sending_problems
from postroom.model.text import say
from postroom.model.trust import Toggle

TIMEOUT_RANGE: Final = (1.0, 600.0)
"""Seconds; the upper end is the original's own ten minutes."""

_POP3_ONLY: Final = frozenset({"apop"})
_ANYBODY: Final = frozenset(map(Toggle, AUTHORITY)) | {Toggle.NAME}
"""What makes certificates worthless against somebody in between."""
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_LOCAL_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*|\[[0-9.]+\]|\[IPv6:[0-9A-Fa-f:.]+\]")


def problems(account: Account) -> tuple[Problem, ...]:
    """Give everything that is wrong or odd about `account`, in the order in which a form shows its values."""
    return (
        *_about_names(account),
        *_about_servers(account),
        *_about_login(account),
        *_about_certificates(account),
        *_about_connection(account),
        *(() if account.smtp is None else sending_problems(account.sending)),
    )


def check(account: Account) -> None:
    """Raise `BadAccount` where a problem forbids to save `account`."""
    errors = [problem for problem in problems(account) if problem.severity is Severity.ERROR]
    if errors:
        raise BadAccount(account.name, errors)


def _error(field: Field, sentence: str) -> Problem:
    return Problem(field, Severity.ERROR, sentence)


def _warning(field: Field, sentence: str) -> Problem:
    return Problem(field, Severity.WARNING, sentence)


def _about_names(account: Account) -> Iterator[Problem]:
    if not account.name:
        yield _error(Field.NAME, say("Give the account a name."))
    texts = {Field.NAME: account.name, Field.USER: account.user, Field.SMTP_USER: account.smtp_user}
    for field, text in texts.items():
        if not text.isprintable():
            yield _error(field, say("Remove the invisible characters: they cannot be part of a name."))
        elif text.strip() != text:
            yield _error(field, say("Remove the spaces around it."))


def _about_servers(account: Account) -> Iterator[Problem]:
    if account.pop3 is None and account.smtp is None:
        yield _error(Field.POP3_HOST, say("Enter a POP3 or an SMTP server."))
    if account.pop3 is not None:
        yield from _about_server(Protocol.POP3, account.pop3)
    if account.smtp is not None:
        if account.smtp.host or account.pop3 is not None:
            yield from _about_server(Protocol.SMTP, account.smtp, inherits=account.pop3 is not None)
        else:
            yield _error(
                Field.SMTP_HOST, say("Enter the SMTP server: there is no POP3 server whose name could serve.")
            )


def _about_server(protocol: Protocol, server: Server, *, inherits: bool = False) -> Iterator[Problem]:
    if server.host != server.host.strip():
        yield _error(Field(f"{protocol}.host"), say("Remove the spaces around it."))
    elif server.host or not inherits:
        try:
            check_host(server.host)
        except BadEndpoint as error:
            yield _error(Field(f"{protocol}.host"), str(error))
    if server.port is None:
        return
    try:
        check_port(str(server.port))
    except BadEndpoint as error:
        yield _error(Field(f"{protocol}.port"), str(error))
        return
    odd = None if server.security is None else odd_pair(protocol, server.port, server.security)
    if odd is not None:
        yield _warning(Field(f"{protocol}.port"), odd)


def _about_login(account: Account) -> Iterator[Problem]:
    if account.smtp is not None:
        yield from _about_smtp_user(account)
    if account.mechanism not in MECHANISMS:
        choices = ", ".join(MECHANISMS)
        yield _error(Field.MECHANISM, say("The mechanism must be one of: {choices}.", choices=choices))
    elif account.mechanism in TOKEN_MECHANISMS and not account.is_token:
        yield _warning(Field.MECHANISM, say("This mechanism takes an access token, not a password."))
    elif account.is_token and account.mechanism not in TOKEN_MECHANISMS | {AUTO}:
        yield _warning(Field.MECHANISM, say("This mechanism takes a password, not an access token."))
    elif account.mechanism in _POP3_ONLY and account.needs_secret(Protocol.SMTP) and account.smtp is not None:
        yield _warning(
            Field.MECHANISM, say("APOP exists for POP3 only: the SMTP session will not be able to log in.")
        )
    if account.clear_password and _leaves_this_computer(account):
        yield _warning(
            Field.CLEAR_PASSWORD,
            say("Without TLS, everybody on the way to the server can read the password."),
        )


def _about_smtp_user(account: Account) -> Iterator[Problem]:
    if account.smtp_auth is SmtpAuth.OWN and not account.smtp_user:
        yield _error(Field.SMTP_USER, say("Enter the user with whom the SMTP session logs in."))
    elif account.smtp_auth is not SmtpAuth.OWN and account.smtp_user:
        yield _warning(
            Field.SMTP_USER,
            say("This user is not used: the SMTP session does not log in by its own."),
        )


def _leaves_this_computer(account: Account) -> bool:
    endpoints = (account.endpoint(protocol) for protocol in account.protocols)
    return any(
        endpoint is not None and endpoint.security is Security.NONE and not is_loopback(endpoint.host)
        for endpoint in endpoints
    )


def _about_certificates(account: Account) -> Iterator[Problem]:
    for protocol, field in ((Protocol.POP3, Field.POP3_IGNORE), (Protocol.SMTP, Field.SMTP_IGNORE)):
        endpoint, ignored = account.endpoint(protocol), account.ignored(protocol)
        if endpoint is None or not ignored:
            continue
        if endpoint.security is Security.NONE:
            yield _warning(field, say("Without TLS there is no certificate to be lenient with."))
        elif Toggle.ANY in ignored:
            yield _warning(
                field, say("With any, no certificate is checked: anybody can pose as this server.")
            )
        elif ignored & _ANYBODY:
            yield _warning(field, say("With this, anybody can pose as this server."))


def _about_connection(account: Account) -> Iterator[Problem]:
    lowest, highest = TIMEOUT_RANGE
    if not lowest <= account.timeout <= highest:
        yield _error(Field.TIMEOUT, say("The time-out must be between 1 and 600 seconds."))
    if account.local_name and (
        len(account.local_name) > 255 or not _LOCAL_NAME.fullmatch(account.local_name)
    ):
        yield _error(
            Field.LOCAL_NAME,
            say("The local name must be a host name or an address in brackets, such as [192.0.2.1]."),
        )
