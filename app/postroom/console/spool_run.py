"""`postroom spool run`: the spooler without a window, until it is told to end or has nothing left to do."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from shlex import quote
from typing import Final

from postroom.console.interruption import told_to_end
from postroom.console.page import Page
from postroom.console.settings_watch import follow_settings
from postroom.console.spool_desk import Desk, opened_spool
from postroom.console.spool_run_page import RunPage, for_people, for_programs
from postroom.console.spool_watch import SpoolRun
from postroom.console.usage import ExitStatus, Parser
from postroom.model.text import say

PROGRAM: Final = "postroom spool run"
"""How others know who sends."""
_ABOUT: Final = """\
Send what is in the spool, without a window. It prints a line for each change
of its state and for each message that it has tried, and ends in order when
it is asked to (SIGTERM, Ctrl+C): nothing is lost, and what waits is kept.

While another program sends from the same spool, it looks on, and takes over
when that one ends. It notices when accounts or passwords are changed.

With --account the messages of all others wait until it has ended: one program
at a time sends from a spool."""
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
    parser.add_argument("--account", metavar="NAME", help="send the messages of one account, and no others")
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
        run = SpoolRun(desk.spooler, lines, accounts)
        status = desk.runner.run(_work(desk, run, args.account, until_empty=args.until_empty))
    if run.in_hand:
        with opened_spool() as desk:
            desk.runner.run(run.tell_of(desk.spooler, run.in_hand))
    for account in run.stuck:
        page.remark(
            say(
                "postroom: {name} waits for somebody to look after it. Then: postroom spool resume --account {quoted}",
                name=account,
                quoted=quote(account),
            )
        )
    if run.ended_by == signal.SIGINT:
        raise KeyboardInterrupt
    return status


async def _work(desk: Desk, run: SpoolRun, account: str | None, *, until_empty: bool) -> ExitStatus:
    """Send until the end. Closing the engine stops the sending in order."""
    stop = desk.engine.subscribe(run.changed)
    try:
        with told_to_end(run.end):
            await desk.spooler.open(send=True, program=PROGRAM, account=account)
            desk.engine.spawn(follow_settings(desk.engine), name="follow the settings")
            return await run.work(until_empty=until_empty)
    finally:
        stop()
