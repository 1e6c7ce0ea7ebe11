"""`postroom demo --headless`: start the demo servers, and compare sessions and mail with what they are to show."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from postroom.console.check_page import seconds
from postroom.console.demo_queue import watch_queue, write_queue
from postroom.console.page import Page, Style
from postroom.console.usage import ExitStatus, Failure, MakePicture, Parser, UsageError
from postroom.engine.check import check
from postroom.engine.engine import Engine
from postroom.model.endpoint import Protocol
from postroom.model.outcome import Outcome, outcome_of
from postroom.model.plan import Trust
from postroom.model.text import say


@dataclass(frozen=True, slots=True)
class _Row:
    """What a session of the demo was to show, and what it showed."""

    title: str
    protocol: Protocol
    expected: Outcome
    got: Outcome
    seconds: float

    @property
    def is_as_expected(self) -> bool:
        return self.expected == self.got


def run(argv: Sequence[str], page: Page, make_picture: MakePicture | None) -> ExitStatus:
    """Do the command; `make_picture` draws the window into a file at the end. Raises `UsageError` or `Failure`."""
    parser = Parser("demo", say("Show Postroom on its own mail servers, which run inside it on free ports."))
    parser.add_argument(
        "--headless", action="store_true", help="without a window: check the accounts, print a table"
    )
    parser.add_argument("--picture", metavar="FILE", help="where the picture of the window goes, as PNG")
    args = parser.parse_args(argv)
    if not args.headless:
        raise UsageError(say("postroom demo opens the window and takes no options but --headless."))
    if args.picture is not None and not Path(args.picture).absolute().parent.is_dir():
        raise UsageError(say("--picture: The folder of {file} does not exist.", file=args.picture))
    page.line(say("Starting the demo servers and checking their accounts ..."))
    page.flush()
    with asyncio.Runner() as runner:
        is_as_expected = runner.run(_show(page))
    if make_picture is not None:
        path = Path(args.picture or Path(tempfile.mkdtemp(prefix="postroom-")) / "demo.png").absolute()
        _draw(make_picture, path)
        page.line(say("A picture of the window: {path}", path=path))
    return ExitStatus.OK if is_as_expected else ExitStatus.FAILED


def _draw(make_picture: MakePicture, path: Path) -> None:
    try:
        make_picture(path)
    except (ImportError, OSError) as error:
        raise Failure(say("The window could not be drawn: {words}", words=error)) from error


async def _show(page: Page) -> bool:
    """Show the sessions, then the queue; tell whether everything was as expected."""
    async with Engine.start(saved=False) as engine:
        await engine.start_demo(mail=True)
        posted = dict(engine.demo_mail.posted)
        rows = await _check_all(engine)
        page.line()
        _write(page, rows)
        is_as_expected = all(row.is_as_expected for row in rows)
        if posted:
            page.line()
            page.line(say("Waiting for what becomes of {n} messages in the queue ...", n=len(posted)))
            page.line()
            page.flush()
            await engine.spooler.open(send=True, program="postroom demo")
            queue = await watch_queue(engine, posted)
            write_queue(page, queue)
            is_as_expected = is_as_expected and all(row.is_as_expected for row in queue)
    return is_as_expected


async def _check_all(engine: Engine) -> list[_Row]:
    guests = [guest for account in engine.accounts if (guest := engine.guest(account.name)) is not None]
    sessions = [(guest, protocol) for guest in guests for protocol in guest.account.protocols]
    plans = [guest.account.plan(p, guest.secret, general_trust=Trust()) for guest, p in sessions]
    return [
        _Row(
            guest.account.name,
            protocol,
            guest.expected[protocol],
            outcome_of(result.snapshot),
            result.snapshot.seconds,
        )
        for (guest, protocol), result in zip(sessions, await check(plans), strict=True)
    ]


def _write(page: Page, rows: Sequence[_Row]) -> None:
    titles = (say("Account"), say("Session"), say("Expected"), say("Got"), say("Time"), "")
    page.table(
        titles,
        [
            (
                row.title,
                row.protocol.label,
                str(row.expected),
                str(row.got),
                seconds(row.seconds),
                say("as expected") if row.is_as_expected else say("DIFFERENT"),
            )
            for row in rows
        ],
        right={4},
    )
    page.line()
    odd = sum(not row.is_as_expected for row in rows)
    if odd:
        page.line(
            say("{odd} of {all} sessions did not behave as expected.", odd=odd, all=len(rows)), Style.BAD
        )
    else:
        page.line(say("All {all} sessions behaved as expected.", all=len(rows)), Style.GOOD)
