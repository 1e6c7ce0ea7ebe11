"""`postroom accounts add` and `edit`: an account from options, and its passwords to where they are kept."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from shlex import quote
from typing import Final

from postroom.console.options import add_login_options, add_server_options, entered_account
from postroom.console.page import Page
from postroom.console.passwords import Passwords, add_password_options, logins, prompt
from postroom.console.sending_options import add_sending_options, refuse_without_smtp, sending_values
from postroom.console.usage import Parser, UsageError
from postroom.engine.engine import Engine
from postroom.model.account import Account, KeepSecret
from postroom.model.account_fields import Field, values_of
from postroom.model.account_rules import problems
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.model.text import say
from postroom.model.trust import Toggle

EXAMPLES_OF_ADD: Final = """\
  postroom accounts add ada --pop3 mail.example.com:995 --smtp :587 --user ada
  postroom accounts add relay --smtp smtp.example.com:587 --user relay --keep ask
"""
EXAMPLES_OF_EDIT: Final = """\
  postroom accounts edit ada --smtp smtp.example.com:465
  postroom accounts edit ada --password-file ~/new-password
  postroom accounts edit ada --name "Ada Lovelace"
  postroom accounts edit ada --asynchronous --rate 600 --retry '1m, 5m*2, 1h*3, 4h'
"""
_ABOUT_SMTP: Final = ("smtp", "smtp_security", "smtp_user", "smtp_auth")
"""Whoever gives one of these has an SMTP server in mind, be it on the POP3 host."""


def add(argv: Sequence[str], page: Page, engine: Engine, runner: asyncio.Runner) -> None:
    """Save a new account. Raises `UsageError`, `AccountError` or `OSError`."""
    parser = _parser("accounts add", say("Save a new account."), EXAMPLES_OF_ADD)
    args = parser.parse_args(argv)
    passwords = Passwords(args)
    name = args.account or args.name
    if not name or (args.account and args.name):
        raise UsageError(say("Give the account one name: --name NAME."))
    base: dict[Field, object] = {Field.NAME: name, Field.TIMEOUT: engine.preferences.timeout}
    usual = {protocol: engine.preferences.usually_ignored(protocol) for protocol in Protocol}
    account = _entered(args, base, _servers_in(args), engine, usual)
    passwords.refuse_without_user(account)
    secrets = {}
    for owner, protocol in logins(account, account.protocols).items():
        secrets[protocol] = passwords.get(owner) or _asked_for(account, protocol)
    engine.add_account(account)
    _warn(page, account)
    page.line(say("Added {name}.", name=account.name))
    _keep(secrets, account, page, engine, runner)
    if None in secrets.values() and account.keep_secret is not KeepSecret.ASK:
        _explain_missing(page, account)


def edit(argv: Sequence[str], page: Page, engine: Engine, runner: asyncio.Runner) -> None:
    """Change what the options name. Raises `UsageError`, `AccountError` or `OSError`."""
    parser = _parser("accounts edit", say("Change what is named, and nothing else."), EXAMPLES_OF_EDIT)
    parser.add_argument("--no-pop3", action="store_true", help="take the POP3 server away")
    parser.add_argument("--no-smtp", action="store_true", help="take the SMTP server away")
    args = parser.parse_args(argv)
    passwords = Passwords(args)
    name = args.account or args.name
    if not name:
        raise UsageError(say("Say which account: postroom accounts edit NAME."))
    before = engine.account(name)
    gone = tuple(f"{p}." for p in Protocol if {Protocol.POP3: args.no_pop3, Protocol.SMTP: args.no_smtp}[p])
    base: dict[Field, object] = {
        field: value for field, value in values_of(before).items() if not field.startswith(gone or ("-",))
    }
    base[Field.NAME] = args.name or name
    present = {p for p in Protocol if any(field.startswith(f"{p}.") for field in base)}
    account = _entered(args, base, present | _servers_in(args), engine)
    passwords.refuse_without_user(account)
    given = {protocol: passwords.get(owner) for owner, protocol in logins(account, account.protocols).items()}
    if account == before and not any(given.values()):
        page.line(say("Nothing is different in {name}: nothing was changed.", name=name))
        return
    runner.run(engine.replace_account(name, account))
    _warn(page, account)
    page.line(say("Changed {name}.", name=account.name))
    if engine.secret_trouble is not None and before.keep_secret is not account.keep_secret:
        page.remark(str(engine.secret_trouble))
        page.remark(say("A password that was kept for {name} could not be moved.", name=account.name))
    _keep(given, account, page, engine, runner)


def _parser(command: str, description: str, examples: str) -> Parser:
    parser = Parser(command, description, examples, takes="NAME")
    parser.add_argument("account", metavar="NAME", nargs="?", help="the name of the account")
    parser.add_argument(
        "--name", metavar="NAME", help="the same; with edit, the new name where NAME stands too"
    )
    places = [place.value for place in KeepSecret]
    parser.add_argument("--keep", choices=places, help="where the password is kept; file means unencrypted")
    add_server_options(parser)
    add_login_options(parser)
    add_password_options(parser)
    add_sending_options(parser)
    return parser


def _servers_in(args: argparse.Namespace) -> set[Protocol]:
    """Tell which servers the options speak of."""
    servers = {Protocol.POP3} if args.pop3 is not None or args.pop3_security is not None else set()
    has_smtp = any(getattr(args, name) is not None for name in _ABOUT_SMTP)
    return servers | ({Protocol.SMTP} if has_smtp else set())


def _entered(
    args: argparse.Namespace,
    base: dict[Field, object],
    servers: set[Protocol],
    engine: Engine,
    usually_ignored: Mapping[Protocol, frozenset[Toggle]] | None = None,
) -> Account:
    if args.keep is not None:
        base[Field.KEEP_SECRET] = args.keep
    account = entered_account(
        args, base | sending_values(args), servers, engine.preferences.trust, usually_ignored
    )
    refuse_without_smtp(account, args)
    return account


def _asked_for(account: Account, protocol: Protocol) -> Secret | None:
    """Ask for a password that is to be kept; an empty answer, or no terminal, gives none."""
    if account.keep_secret is KeepSecret.ASK:
        return None
    user = account.user_for(protocol)
    return prompt(say("Password of {user} (empty: ask in each run): ", user=user)) or None


def _warn(page: Page, account: Account) -> None:
    for problem in problems(account):
        page.remark(say("Note: {sentence}", sentence=problem.sentence))


def _keep(
    secrets: Mapping[Protocol, Secret | None],
    account: Account,
    page: Page,
    engine: Engine,
    runner: asyncio.Runner,
) -> None:
    for protocol, secret in secrets.items():
        if secret is None:
            continue
        kept = runner.run(engine.put_secret(account.name, protocol, secret))
        if kept is KeepSecret.ASK:
            _explain_ask(page, account, engine)


def _explain_missing(page: Page, account: Account) -> None:
    page.remark(
        say(
            "Its password is not known yet: each run asks for it. "
            "To keep one: postroom accounts edit {name} --password-stdin",
            name=quote(account.name),
        )
    )


def _explain_ask(page: Page, account: Account, engine: Engine) -> None:
    if engine.secret_trouble is not None:
        page.remark(str(engine.secret_trouble))
    page.remark(
        say(
            "The password is not kept: each run asks for it, or takes --password-env and the like. "
            "To keep it in a file that only you may read, unencrypted: "
            "postroom accounts edit {name} --keep file --password-stdin",
            name=quote(account.name),
        )
    )
