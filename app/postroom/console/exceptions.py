"""`postroom exceptions`: list, show and revoke what may be wrong with certificates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from postroom.console.exceptions_page import write_exception, write_lenient, write_list
from postroom.console.group import Group
from postroom.console.page import Page
from postroom.console.running import running_engine
from postroom.console.usage import ExitStatus, Failure, Parser, UsageError
from postroom.console.words import mend_by_hand
from postroom.engine.engine import Engine
from postroom.model.account_errors import BrokenFile
from postroom.model.exception_document import exceptions_document
from postroom.model.exceptions import KeptException, Standing, UnknownException
from postroom.model.json_text import json_text
from postroom.model.text import say

HELP: Final = """\
usage: postroom exceptions COMMAND [OPTION ...]

An exception lets one server pass with named problems of its certificate, as
long as it shows the same key, until a day. The window makes them.

commands:
  list     list the exceptions that are in force, and accounts that ignore
           problems; --all lists those too that count no more
  show     show one
  revoke   take exceptions back; they stay as history

examples:
  postroom exceptions list --all
  postroom exceptions show 4f2a91c0
  postroom exceptions revoke 4f2a91c0

A command with --help shows its options.
"""
Act = Callable[[Sequence[str], Page, Engine], None]


def run(argv: Sequence[str], page: Page) -> ExitStatus:
    """Do the command. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    found = _group().find(argv, page)
    if found is None:
        return ExitStatus.OK
    act, rest = found
    with running_engine() as (engine, _):
        try:
            act(rest, page, engine)
        except UnknownException as error:
            if engine.exceptions_trouble is not None:
                raise Failure(mend_by_hand(engine.exceptions_trouble)) from None
            raise UsageError(f"{error} {say('See postroom exceptions list --all.')}") from None
        except BrokenFile as error:
            raise Failure(mend_by_hand(engine.exceptions_trouble or str(error))) from error
    return ExitStatus.OK


def _list(argv: Sequence[str], page: Page, engine: Engine) -> None:
    parser = Parser("exceptions list", say("List the exceptions, and the accounts that ignore problems."))
    parser.add_argument("--all", action="store_true", help="those too that have expired or were revoked")
    parser.add_argument("--json", action="store_true", help="print one document for programs, with all")
    args = parser.parse_args(argv)
    now = datetime.now(UTC)
    if args.json:
        page.document(json_text(exceptions_document(engine.exceptions, engine.accounts, now)))
    else:
        shown = [each for each in engine.exceptions if args.all or each.standing(now) is Standing.IN_FORCE]
        write_list(page, shown, now)
        write_lenient(page, engine.accounts)
    if engine.exceptions_trouble is not None:
        raise Failure(mend_by_hand(engine.exceptions_trouble))


def _show(argv: Sequence[str], page: Page, engine: Engine) -> None:
    parser = Parser("exceptions show", say("Show one exception."), takes="ID")
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    args = parser.parse_args(argv)
    kept = _find(engine, args.id)
    now = datetime.now(UTC)
    if args.json:
        page.document(json_text(exceptions_document([kept], (), now)))
    else:
        write_exception(page, kept, now)


def _revoke(argv: Sequence[str], page: Page, engine: Engine) -> None:
    parser = Parser(
        "exceptions revoke", say("Take exceptions back; they stay as history."), takes="ID [ID ...]"
    )
    parser.add_argument("ids", metavar="ID", nargs="+")
    ids = dict.fromkeys(parser.parse_args(argv).ids)
    for id in ids:  # noqa: A001  see KeptException
        _find(engine, id)
    for id in ids:  # noqa: A001
        bound = engine.revoke_exception(id).bound
        page.line(say("Revoked {id} for {host}:{port}.", id=id, host=bound.host, port=bound.port))


def _group() -> Group[Act]:
    acts: dict[str, Act] = {"list": _list, "show": _show, "revoke": _revoke}
    return Group("exceptions", HELP, "Say what to do with the exceptions.", acts)


def _find(engine: Engine, id: str) -> KeptException:  # noqa: A002  see KeptException
    found = next((each for each in engine.exceptions if each.id == id), None)
    if found is None:
        raise UnknownException(id)
    return found
