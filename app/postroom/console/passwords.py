"""Where the command line gets passwords from: a variable, a file, standard input, or a question on the terminal."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from postroom.console.usage import UsageError
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.secret import Secret
from postroom.model.text import say

_PREFIX = {Protocol.POP3: "", Protocol.SMTP: "smtp-"}


def add_password_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a source. None takes a password itself, since others can list arguments."""
    for prefix, whose in (("", "the password"), ("smtp-", "the password of --smtp-user")):
        group = parser.add_argument_group(f"where {whose} is").add_mutually_exclusive_group()
        group.add_argument(f"--{prefix}password-env", metavar="VAR", help="in this environment variable")
        group.add_argument(f"--{prefix}password-file", metavar="FILE", help="in the first line of this file")
        group.add_argument(f"--{prefix}password-stdin", action="store_true", help="on standard input")


class Passwords:
    """The passwords that the options give, by the protocol that owns them."""

    def __init__(self, args: argparse.Namespace) -> None:
        if args.password_stdin and args.smtp_password_stdin:
            raise UsageError(
                say("Standard input can hold one password only: take another source for one of them.")
            )
        self._given = {
            Protocol.POP3: _given("", args.password_env, args.password_file, args.password_stdin),
            Protocol.SMTP: _given(
                "smtp-", args.smtp_password_env, args.smtp_password_file, args.smtp_password_stdin
            ),
        }

    def get(self, owner: Protocol) -> Secret | None:
        """Give the password that the options name; None where they name none."""
        return self._given[owner]

    def refuse_without_user(self, account: Account) -> None:
        """Raise `UsageError` where a password was given, but not whose."""
        users = {Protocol.POP3: account.user, Protocol.SMTP: account.smtp_user}
        for owner, secret in self._given.items():
            if secret is not None and not users[owner]:
                option = f"--{_PREFIX[owner]}user"
                raise UsageError(
                    say("A password was given, but not whose it is: add {option}.", option=option)
                )


def logins(account: Account, protocols: Iterable[Protocol]) -> dict[Protocol, Protocol]:
    """Name the protocols whose secrets those sessions need, each with the first of the sessions that needs it."""
    needed: dict[Protocol, Protocol] = {}
    for protocol in protocols:
        if account.needs_secret(protocol):
            needed.setdefault(account.secret_owner(protocol), protocol)
    return needed


def ask(account: Account, protocol: Protocol) -> Secret:
    """Ask on the terminal for the password of the account's session. Raises `UsageError` where there is no terminal."""
    user, prefix = account.user_for(protocol), _PREFIX[account.secret_owner(protocol)]
    answer = prompt(say("Password of {user}: ", user=user))
    if answer is None:
        options = f"--{prefix}password-env VAR, --{prefix}password-file FILE or --{prefix}password-stdin"
        sentence = say(
            "The password of {user} is not known. Give it with {option}.", user=user, option=options
        )
        raise UsageError(sentence)
    if not answer:
        raise UsageError(say("The password of {user} is empty.", user=user))
    return answer


def prompt(question: str) -> Secret | None:
    """Ask a question whose answer is not shown; None where there is no terminal to ask on."""
    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    try:
        return Secret(getpass(question))
    except EOFError:
        _end_the_line()
        return None
    except KeyboardInterrupt:
        _end_the_line()
        raise


def _end_the_line() -> None:
    """Let what comes next stand below a question that got no answer."""
    sys.stderr.write("\n")


def _given(prefix: str, variable: str | None, file: str | None, from_stdin: bool) -> Secret | None:
    if variable is not None:
        option = f"--{prefix}password-env"
        text = _from_environment(option, variable)
    elif file is not None:
        option = f"--{prefix}password-file"
        text = _from_file(option, file)
    elif from_stdin:
        option, text = f"--{prefix}password-stdin", _from_stdin()
    else:
        return None
    password = text.removesuffix("\n").removesuffix("\r")
    if not password:
        raise UsageError(say("{option}: the password is empty.", option=option))
    if not password.isascii() and any("\ud800" <= c <= "\udfff" for c in password):
        raise UsageError(say("{option}: the password is not UTF-8 text.", option=option))
    return Secret(password)


def _from_stdin() -> str:
    """Read a line, or ask for it where standard input is a terminal, which would show what is typed."""
    answer = prompt(say("Password: ")) if sys.stdin.isatty() else None
    return sys.stdin.readline() if answer is None else answer.reveal()


def _from_environment(option: str, variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise UsageError(
            say("{option}: the variable {name} is not set.", option=option, name=variable)
        ) from None


def _from_file(option: str, name: str) -> str:
    try:
        with Path(name).open(encoding="utf-8-sig") as file:
            return file.readline()
    except OSError as error:
        words = error.strerror
        sentence = say("{option}: {path} cannot be read: {words}.", option=option, path=name, words=words)
        raise UsageError(sentence) from None
    except UnicodeDecodeError:
        raise UsageError(say("{option}: {path} is not UTF-8 text.", option=option, path=name)) from None
