"""`postroom spool list`, `show`, `attempts` and `stats`, and `postroom status`: looking at the spool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from postroom.console.page import Page
from postroom.console.spool_desk import Desk, opened_spool
from postroom.console.spool_page import write_attempts, write_message, write_rows
from postroom.console.spool_selection import add_filter_options, message_id, wanted_filter
from postroom.console.spool_stats import write_standing, write_stats
from postroom.console.usage import ExitStatus, Parser, UsageError
from postroom.model.attempts_document import attempts_document
from postroom.model.json_text import json_text
from postroom.model.message import MessageState
from postroom.model.message_document import message_document
from postroom.model.spool_document import spool_document
from postroom.model.spool_filter import Column, Filter, Order
from postroom.model.spool_message import MessageRow
from postroom.model.spooler import SpoolerState
from postroom.model.status_document import status_document
from postroom.model.text import say, say_count

USUAL_LIMIT: Final = 50
AT_ONCE: Final = 1000
"""Messages that are read at a time."""
_ABOUT_STATUS: Final = """\
Tell in one word how a message stands: pending, sent or error. The next line
says why, and what happens next."""


def list_messages(argv: Sequence[str], page: Page) -> ExitStatus:
    """List messages. Raises `UsageError` or `Failure`."""
    parser = Parser(
        "spool list",
        say("List messages, the newest first. A narrow terminal shows fewer columns."),
    )
    add_filter_options(parser)
    columns = [column.value for column in Column]
    parser.add_argument("--sort", choices=columns, default=Column.QUEUED.value, help="what orders them")
    parser.add_argument("--ascending", action="store_true", help="the smallest or oldest first")
    parser.add_argument(
        "--limit", metavar="N", default=str(USUAL_LIMIT), help=f"how many at most; {USUAL_LIMIT} are usual"
    )
    _add_json(parser)
    args = parser.parse_args(argv)
    limit = _limit(args.limit)
    order = Order(Column(args.sort), descending=not args.ascending)
    with opened_spool() as desk:
        wanted = wanted_filter(args, desk)
        rows, more = desk.runner.run(_rows(desk, wanted, order, limit))
        standing, counts = desk.spooler.standing, desk.spooler.counts
    if args.json:
        page.document(json_text(spool_document(standing, counts, rows, more)))
        return ExitStatus.OK
    if standing.state is not SpoolerState.RUNNING:
        write_standing(page, standing)
    if rows or not more:
        write_rows(page, rows)
    if more:
        words = say_count("{n} more is not shown: see --limit.", "{n} more are not shown: see --limit.", more)
        page.line(words)
    return ExitStatus.OK


def show(argv: Sequence[str], page: Page) -> ExitStatus:
    """Show a message. Raises `UsageError` or `Failure`."""
    parser = _about_one("spool show", say("Show everything about one message."))
    parser.add_argument("--transcript", action="store_true", help="with every line of the conversations")
    args = parser.parse_args(argv)
    number = message_id(args.id)
    with opened_spool() as desk:
        detail = desk.runner.run(desk.spooler.message(number))
        made = desk.runner.run(desk.spooler.attempts(number))
        explanation = desk.runner.run(desk.spooler.explain(number))
    if args.json:
        document = message_document(detail, explanation, made, with_transcript=args.transcript)
        page.document(json_text(document))
    else:
        write_message(page, detail, explanation)
        write_attempts(page, detail.envelope.recipients, made, with_transcript=args.transcript)
    return ExitStatus.OK


def attempts(argv: Sequence[str], page: Page) -> ExitStatus:
    """Show the attempts at a message. Raises `UsageError` or `Failure`."""
    parser = _about_one("spool attempts", say("Show how often a message was tried, and what came of it."))
    parser.add_argument("--transcript", action="store_true", help="with every line of the conversations")
    args = parser.parse_args(argv)
    number = message_id(args.id)
    with opened_spool() as desk:
        recipients = desk.runner.run(desk.spooler.message(number)).envelope.recipients
        made = desk.runner.run(desk.spooler.attempts(number))
    if args.json:
        document = attempts_document(number, recipients, made, with_transcript=args.transcript)
        page.document(json_text(document))
    elif made:
        write_attempts(page, recipients, made, with_transcript=args.transcript)
    else:
        page.line(say("Message {id} has not been tried yet.", id=number))
    return ExitStatus.OK


def stats(argv: Sequence[str], page: Page) -> ExitStatus:
    """Count the messages. Raises `UsageError` or `Failure`."""
    parser = Parser("spool stats", say("Count the messages, and say what holds accounts up."))
    _add_json(parser)
    args = parser.parse_args(argv)
    with opened_spool() as desk:
        write_stats(page, desk.spooler, as_json=args.json)
    return ExitStatus.OK


def status(argv: Sequence[str], page: Page) -> ExitStatus:
    """Tell how a message stands. Raises `UsageError` or `Failure`."""
    args = _about_one("status", say(_ABOUT_STATUS)).parse_args(argv)
    number = message_id(args.id)
    with opened_spool() as desk:
        detail = desk.runner.run(desk.spooler.message(number))
        explanation = desk.runner.run(desk.spooler.explain(number))
    if args.json:
        page.document(json_text(status_document(detail, explanation)))
    else:
        page.line(detail.row.status)
        page.line(explanation)
    return ExitStatus.OK


def _about_one(name: str, about: str) -> Parser:
    parser = Parser(name, about, takes="ID")
    parser.add_argument("id", metavar="ID", help="the identifier of the message")
    _add_json(parser)
    return parser


def _add_json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print one document for programs")


def _limit(text: str) -> int:
    if text.isascii() and text.isdecimal() and 0 < len(text) < 10:
        return int(text)
    raise UsageError(say("--limit must be a number, such as 100. It is {text}.", text=text or "''"))


async def _rows(desk: Desk, wanted: Filter, order: Order, limit: int) -> tuple[list[MessageRow], int]:
    """Give the first rows, and how many more there are."""
    rows: list[MessageRow] = []
    after = None
    while left := limit - len(rows):
        page = await desk.spooler.page(wanted, order, after, min(left, AT_ONCE))
        rows += page.rows
        after = page.next
        if after is None:
            return rows, 0
    return rows, max(await _total(desk, wanted) - len(rows), 0)


async def _total(desk: Desk, wanted: Filter) -> int:
    """Count what the filter matches; what is counted already is not looked for."""
    if wanted.search:
        return await desk.spooler.count(wanted)
    return desk.spooler.counts.total(wanted.states or MessageState, wanted.accounts or None)
