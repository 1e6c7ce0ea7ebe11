"""`postroom spool`: look at the messages of the spool, steer them, hand in new ones, and send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from postroom.console.group import Group
from postroom.console.page import Page
from postroom.console.usage import ExitStatus

HELP: Final = """\
usage: postroom spool COMMAND [OPTION ...]

The spool keeps messages on the disk until they are sent, and after that as
history. The window sends them while it is open, or postroom spool run does.

look:
  list      list messages
  show      show everything about one
  attempts  show how often one was tried, and what came of it
  stats     count the messages, and say what holds accounts up
  export    write messages to files, as they are sent

steer:
  retry     try deferred messages at once
  hold      keep messages that wait from being sent
  release   let held messages go
  cancel    discard messages that wait; they stay readable
  requeue   send failed or discarded messages again
  resolve   decide about uncertain messages: sent, or to be sent again
  undo      take back retry, hold, release or cancel

the spooler:
  import    hand in messages: .eml files, folders of them, mbox files
  run       send, without a window
  pause     accept messages, but send none     resume   send again
  disable   refuse new messages, send the rest enable   take new ones again

examples:
  postroom spool import --account work letter.eml
  postroom spool list --state deferred,failed
  postroom spool hold --account work
  postroom spool requeue 17 18
  postroom spool run --until-empty

exit status:
  0 all is well, 1 something failed or was refused, 2 wrong usage,
  3 refused because the spooler is disabled, 130 interrupted

Ctrl+C ends a command for many messages in order: it says how far it came, and
what is done stays done. A command with --help shows its options. postroom
status ID tells in one word how a message stands.
"""
Act = Callable[[Sequence[str], Page], ExitStatus]


def run(argv: Sequence[str], page: Page) -> ExitStatus:
    """Do the command. Raises `UsageError`, `Failure` or `KeyboardInterrupt`."""
    found = _group().find(argv, page)
    if found is None:
        return ExitStatus.OK
    act, rest = found
    return act(rest, page)


def _group() -> Group[Act]:
    from postroom.console.spool_commands import COMMANDS
    from postroom.console.spool_export import export
    from postroom.console.spool_import import import_messages
    from postroom.console.spool_look import attempts, list_messages, show, stats
    from postroom.console.spool_run import run_spooler
    from postroom.console.spool_switches import SWITCHES

    acts: dict[str, Act] = {
        "list": list_messages,
        "show": show,
        "attempts": attempts,
        "stats": stats,
        "export": export,
        "import": import_messages,
        "run": run_spooler,
        **COMMANDS,
        **SWITCHES,
    }
    return Group("spool", HELP, "Say what to do with the spool.", acts)
