"""Which sessions `check` is to open: those of saved accounts, or of one that the options describe."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from postroom.console.options import entered_account
from postroom.console.usage import Failure, UsageError
from postroom.console.words import mend_by_hand
from postroom.engine.engine import Engine
from postroom.model.account import Account
from postroom.model.account_errors import UnknownAccount
from postroom.model.account_fields import Field, values_of
from postroom.model.endpoint import Protocol
from postroom.model.plan import SessionPlan
from postroom.model.secret import Secret
from postroom.model.text import say

_NAMELESS: Final = "-"
"""Stands for the name of an account of the moment, and is shown nowhere."""
_ABOUT_SERVERS: Final = (
    "security",
    "pop3_security",
    "smtp_security",
    "user",
    "smtp_user",
    "smtp_auth",
    "local_name",
)
"""The options that make sense only with servers named on the spot."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sessions to open for one account."""

    account: Account
    protocols: tuple[Protocol, ...]
    is_saved: bool

    def plans(self, secrets: Mapping[Protocol, Secret], engine: Engine) -> Iterator[SessionPlan]:
        """Make the plans, with `secrets` by their owner."""
        for protocol in self.protocols:
            secret = secrets.get(self.account.secret_owner(protocol))
            endpoint = self.account.endpoint(protocol)
            plan = self.account.plan(
                protocol,
                secret,
                general_trust=engine.preferences.trust,
                exceptions=() if endpoint is None else engine.exceptions_for(endpoint),
            )
            yield plan if self.is_saved else replace(plan, account=None)


def wanted(args: argparse.Namespace, engine: Engine) -> list[Wanted]:
    """Find out what the arguments ask for. Raises `UsageError`, or `Failure` where the accounts cannot be read."""
    if args.pop3 is not None or args.smtp is not None:
        if args.accounts:
            raise UsageError(say("Name saved accounts, or servers with --pop3 and --smtp, but not both."))
        return _with_servers([_of_the_moment(args, engine)], args)
    needless = [name for name in _ABOUT_SERVERS if getattr(args, name) is not None]
    if needless:
        option = "--" + needless[0].replace("_", "-")
        raise UsageError(say("{option} needs a server: add --pop3 HOST or --smtp HOST.", option=option))
    return _with_servers([_saved(account, args, engine) for account in _accounts(args, engine)], args)


def _of_the_moment(args: argparse.Namespace, engine: Engine) -> Wanted:
    both = [Protocol.POP3, Protocol.SMTP]
    servers = both if args.pop3 is not None else [Protocol.SMTP]
    base: dict[Field, object] = {Field.NAME: _NAMELESS, Field.TIMEOUT: engine.preferences.timeout}
    account = entered_account(args, base, servers, engine.preferences.trust)
    return Wanted(account, _protocols(account, args), is_saved=False)


def _saved(account: Account, args: argparse.Namespace, engine: Engine) -> Wanted:
    base: dict[Field, object] = {**values_of(account)}
    changed = entered_account(args, base, (), engine.preferences.trust)
    return Wanted(changed, _protocols(changed, args), is_saved=True)


def _protocols(account: Account, args: argparse.Namespace) -> tuple[Protocol, ...]:
    return tuple(protocol for protocol in account.protocols if args.only in {None, protocol})


def _with_servers(asked: list[Wanted], args: argparse.Namespace) -> list[Wanted]:
    """Leave out the accounts that have no server of the protocol; one at least must be left."""
    found = [one for one in asked if one.protocols]
    if not found:
        raise UsageError(say("--only {protocol} leaves no server to check.", protocol=args.only))
    return found


def _accounts(args: argparse.Namespace, engine: Engine) -> list[Account]:
    try:
        found = [engine.account(name) for name in dict.fromkeys(args.accounts)] or list(engine.accounts)
    except UnknownAccount as error:
        if engine.trouble is not None:
            raise Failure(mend_by_hand(engine.trouble)) from None
        raise UsageError(f"{error} {say('See postroom accounts list.')}") from None
    if found:
        return found
    if engine.trouble is not None:
        raise Failure(mend_by_hand(engine.trouble))
    raise UsageError(
        say(
            "There are no saved accounts. Name a server with --pop3 HOST or --smtp HOST, or see postroom accounts add."
        )
    )
