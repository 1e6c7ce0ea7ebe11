"""`postroom spool run`: the spooler without a window, until it is told to end or has nothing left to do."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from postroom.console.page import Page
from postroom.console.settings_watch import follow_settings
from postroom.console.spool_desk import Desk, opened_spool
from postroom.console.spool_run_page import RunPage, for_people, for_programs
from postroom.console.usage import ExitStatus, Parser
from postroom.engine.changes import Changes
from postroom.engine.spooler import Spooler
from postroom.model.message import MessageState
from postroom.model.text import say

PROGRAM: Final = "postroom spool run"
"""How others know who sends."""
UNDER_WAY: Final = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.DEFERRED})
"""What the spooler has still to do something about."""
WENT_WRONG: Final = frozenset({MessageState.FAILED, MessageState.UNCERTAIN})
SETTLED: Final = WENT_WRONG | {MessageState.SENT, MessageState.DEFERRED}
"""How an attempt may end."""
_ABOUT: Final = """\
Send what is in the spool, without a window. It prints a line for each change
of its state and for each message that it has tried, and ends in order when
it is asked to (SIGTERM, Ctrl+C): nothing is lost, and what waits is kept.

While another program sends from the same spool, it looks on, and takes over
when that one ends. It notices when accounts or passwords are changed."""
_EXAMPLES: Final = """\
  postroom spool run
  postroom spool run --until-empty --account work
  postroom spool run --json >> spooler.log
"""


def run_spooler(argv: Sequence[str], page: Page) -> ExitStatus:
    """Send. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    parser = Parser("spool run", say(_ABOUT), _EXAMPLES)
    parser.add_argument(
        "--until-empty",
        action="store_true",
        help="end when nothing is queued, being sent or deferred; 1 tells that something went wrong",
    )
    parser.add_argument(
        "--account", metavar="NAME", help="tell of one account, and wait for its messages, only"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--quiet", action="store_true", help="print nothing")
    form.add_argument("--json", action="store_true", help="print each line as a document for programs")
    args = parser.parse_args(argv)
    lines = None if args.quiet else RunPage(for_programs(page) if args.json else for_people(page))
    with opened_spool() as desk:
        accounts = None
        if args.account is not None:
            desk.check_account(args.account)
            accounts = frozenset({args.account})
        return desk.runner.run(_run(desk, lines, accounts, until_empty=args.until_empty))


async def _run(
    desk: Desk, lines: RunPage | None, accounts: frozenset[str] | None, *, until_empty: bool
) -> ExitStatus:
    """Send until the end. Closing the engine stops the sending in order."""
    run = _Run(desk.spooler, lines, accounts)
    stop = desk.engine.subscribe(run.changed)
    try:
        with _terminated(run.end):
            await desk.spooler.open(send=True, program=PROGRAM)
            desk.engine.spawn(follow_settings(desk.engine), name="follow the settings")
            return await run.work(until_empty=until_empty)
    finally:
        stop()


class _Run:
    """Tells what happens, and knows when to end."""

    def __init__(self, spooler: Spooler, lines: RunPage | None, accounts: Collection[str] | None) -> None:
        self._spooler = spooler
        self._lines = lines
        self._accounts = accounts
        self._news = asyncio.Event()
        self._changed: set[int] = set()
        self._ending = False
        self._wrong = self._count(WENT_WRONG)
        self._went_wrong = 0

    def changed(self, changes: Changes) -> None:
        """Take note of what is to be told."""
        self._changed |= changes.messages
        self._news.set()

    def end(self) -> None:
        """Come to an end soon."""
        self._ending = True
        self._news.set()

    async def work(self, *, until_empty: bool) -> ExitStatus:
        """Tell what happens until the end."""
        while True:
            await self._tell()
            if self._ending:
                return ExitStatus.INTERRUPTED if until_empty else ExitStatus.OK
            if until_empty and not self._count(UNDER_WAY):
                return ExitStatus.FAILED if self._went_wrong else ExitStatus.OK
            if until_empty and self._waits_for_a_person():
                return ExitStatus.FAILED
            await self._news.wait()
            self._news.clear()

    async def _tell(self) -> None:
        wrong = self._count(WENT_WRONG)
        self._went_wrong += max(0, wrong - self._wrong)
        self._wrong = wrong
        changed, self._changed = sorted(self._changed), set()
        if self._lines is None:
            return
        spooler = self._spooler
        self._lines.spooler(spooler.standing, spooler.sender)
        self._lines.accounts(
            {name: lane.reason for name, lane in spooler.lanes.items() if self._is_shown(name)}
        )
        for row in await spooler.rows(changed):
            if row.state in SETTLED and row.attempts and self._is_shown(row.account):
                self._lines.message(row)

    def _is_shown(self, account: str) -> bool:
        return self._accounts is None or account in self._accounts

    def _count(self, states: frozenset[MessageState]) -> int:
        return self._spooler.counts.total(states, self._accounts)

    def _waits_for_a_person(self) -> bool:
        """Whether everything that is left belongs to accounts that somebody has to look after."""
        if self._count(frozenset({MessageState.SENDING})):
            return False
        stuck = {
            account
            for account, lane in self._spooler.lanes.items()
            if lane.reason and lane.waits_until is None
        }
        left = {
            account
            for (account, state), number in self._spooler.counts.numbers.items()
            if number and state in UNDER_WAY and self._is_shown(account)
        }
        return left <= stuck


@contextmanager
def _terminated(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` on the loop when the system asks the process to end."""
    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(end))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
