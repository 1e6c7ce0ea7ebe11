"""What `postroom exceptions` shows to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from postroom.console.page import Page, Style
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.exceptions import KeptException, Standing
from postroom.model.text import say


def write_list(page: Page, shown: Sequence[KeptException], now: datetime) -> None:
    """Write one line for each exception."""
    if not shown:
        page.line(say("There are no exceptions."))
        return
    titles = (say("Id"), say("Server"), say("Problems"), say("Until"), say("Standing"), say("Reason"))
    rows = [
        (
            each.id,
            f"{each.bound.host}:{each.bound.port}",
            ", ".join(sorted(each.bound.kinds)),
            f"{each.bound.until:%Y-%m-%d}",
            _standing(each, now),
            each.bound.reason,
        )
        for each in shown
    ]
    page.table(titles, rows)


def write_lenient(page: Page, accounts: Iterable[Account]) -> None:
    """Name the accounts that ignore problems, whichever certificate a server shows."""
    for account in accounts:
        for protocol in Protocol:
            if ignored := account.ignored(protocol):
                words = {
                    "name": account.name,
                    "protocol": protocol.label,
                    "kinds": ", ".join(sorted(ignored)),
                }
                page.line(say("The account {name} ignores for {protocol}: {kinds}", **words), Style.ATTENTION)


def write_exception(page: Page, kept: KeptException, now: datetime) -> None:
    """Write everything about one exception."""
    bound = kept.bound
    page.line(
        say("{host}:{port}, {standing}", host=bound.host, port=bound.port, standing=_standing(kept, now))
    )
    facts = {
        say("id"): kept.id,
        say("problems"): ", ".join(sorted(bound.kinds)),
        say("key"): bound.key_sha256,
        say("reason"): bound.reason,
        say("made by"): bound.author,
        say("made"): _moment(bound.created),
        say("until"): _moment(bound.until),
        say("revoked"): "" if kept.revoked is None else _moment(kept.revoked),
    }
    page.facts(facts)


def _standing(kept: KeptException, now: datetime) -> str:
    return {
        Standing.IN_FORCE: say("in force"),
        Standing.EXPIRED: say("expired"),
        Standing.REVOKED: say("revoked"),
    }[kept.standing(now)]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
