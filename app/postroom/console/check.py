"""`postroom check`: open the sessions of saved accounts, or of servers named on the spot, and say what works."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from typing import Final

from postroom.console.check_page import write_checked
from postroom.console.options import add_login_options, add_server_options
from postroom.console.page import Page
from postroom.console.passwords import Passwords, add_password_options, ask, logins
from postroom.console.progress import Progress
from postroom.console.running import running_engine
from postroom.console.usage import ExitStatus, Parser, UsageError
from postroom.console.wanted import Wanted, wanted
from postroom.console.words import mend_by_hand
from postroom.engine.check import Checked, check
from postroom.engine.engine import Engine
from postroom.model.endpoint import Protocol
from postroom.model.plan import SessionPlan
from postroom.model.secret import Secret
from postroom.model.text import say

EXAMPLES: Final = """\
  postroom check                                       all saved accounts
  postroom check ada@example.com                       one of them
  postroom check --pop3 mail.example.com               POP3 and SMTP on one host
  postroom check --pop3 mail.example.com:995 --smtp :587 --user ada
  postroom check --smtp mail.example.com:587 --user ada --password-env PASSWORD --json
"""


def run(argv: Sequence[str], page: Page) -> ExitStatus:
    """Do the command. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    args = _parser().parse_args(argv)
    passwords = Passwords(args)
    with running_engine() as (engine, runner):
        asked = wanted(args, engine)
        is_whole = _tell_troubles(args, engine, page)
        plans: list[SessionPlan] = []
        for one in asked:
            if not one.is_saved:
                passwords.refuse_without_user(one.account)
            try:
                secrets = _secrets(one, passwords, engine, runner, page)
            except UsageError as error:
                page.remark(f"postroom: {error}")
                is_whole = False
                continue  # the other accounts can be checked nevertheless
            plans += one.plans(secrets, engine)
        if not plans:
            return ExitStatus.USAGE
        results = runner.run(_check(plans))
    if args.json:
        page.document(_document(results))
    else:
        write_checked(page, results, with_transcript=args.transcript)
    is_well = is_whole and all(result.snapshot.ok for result in results)
    return ExitStatus.OK if is_well else ExitStatus.FAILED


def _document(results: Sequence[Checked]) -> str:
    from postroom.model.document import check_document
    from postroom.model.json_text import json_text

    return json_text(check_document((result.snapshot, result.transcript) for result in results))


async def _check(plans: Sequence[SessionPlan]) -> tuple[Checked, ...]:
    with Progress(sys.stderr) as progress:
        return await check(plans, watch=progress.changed)


def _tell_troubles(args: argparse.Namespace, engine: Engine, page: Page) -> bool:
    """Tell what is wrong with the saved settings; give false where accounts to be checked could not be read."""
    concerned = args.pop3 is None and args.smtp is None
    troubles = (
        engine.preferences.trouble,
        mend_by_hand(engine.trouble) if concerned and engine.trouble else None,
    )
    for trouble in troubles:
        if trouble is not None:
            page.remark(f"postroom: {trouble}")
    return engine.trouble is None or not concerned or bool(args.accounts)


def _parser() -> Parser:
    parser = Parser(
        "check",
        say("Open POP3 and SMTP sessions and say, step by step, what works."),
        EXAMPLES,
        takes="[ACCOUNT ...]",
    )
    parser.add_argument(
        "accounts", metavar="ACCOUNT", nargs="*", help="saved accounts; without a name, all of them"
    )
    parser.add_argument("--only", choices=[protocol.value for protocol in Protocol], help="one protocol only")
    parser.add_argument(
        "--json", action="store_true", help="print one document for programs, and nothing else"
    )
    parser.add_argument("--transcript", action="store_true", help="show every line of the conversations")
    add_server_options(parser)
    add_login_options(parser)
    add_password_options(parser)
    return parser


def _secrets(
    one: Wanted, passwords: Passwords, engine: Engine, runner: asyncio.Runner, page: Page
) -> dict[Protocol, Secret]:
    """Find the secrets that are needed: given by an option, kept for the account, or asked for."""
    secrets = {}
    for owner, protocol in logins(one.account, one.protocols).items():
        secret = passwords.get(owner)
        if secret is None and one.is_saved:
            secret = runner.run(engine.secret(one.account.name, protocol))
            if engine.secret_trouble is not None:
                page.remark(str(engine.secret_trouble))
        secrets[owner] = secret or ask(one.account, protocol)
    return secrets
