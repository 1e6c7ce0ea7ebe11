"""`postroom spool import`: hands ready messages in to the spool, and tells their identifiers."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from postroom.console.mail_files import Skipped
from postroom.console.page import Page
from postroom.console.ready_files import ReadyFile, ready_files
from postroom.console.spool_desk import opened_spool
from postroom.console.usage import ExitStatus, Parser, UsageError
from postroom.engine.engine import Engine
from postroom.model.address import BadAddress, parse_address
from postroom.model.json_text import json_text
from postroom.model.spool_refusals import RefusalCode, Refused
from postroom.model.submitted_document import RefusedMessage, SubmittedMessage, submitted_document
from postroom.model.text import say

BATCH: Final = 100
"""So many messages share what a commit costs."""
BATCH_OCTETS: Final = 8_000_000
"""A batch that has grown so large is handed in as it is."""
_STOPS: Final = frozenset(
    {
        RefusalCode.SPOOLER_DISABLED,
        RefusalCode.UNKNOWN_ACCOUNT,
        RefusalCode.NO_SMTP,
        RefusalCode.DISK_FULL,
        RefusalCode.SPOOL_TROUBLE,
    }
)
"""What every message after this one would meet too."""
_EXAMPLES: Final = """\
  postroom spool import --account work letter.eml
  postroom spool import --account work --from ada@example.com Drafts/
  postroom spool import --account work --to bob@example.com old.mbox
  make-letter | postroom spool import --account work -
"""
_ABOUT: Final = """\
Hand in ready messages, and print their identifiers, one a line.

The envelope comes from the header where it is not given: the sender from
Sender, From or Return-Path, the recipients from To, Cc and Bcc, or both from
the newest block of Resent fields. The line Bcc is not sent."""


@dataclass(slots=True)
class _Outcome:
    """What became of the messages so far."""

    accepted: list[SubmittedMessage] = field(default_factory=list)
    refused: list[RefusedMessage] = field(default_factory=list)
    stopped_by: Refused | None = None


def import_messages(argv: Sequence[str], page: Page) -> ExitStatus:
    """Hand in messages. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    args = _parse(argv)
    outcome = _Outcome()
    with opened_spool() as desk:
        desk.engine.account(args.account)
        try:
            for batch in _batches(args, outcome, page):
                accepted, refused = len(outcome.accepted), len(outcome.refused)
                try:
                    desk.runner.run(_hand_in(batch, args.account, desk.engine, outcome))
                finally:
                    _tell(outcome.accepted[accepted:], outcome.refused[refused:], page, ids=not args.json)
                if outcome.stopped_by is not None:
                    break
        finally:
            if args.json:
                document = submitted_document(args.account, outcome.accepted, outcome.refused)
                page.document(json_text(document))
    if outcome.stopped_by is not None:
        page.remark(f"postroom: {outcome.stopped_by}")
        if outcome.stopped_by.code is RefusalCode.SPOOLER_DISABLED:
            return ExitStatus.REFUSED
    return ExitStatus.FAILED if outcome.refused else ExitStatus.OK


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = Parser("spool import", say(_ABOUT), _EXAMPLES, takes="--account NAME FILE ...")
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help="an .eml file, a folder of them, an mbox, or -"
    )
    parser.add_argument("--account", metavar="NAME", help="the account that sends them")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="the sender of all; <> for nobody")
    parser.add_argument(
        "--to", metavar="ADDRESS", action="append", default=[], help="a recipient of all; may be repeated"
    )
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    args = parser.parse_args(argv)
    if args.account is None:
        raise UsageError(say("Say which account sends the messages: --account NAME."))
    if not args.files:
        raise UsageError(say("Say where the messages are: a file, a folder, or - for standard input."))
    given = [("--to", text) for text in args.to]
    if args.sender is not None and args.sender.strip() not in {"", "<>"}:
        given.append(("--from", args.sender))
    for option, text in given:
        try:
            parse_address(text)
        except BadAddress as error:
            raise UsageError(f"{option}: {error}") from None
    return args


def _batches(args: argparse.Namespace, outcome: _Outcome, page: Page) -> Iterator[list[ReadyFile]]:
    """Read messages until there are enough to be handed in; tell what cannot be."""
    batch: list[ReadyFile] = []
    octets = 0
    for found in ready_files(args.files, args.sender, args.to):
        match found:
            case Skipped():
                page.remark(f"postroom: {found.sentence}")
            case RefusedMessage():
                outcome.refused.append(found)
                _tell((), [found], page, ids=False)
            case ReadyFile():
                batch.append(found)
                octets += len(found.message)
        if len(batch) >= BATCH or octets > BATCH_OCTETS:
            yield batch
            batch, octets = [], 0
    yield batch


async def _hand_in(batch: Sequence[ReadyFile], account: str, engine: Engine, outcome: _Outcome) -> None:
    """Submit a batch together. Whatever interrupts it, what was accepted is known afterwards."""
    tasks = [engine.spawn(_submit(ready, account, engine), name=f"hand in {ready.source}") for ready in batch]
    try:
        if tasks:
            await asyncio.wait(tasks)
    finally:
        if not all(task.done() for task in tasks):
            await asyncio.wait(tasks)
        for task in tasks:
            result = task.result()
            match result:
                case SubmittedMessage():
                    outcome.accepted.append(result)
                case source, Refused() as error:
                    outcome.refused.append(RefusedMessage(source, error.code, str(error)))
                    if error.code in _STOPS:
                        outcome.stopped_by = error


async def _submit(ready: ReadyFile, account: str, engine: Engine) -> SubmittedMessage | tuple[str, Refused]:
    try:
        submitted = await engine.submit(account, ready.envelope, ready.message)
    except Refused as error:
        return ready.source, error
    return SubmittedMessage(submitted.id, ready.source, submitted.remarks)


def _tell(
    accepted: Sequence[SubmittedMessage], refused: Sequence[RefusedMessage], page: Page, *, ids: bool
) -> None:
    for message in accepted:
        if ids:
            page.line(str(message.id))
        for remark in message.remarks:
            page.remark(f"postroom: {message.source}: {remark}")
    for each in refused:
        if each.code not in _STOPS:
            page.remark(f"postroom: {each.source}: {each.sentence}")
    page.flush()
