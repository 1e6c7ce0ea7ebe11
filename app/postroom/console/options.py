"""The options that describe servers and logins, shared by `check` and `accounts`, and the account that they make."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from postroom.console.sending_options import SENDING_OPTION_OF
from postroom.console.usage import UsageError
from postroom.model.account import MECHANISMS, Account
from postroom.model.account_entry import account_from
from postroom.model.account_errors import BadAccount, Problem, Severity
from postroom.model.account_fields import Field
from postroom.model.account_rules import problems
from postroom.model.endpoint import BadEndpoint, Protocol, Security, check_port, parse_host_port
from postroom.model.plan import Trust
from postroom.model.text import say
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle, parse_toggles

OPTION_OF: Final[Mapping[str, str]] = {
    Field.NAME: "--name",
    Field.USER: "--user",
    Field.MECHANISM: "--mechanism",
    Field.TOKEN: "--token",
    Field.TIMEOUT: "--timeout",
    Field.LOCAL_NAME: "--local-name",
    Field.CLEAR_PASSWORD: "--allow-clear-password",
    Field.POP3_HOST: "--pop3",
    Field.POP3_PORT: "--pop3",
    Field.SMTP_HOST: "--smtp",
    Field.SMTP_PORT: "--smtp",
    Field.SMTP_USER: "--smtp-user",
    **{field.value: option for field, option in SENDING_OPTION_OF.items()},
}
"""The option that gives a field its value, where a value can be wrong."""


def add_server_options(parser: argparse.ArgumentParser) -> None:
    """Add what says where the servers are, and how to connect to them."""
    group = parser.add_argument_group("servers")
    securities = [security.value for security in Security]
    group.add_argument("--pop3", metavar="HOST[:PORT]", help="the POP3 server")
    group.add_argument(
        "--smtp", metavar="HOST[:PORT]", help="the SMTP server; :PORT alone means the POP3 host"
    )
    group.add_argument("--security", choices=securities, help="when TLS starts; without it, the port decides")
    group.add_argument("--pop3-security", choices=securities, help="the same, for POP3 only")
    group.add_argument("--smtp-security", choices=securities, help="the same, for SMTP only")
    group.add_argument("--local-name", metavar="NAME", help="the name to give in EHLO")
    group.add_argument("--timeout", metavar="SECONDS", help="how long to wait in each step")
    modes = [mode.value for mode in TrustMode]
    group.add_argument("--trust", choices=modes, help="whose authorities to believe")
    group.add_argument("--ca", metavar="FILE", action="append", help="believe those in this PEM file too")
    add_ignore_option(group, "--ignore", "let these problems of certificates pass: " + ", ".join(Toggle))
    add_ignore_option(group, "--pop3-ignore", "the same, for POP3 only; '' for none")
    add_ignore_option(group, "--smtp-ignore", "the same, for SMTP only")


def add_ignore_option(group: argparse._ActionsContainer, name: str, words: str) -> None:
    """Add an option that names problems of certificates."""
    group.add_argument(name, metavar="KIND[,KIND]", type=_toggles, help=words)


def _toggles(text: str) -> frozenset[Toggle]:
    try:
        return parse_toggles(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_login_options(parser: argparse.ArgumentParser) -> None:
    """Add what says who logs in and how."""
    group = parser.add_argument_group("login")
    switch = argparse.BooleanOptionalAction
    group.add_argument("--user", metavar="USER", help="who logs in")
    group.add_argument("--smtp-auth", action=switch, help="log in to SMTP as well; this is usual")
    group.add_argument("--smtp-user", metavar="USER", help="who logs in to SMTP, if somebody else")
    group.add_argument("--mechanism", choices=MECHANISMS, metavar="NAME", help=", ".join(MECHANISMS))
    group.add_argument("--token", action=switch, help="the secret is an OAuth 2.0 access token")
    group.add_argument("--allow-clear-password", action=switch, help="let the password travel without TLS")


def entered_account(
    args: argparse.Namespace,
    base: Mapping[Field, object],
    servers: Collection[Protocol],
    general: Trust,
    usually_ignored: Mapping[Protocol, frozenset[Toggle]] | None = None,
) -> Account:
    """Make an account of the values in `base` and what the options say.

    It has at least the named `servers`; `--security` and `--ignore` are for all of them, and `usually_ignored` counts
    where no option says what to ignore. Raises `UsageError`.
    """
    values = {field.value: value for field, value in base.items()} | _given(args)
    for protocol, security in ((Protocol.POP3, args.pop3_security), (Protocol.SMTP, args.smtp_security)):
        if protocol in servers:
            values.setdefault(f"{protocol}.host", "")
            values |= _some({f"{protocol}.security": security or args.security})
    values |= _trust(args, values, general)
    values |= _ignored(args, values, usually_ignored or {})
    try:
        account = account_from(values)
    except BadAccount as bad:
        raise UsageError(explained(bad.problems)) from None
    errors = [problem for problem in problems(account) if problem.severity is Severity.ERROR]
    if errors:
        raise UsageError(explained(errors))
    return account


def explained(found: Collection[Problem]) -> str:
    """Say what is wrong, under the names of the options."""
    return "\n".join(map(_explained, found))


def _explained(problem: Problem) -> str:
    option = OPTION_OF.get(problem.field, problem.field)
    words = problem.sentence.removeprefix(f"{problem.field} ")
    return f"{option}: {words}" if words == problem.sentence else f"{option} {words}"


def _given(args: argparse.Namespace) -> dict[str, object]:
    if args.smtp_user is not None and args.smtp_auth is False:
        raise UsageError(say("--smtp-user and --no-smtp-auth contradict each other: leave one of them out."))
    auth = "own" if args.smtp_user is not None else {True: "same", False: "off", None: None}[args.smtp_auth]
    return {
        **_some(
            {
                Field.USER: args.user,
                Field.SMTP_AUTH: auth,
                Field.SMTP_USER: args.smtp_user,
                Field.MECHANISM: args.mechanism,
                Field.TOKEN: args.token,
                Field.TIMEOUT: args.timeout,
                Field.LOCAL_NAME: args.local_name,
                Field.CLEAR_PASSWORD: args.allow_clear_password,
            }
        ),
        **_server("--pop3", args.pop3, Field.POP3_HOST, Field.POP3_PORT),
        **_server("--smtp", args.smtp, Field.SMTP_HOST, Field.SMTP_PORT),
    }


def _some(values: Mapping[str, object]) -> dict[str, object]:
    return {field: value for field, value in values.items() if value is not None}


def _server(option: str, text: str | None, host: Field, port: Field) -> dict[str, object]:
    if text is None:
        return {}
    try:
        if text.startswith(":") and host is Field.SMTP_HOST:
            return {host: "", port: check_port(text[1:])}
        name, number = parse_host_port(text)
    except BadEndpoint as error:
        raise UsageError(f"{option}: {error}") from None
    return _some({host: name, port: number})


def _trust(args: argparse.Namespace, values: Mapping[str, object], general: Trust) -> dict[str, object]:
    if args.trust is None and args.ca is None:
        return {}
    mode = args.trust or values.get(Field.TRUST_MODE, general.mode.value)
    files = [str(readable(Path(name))) for name in args.ca or ()]
    return {Field.TRUST_MODE: mode, Field.CA_FILES: files or values.get(Field.CA_FILES, ())}


def _ignored(
    args: argparse.Namespace, values: Mapping[str, object], usual: Mapping[Protocol, frozenset[Toggle]]
) -> dict[str, object]:
    """Give what may be wrong with the certificate of each server that there is."""
    chosen: dict[str, object] = {}
    for protocol, own in ((Protocol.POP3, args.pop3_ignore), (Protocol.SMTP, args.smtp_ignore)):
        kinds = next((one for one in (own, args.ignore, usual.get(protocol)) if one is not None), None)
        if any(name.startswith(f"{protocol}.") for name in values):
            chosen |= _some({f"{protocol}.ignore": None if kinds is None else tuple(kinds)})
        elif own is not None:
            label, option = protocol.label, f"--{protocol}-ignore"
            raise UsageError(say("{option}: there is no {label} server.", option=option, label=label))
    return chosen


def readable(path: Path) -> Path:
    """Give the whole path of a file that `--ca` names. Raises `UsageError` where it cannot be read."""
    try:
        path.open("rb").close()
    except OSError as error:
        words = error.strerror
        raise UsageError(say("--ca: {path} cannot be read: {words}.", path=path, words=words)) from None
    return path.absolute()
