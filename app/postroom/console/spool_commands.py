"""`postroom spool retry`, `hold`, `release`, `cancel`, `requeue`, `resolve` and `undo`: what is asked of messages."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from postroom.console.interruption import in_parts
from postroom.console.page import Page
from postroom.console.spool_desk import opened_spool
from postroom.console.spool_selection import add_selection, check_selection, message_id, selection
from postroom.console.usage import ExitStatus, Parser, UsageError
from postroom.model.changed_document import changed_document
from postroom.model.json_text import json_text
from postroom.model.spool_commands import Changed, Command
from postroom.model.text import say, say_count

_ABOUT: Final = {
    Command.RETRY: "Try deferred messages at once, instead of when their time has come.",
    Command.HOLD: "Keep messages that wait from being sent, until they are released.",
    Command.RELEASE: "Let held messages go again.",
    Command.CANCEL: "Discard messages that wait or are held. They stay readable and can be queued again.",
    Command.REQUEUE: "Send failed or discarded messages again, to the recipients that have not got them.",
}
_ABOUT_RESOLVE: Final = """\
Decide about uncertain messages: their end was sent, and no answer came. They
may have arrived, or not."""
_ABOUT_UNDO: Final = """\
Take back a retry, hold, release or cancel, by the number that it told. What
has moved on since then stays as it is."""


def _order(command: Command, argv: Sequence[str], page: Page) -> ExitStatus:
    parser = _parser(command.value, _ABOUT[command])
    args = parser.parse_args(argv)
    return _carry_out(command, args, page)


def _resolve(argv: Sequence[str], page: Page) -> ExitStatus:
    parser = _parser("resolve", _ABOUT_RESOLVE)
    decision = parser.add_mutually_exclusive_group()
    decision.add_argument("--sent", action="store_true", help="take them as sent")
    decision.add_argument("--resend", action="store_true", help="send them again: they may arrive twice")
    args = parser.parse_args(argv)
    if not (args.sent or args.resend):
        raise UsageError(say("Decide: --sent takes the messages as sent, --resend sends them again."))
    return _carry_out(Command.RESOLVE_SENT if args.sent else Command.RESOLVE_RESEND, args, page)


def _undo(argv: Sequence[str], page: Page) -> ExitStatus:
    parser = Parser("spool undo", say(_ABOUT_UNDO), takes="NUMBER")
    parser.add_argument("number", metavar="NUMBER", help="the number that the command told")
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    args = parser.parse_args(argv)
    number = message_id(args.number)
    with opened_spool() as desk:
        changed = desk.runner.run(in_parts(partial(desk.spooler.undo, number)))
    words = say_count("{n} message is as before.", "{n} messages are as before.", changed.count)
    return _tell(changed, words, page, as_json=args.json)


def _parser(name: str, about: str) -> Parser:
    parser = Parser(f"spool {name}", say(about), takes="ID ...")
    add_selection(parser)
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    return parser


def _carry_out(command: Command, args: argparse.Namespace, page: Page) -> ExitStatus:
    check_selection(args)
    with opened_spool() as desk:
        chosen = selection(args, desk)
        changed = desk.runner.run(in_parts(partial(desk.spooler.command, chosen, command)))
    return _tell(changed, _in_words(command, changed.count), page, as_json=args.json)


def _tell(changed: Changed, words: str, page: Page, *, as_json: bool) -> ExitStatus:
    for refusal in changed.refused:
        page.remark(f"postroom: {refusal.sentence}")
    if as_json:
        page.document(json_text(changed_document(changed)))
    else:
        page.line(words)
        if changed.undo is not None:
            page.line(say("To take that back: postroom spool undo {number}", number=changed.undo))
    if changed.left:
        page.remark(
            say(
                "postroom: Interrupted: {done} of {total} messages are done, and the rest is as it was.",
                done=f"{changed.count:,}",
                total=f"{changed.count + changed.left:,}",
            )
        )
        return ExitStatus.INTERRUPTED
    return ExitStatus.FAILED if changed.refused else ExitStatus.OK


def _in_words(command: Command, n: int) -> str:
    match command:
        case Command.RETRY:
            return say_count("{n} message is tried at once.", "{n} messages are tried at once.", n)
        case Command.HOLD:
            return say_count("{n} message is held.", "{n} messages are held.", n)
        case Command.RELEASE:
            return say_count(
                "{n} message waits for its turn again.", "{n} messages wait for their turn again.", n
            )
        case Command.CANCEL:
            return say_count("{n} message is discarded.", "{n} messages are discarded.", n)
        case Command.RESOLVE_SENT:
            return say_count("{n} message is taken as sent.", "{n} messages are taken as sent.", n)
        case Command.REQUEUE | Command.RESOLVE_RESEND:
            return say_count("{n} message is queued again.", "{n} messages are queued again.", n)


COMMANDS: Final[dict[str, Callable[[Sequence[str], Page], ExitStatus]]] = {
    **{command.value: partial(_order, command) for command in _ABOUT},
    "resolve": _resolve,
    "undo": _undo,
}
