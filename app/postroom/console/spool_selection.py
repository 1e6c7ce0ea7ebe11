"""Which messages a command is about: their identifiers, or what a filter matches."""

from __future__ import annotations

import argparse
from typing import Final

from postroom.console.spool_desk import Desk
from postroom.console.usage import UsageError
from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Matching, Seen, Selection
from postroom.model.spool_filter import SEARCH_LIMIT, Filter
from postroom.model.text import say

LARGEST: Final = 2**63 - 1
"""No message has a larger number."""


def message_id(text: str) -> int:
    """Read the identifier of a message. Raises `UsageError`."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST)) and 0 < int(text) <= LARGEST:
        return int(text)
    raise UsageError(
        say("{text} is no identifier of a message, which is a number. See postroom spool list.", text=text)
    )


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Add what narrows the messages down."""
    states = ", ".join(MessageState)
    parser.add_argument(
        "--state", metavar="STATE[,STATE]", action="append", help=f"only messages in a state: {states}"
    )
    parser.add_argument(
        "--account", metavar="NAME", action="append", help="only messages of an account; may be repeated"
    )
    parser.add_argument(
        "--search", metavar="WORDS", help="only messages with all the words in number, addresses or subject"
    )


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the ways to name messages."""
    parser.add_argument("ids", metavar="ID", nargs="*", help="the identifiers of messages")
    add_filter_options(parser)
    parser.add_argument("--all", action="store_true", help="all messages that the command fits")


def wanted_filter(args: argparse.Namespace, desk: Desk) -> Filter:
    """Give the filter. Raises `UsageError`, or `UnknownAccount`."""
    _check_search(args.search)
    accounts = frozenset(args.account or ())
    for name in sorted(accounts):
        desk.check_account(name)
    return Filter(_states(args.state or ()), accounts, args.search or "")


def check_selection(args: argparse.Namespace) -> None:
    """Make sure that messages were named in one way. Raises `UsageError`."""
    narrowed = bool(args.state or args.account or args.search is not None)
    _check_search(args.search)
    _states(args.state or ())
    for text in args.ids:
        message_id(text)
    if args.ids and (narrowed or args.all):
        raise UsageError(say("Name messages by their identifiers, or by options, but not both."))
    if args.all and narrowed:
        raise UsageError(say("--all stands alone: leave it out to narrow the messages down."))
    if args.search is not None and not Filter(search=args.search).words:
        raise UsageError(say("--search needs a word; --all stands for all messages."))
    if not (args.ids or narrowed or args.all):
        raise UsageError(
            say("Say which messages: their identifiers, or --state, --account, --search or --all.")
        )


def _check_search(text: str | None) -> None:
    if text is not None and len(text) > SEARCH_LIMIT:
        raise UsageError(
            say("--search can have {most} characters at most: give fewer words.", most=SEARCH_LIMIT)
        )


def selection(args: argparse.Namespace, desk: Desk) -> Selection:
    """Give the selection, which `check_selection` has seen. Raises `UnknownAccount`."""
    if args.ids:
        return Chosen(tuple(Seen(number) for number in dict.fromkeys(map(message_id, args.ids))))
    return Matching(wanted_filter(args, desk))


def _states(texts: list[str] | tuple[str, ...]) -> frozenset[MessageState]:
    words = [word.strip() for text in texts for word in text.split(",")]
    for word in words:
        if word not in set(MessageState):
            choices = ", ".join(MessageState)
            raise UsageError(
                say("--state cannot be {word}: choose from {choices}.", word=word or "''", choices=choices)
            )
    return frozenset(map(MessageState, words))
