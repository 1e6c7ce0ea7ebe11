"""What `postroom spool` shows of the spooler as a whole."""

from __future__ import annotations

from shlex import quote

from postroom.console.page import Page, Style
from postroom.engine.spooler import Spooler
from postroom.model.json_text import json_text
from postroom.model.message import MessageState
from postroom.model.spool_message import Counts
from postroom.model.spooler import SpoolerStanding, SpoolerState
from postroom.model.stats_document import stats_document
from postroom.model.text import say


def write_stats(page: Page, spooler: Spooler, *, as_json: bool, brief: bool = False) -> None:
    """Write how the spooler stands, and unless that is enough, all counts."""
    if as_json:
        document = stats_document(
            spooler.standing, spooler.switches, spooler.counts, spooler.lanes, spooler.sender
        )
        page.document(json_text(document))
        return
    write_standing(page, spooler.standing)
    if not brief:
        page.line(_sender(spooler))
        page.line()
        _write_counts(page, spooler.counts)
    for lane in spooler.lanes.values():
        if lane.reason:
            page.line(f"{lane.account}: {lane.reason}", Style.ATTENTION)
        if lane.held is not None:
            words = say("To try again: postroom spool resume --account {name}", name=quote(lane.account))
            page.line(words, indent=2)


def write_standing(page: Page, standing: SpoolerStanding) -> None:
    """Write the state of the spooler and its reason."""
    style = Style.GOOD if standing.state is SpoolerState.RUNNING else Style.ATTENTION
    page.line(f"{standing.state}: {standing.reason}", style)


def _sender(spooler: Spooler) -> str:
    if spooler.sender is None:
        return say(
            "No program sends from this spool: open the window of Postroom, or start postroom spool run."
        )
    return say("It is sent by {holder}.", holder=spooler.sender)


def _write_counts(page: Page, counts: Counts) -> None:
    accounts = sorted({account for account, _ in counts.numbers})
    if not accounts:
        page.line(say("The spool is empty."))
        return
    rows = [(account, *(_number(counts, state, account) for state in MessageState)) for account in accounts]
    if len(accounts) > 1:
        rows.append((say("together"), *(_number(counts, state) for state in MessageState)))
    states = tuple(MessageState)
    page.table((say("Account"), *(state.capitalize() for state in states)), rows, right=range(1, 9))


def _number(counts: Counts, state: MessageState, account: str | None = None) -> str:
    return f"{counts.total({state}, None if account is None else {account}):,}"
