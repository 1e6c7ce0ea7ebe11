"""`postroom spool enable`, `disable`, `pause` and `resume`: the switches of the spooler, or of one account."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final

from postroom.console.page import Page
from postroom.console.spool_desk import Desk, opened_spool
from postroom.console.spool_stats import write_stats
from postroom.console.usage import ExitStatus, Parser
from postroom.model.text import say

_ABOUT: Final = {
    "enable": "Take new messages again.",
    "disable": "Refuse new messages. Those that wait are still sent.",
    "pause": "Accept messages, but send none until the spooler is resumed.",
    "resume": "Send again. An account that waits for a person is tried again too, if it is named.",
}


def _switch(name: str, argv: Sequence[str], page: Page) -> ExitStatus:
    parser = Parser(f"spool {name}", say(_ABOUT[name]))
    if name in {"pause", "resume"}:
        parser.add_argument("--account", metavar="NAME", help="the messages of one account only")
    parser.add_argument("--json", action="store_true", help="print one document for programs")
    args = parser.parse_args(argv)
    with opened_spool() as desk:
        desk.runner.run(_change(name, vars(args).get("account"), desk))
        write_stats(page, desk.spooler, as_json=args.json, brief=True)
    return ExitStatus.OK


def _change(name: str, account: str | None, desk: Desk) -> Coroutine[Any, Any, None]:
    spooler = desk.spooler
    if account is not None:
        desk.check_account(account)
        if name == "pause":
            return spooler.hold_lane(account, say("It was paused by postroom spool pause."))
        return spooler.open_lane(account)
    return {
        "enable": spooler.enable,
        "disable": spooler.disable,
        "pause": spooler.pause,
        "resume": spooler.resume,
    }[name]()


SWITCHES: Final[dict[str, Callable[[Sequence[str], Page], ExitStatus]]] = {
    name: partial(_switch, name) for name in _ABOUT
}
