"""The command line: finds the command, runs it, and turns what stops it into words and an exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from postroom import __version__
from postroom.console.page import Page
from postroom.console.usage import CannotWrite, ExitStatus, Failure, MakePicture, UsageError
from postroom.model.text import say

HELP: Final = """\
usage: postroom                        open the window
       postroom COMMAND [OPTION ...]   work on the command line

Postroom opens POP3 and SMTP sessions, shows every step, and says why one
fails and what to do about it.

commands:
  check        open sessions and say, step by step, what works
  accounts     list, show, add, edit, remove, import and export accounts
  certificate  look at the certificate of a server, and say what is wrong
  exceptions   list, show and revoke what may be wrong with certificates
  spool        look at the messages that are sent in the background, steer
               them, hand in new ones, and send them without a window
  status       tell in one word how a message stands
  demo         open the window on Postroom's own mail servers;
               --headless checks them without a window

options:
  -h, --help   show this help; after a command, show that command's
  --version    show the version

examples:
  postroom check --pop3 mail.example.com:995 --smtp :587 --user ada
  postroom check --smtp mail.example.com:465 --json
  postroom accounts add --name ada --pop3 mail.example.com:995 --user ada
  postroom certificate mail.example.com:993
  postroom spool import --account work letter.eml
  postroom demo --headless

exit status:
  0 all is well, 1 it ran and something failed, 2 wrong usage,
  3 refused because the spooler is disabled, 130 interrupted
"""

Act = Callable[[Sequence[str], Page], ExitStatus]


def run(argv: Sequence[str], *, make_picture: MakePicture | None = None) -> int:
    """Run a command and give its exit status. `make_picture` serves the headless demo."""
    _open_missing_streams()
    page = Page()
    try:
        status = _dispatch(argv, page, make_picture)
        page.flush()
    except UsageError as error:
        page.remark(f"postroom: {error}")
        return ExitStatus.USAGE
    except CannotWrite as error:
        page.remark(f"postroom: {error}")
        return _give_up_output()
    except Failure as error:
        page.remark(f"postroom: {error}")
        return ExitStatus.FAILED
    except BrokenPipeError:
        return _give_up_output()
    except KeyboardInterrupt:
        page.remark(say("postroom: Interrupted."))
        return ExitStatus.INTERRUPTED
    except SystemExit as end:  # how argparse ends after it has shown a help
        return int(end.code or 0)
    return status


def _dispatch(argv: Sequence[str], page: Page, make_picture: MakePicture | None) -> ExitStatus:
    _refuse_no_text(argv)
    command, *rest = argv or ["--help"]
    if command == "help" and rest:
        command, *rest = [*rest, "--help"]
    match command:
        case "demo":
            from postroom.console.demo import run as demo

            return demo(rest, page, make_picture)
        case "--version":
            page.document(f"postroom {__version__}")
        case "-h" | "--help" | "help":
            page.document(say(HELP))
        case _:
            return _act_of(command)(rest, page)
    return ExitStatus.OK


def _act_of(command: str) -> Act:
    """Load the command, and nothing that it does not need. Raises `UsageError`."""
    match command:
        case "check":
            from postroom.console.check import run
        case "certificate":
            from postroom.console.certificate import run
        case "exceptions":
            from postroom.console.exceptions import run
        case "accounts":
            from postroom.console.accounts import run
        case "spool":
            from postroom.console.spool import run
        case "status":
            from postroom.console.spool_look import status as run
        case _:
            raise UsageError(say("There is no command {name}. See postroom --help.", name=command))
    return run


def _refuse_no_text(argv: Sequence[str]) -> None:
    """Refuse bytes that the system could not read as text: no account and no server is written so."""
    for argument in argv:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UsageError(say("The argument {name} is not text.", name=ascii(argument))) from None


def _open_missing_streams() -> None:
    """Open what whoever started the program has closed, so that reading finds nothing and writing reaches nobody."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  until the process ends


def _give_up_output() -> ExitStatus:
    """Keep the interpreter from complaining, when it ends, that what is left to write reaches nobody."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitStatus.FAILED
