"""The lines of `postroom spool run`, for people and for programs. What has not changed is not told again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from postroom.console.page import Page, Style
from postroom.console.spool_page import STYLES, moment
from postroom.model.json_text import json_line
from postroom.model.running_document import (
    AccountLine,
    MessageLine,
    RunningDocument,
    SpoolerLine,
    account_line,
    message_line,
    spooler_line,
)
from postroom.model.spool_lease import Holder
from postroom.model.spool_message import MessageRow
from postroom.model.spooler import SpoolerStanding, SpoolerState
from postroom.model.text import say

Write = Callable[[RunningDocument], None]
REMEMBERED: Final = 10_000
"""So many attempts are known to have been told."""


class RunPage:
    """Tells what happens through `write`."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._spooler: tuple[SpoolerStanding, Holder | None] | None = None
        self._reasons: dict[str, str] = {}
        """What holds accounts up, by name."""
        self._attempts: dict[tuple[int, int], None] = {}
        """Those that were told, by message and number."""

    def spooler(self, standing: SpoolerStanding, sender: Holder | None) -> None:
        """Tell how the spooler stands, and who sends."""
        is_news = self._spooler is not None or sender is not None  # at first it is not known yet who sends
        if is_news and self._spooler != (standing, sender):
            self._spooler = standing, sender
            self._write(spooler_line(_now(), standing, None if sender is None else str(sender)))

    def accounts(self, reasons: Mapping[str, str]) -> None:
        """Tell what holds accounts up; those that are not named are held up by nothing."""
        for account in sorted({*reasons, *self._reasons}):
            reason = reasons.get(account, "")
            if reason != self._reasons.get(account, ""):
                self._write(account_line(_now(), account, reason))
        self._reasons = dict(reasons)

    def message(self, row: MessageRow) -> None:
        """Tell what an attempt came to."""
        attempt = (row.id, row.attempts)
        if attempt not in self._attempts:
            self._attempts[attempt] = None
            if len(self._attempts) > REMEMBERED:
                del self._attempts[next(iter(self._attempts))]
            self._write(message_line(_now(), row))


def for_programs(page: Page) -> Write:
    """Write each document in one line."""

    def write(line: RunningDocument) -> None:
        page.document(json_line(line))
        page.flush()

    return write


def for_people(page: Page) -> Write:
    """Write what the documents say in words."""

    def write(line: RunningDocument) -> None:
        text, style = _in_words(line)
        page.line(text, style, lead=f"{moment(line.at)}  ")
        page.flush()

    return write


def _in_words(line: RunningDocument) -> tuple[str, Style]:
    match line:
        case SpoolerLine():
            sender = "" if line.sender is None else " " + say("It is sent by {holder}.", holder=line.sender)
            style = Style.GOOD if line.state is SpoolerState.RUNNING else Style.ATTENTION
            return f"{line.state}: {line.reason}{sender}", style
        case AccountLine():
            if line.reason:
                return f"{line.account}: {line.reason}", Style.ATTENTION
            return say("{account}: It goes on.", account=line.account), Style.PLAIN
        case MessageLine():
            to = line.to
            if line.recipients > 1:
                to = say("{address} and {n} more", address=line.to, n=line.recipients - 1)
            facts = (
                str(line.id),
                line.state,
                line.account,
                f"{line.sender or '<>'} -> {to}",
                line.last_reply,
            )
            return "  ".join(facts), STYLES.get(line.state, Style.PLAIN)


def _now() -> datetime:
    return datetime.now(UTC)
