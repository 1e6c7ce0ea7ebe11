"""The options that say how an account sends."""

from __future__ import annotations

import argparse
from typing import Final

from postroom.console.usage import UsageError
from postroom.model.account import Account
from postroom.model.account_fields import Field
from postroom.model.sending_rules import UncertainPolicy
from postroom.model.text import say

SENDING_OPTION_OF: Final = {
    Field.ASYNCHRONOUS: "--asynchronous",
    Field.CONNECTIONS: "--connections",
    Field.MESSAGES_PER_CONNECTION: "--messages-per-connection",
    Field.RATE: "--rate",
    Field.SIZE_LIMIT: "--size-limit",
    Field.RETRY: "--retry",
    Field.EXPIRY: "--expiry",
    Field.UNCERTAIN: "--uncertain",
}


def add_sending_options(parser: argparse.ArgumentParser) -> None:
    """Add what says how fast to send, how often to try, and what to make of silence."""
    group = parser.add_argument_group("sending")
    group.add_argument(
        "--asynchronous",
        action=argparse.BooleanOptionalAction,
        help="queue messages and send them in the background",
    )
    group.add_argument("--connections", metavar="N", help="how many at the same time; 4 are usual")
    group.add_argument("--messages-per-connection", metavar="N", help="how many each of them carries")
    group.add_argument("--rate", metavar="N", help="messages a minute at most; none for no limit")
    group.add_argument("--size-limit", metavar="SIZE", help="refuse larger messages: 25MB; none for no limit")
    group.add_argument("--retry", metavar="TIMES", help="when to try again: '1m, 5m*2, 1h*3, 4h'")
    group.add_argument("--expiry", metavar="TIME", help="when to give up: 5d")
    policies = [policy.value for policy in UncertainPolicy]
    group.add_argument(
        "--uncertain", choices=policies, help="what to do where nobody knows whether it arrived"
    )


def sending_values(args: argparse.Namespace) -> dict[Field, object]:
    """Give what the options say."""
    said = {field: getattr(args, _name(option)) for field, option in SENDING_OPTION_OF.items()}
    return {field: value for field, value in said.items() if value is not None}


def refuse_without_smtp(account: Account, args: argparse.Namespace) -> None:
    """Raise `UsageError` where an option says how to send, and there is nothing to send through."""
    if account.smtp is None:
        for field in sending_values(args):
            option = SENDING_OPTION_OF[field]
            raise UsageError(say("{option}: there is no SMTP server.", option=option))


def _name(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")
