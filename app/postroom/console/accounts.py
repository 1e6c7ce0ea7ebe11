"""`postroom accounts`: list, show, add, edit, remove, import and export the saved accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from postroom.console.accounts_page import write_account, write_list
from postroom.console.group import Group
from postroom.console.page import Page
from postroom.console.running import running_engine
from postroom.console.usage import ExitStatus, Failure, Parser, UsageError
from postroom.console.words import mend_by_hand
from postroom.engine.engine import Engine
from postroom.model.account_document import accounts_document
from postroom.model.account_errors import AccountError, BrokenFile, UnknownAccount
from postroom.model.json_text import json_text
from postroom.model.text import say

HELP: Final = """\
usage: postroom accounts COMMAND [OPTION ...]

commands:
  list     list the saved accounts
  show     show one, with everything that deserves a second look
  add      save a new one
  edit     change what is named, and nothing else
  remove   remove accounts and their passwords
  import   take in accounts from a JSON or CSV file
  export   write the accounts, without passwords, as JSON or CSV

examples:
  postroom accounts add --name ada --pop3 mail.example.com:995 --smtp :587 --user ada
  postroom accounts edit ada --smtp-security starttls
  postroom accounts export --format csv --output accounts.csv
  postroom accounts import accounts.csv --replace

A command with --help shows its options.
"""
Act = Callable[[Sequence[str], Page, Engine, asyncio.Runner], None]


def run(argv: Sequence[str], page: Page) -> ExitStatus:
    """Do the command. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    found = _group().find(argv, page)
    if found is None:
        return ExitStatus.OK
    act, rest = found
    with running_engine() as (engine, runner):
        try:
            act(rest, page, engine, runner)
        except UnknownAccount as error:
            if engine.trouble is not None:
                raise Failure(mend_by_hand(engine.trouble)) from None
            raise UsageError(f"{error} {say('See postroom accounts list.')}") from None
        except BrokenFile as error:
            raise Failure(mend_by_hand(engine.trouble) if engine.trouble else str(error)) from error
        except AccountError as error:
            raise Failure(str(error)) from error
    return ExitStatus.OK


def _list(argv: Sequence[str], page: Page, engine: Engine, _: asyncio.Runner) -> None:
    parser = Parser("accounts list", say("List the saved accounts."))
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    args = parser.parse_args(argv)
    if args.json:
        page.document(json_text(accounts_document(engine.accounts)))
    elif engine.accounts:
        write_list(page, engine.accounts)
    elif engine.trouble is None:
        page.line(say("There are no saved accounts yet. Add one: postroom accounts add --help"))
    if engine.trouble is not None:
        raise Failure(mend_by_hand(engine.trouble))


def _show(argv: Sequence[str], page: Page, engine: Engine, _: asyncio.Runner) -> None:
    parser = Parser("accounts show", say("Show one account."), takes="NAME")
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    args = parser.parse_args(argv)
    account = engine.account(args.name)
    if args.json:
        page.document(json_text(accounts_document([account])))
    else:
        write_account(page, account)


def _remove(argv: Sequence[str], page: Page, engine: Engine, runner: asyncio.Runner) -> None:
    parser = Parser("accounts remove", say("Remove accounts and their passwords."), takes="NAME ...")
    parser.add_argument("names", metavar="NAME", nargs="+")
    args = parser.parse_args(argv)
    names = dict.fromkeys(args.names)
    for name in names:
        engine.account(name)
    for name in names:
        runner.run(engine.remove_account(name))
        page.line(say("Removed {name}.", name=name))
        if (trouble := engine.secret_trouble) is not None:
            page.remark(say("Its password may still be kept. {trouble}", trouble=trouble))


def _group() -> Group[Act]:
    from postroom.console.accounts_entry import add, edit
    from postroom.console.accounts_travel import export_file, import_file

    acts: dict[str, Act] = {
        "list": _list,
        "show": _show,
        "add": add,
        "edit": edit,
        "remove": _remove,
        "import": import_file,
        "export": export_file,
    }
    return Group("accounts", HELP, "Say what to do with the accounts.", acts)
