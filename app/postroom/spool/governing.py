"""The spooler's switches and the lanes that are held, in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from postroom.model.spool_lane import HeldLane
from postroom.model.spooler import Switches
from postroom.spool.moments import from_number
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, one_by_one

SQL: Final = statements("governing")


@dataclass(frozen=True, slots=True)
class LaneHold:
    """An account to be held, and why."""

    account: str
    reason: str


def read_switches(connection: sqlite3.Connection) -> Switches:
    """Give what the administrator has set."""
    enabled, paused = connection.execute(SQL["switches"]).fetchone()
    return Switches(bool(enabled), bool(paused))


def read_held_lanes(connection: sqlite3.Connection) -> tuple[HeldLane, ...]:
    """Give the lanes that are held, by account."""
    rows = connection.execute(SQL["held_lanes"])
    return tuple(HeldLane(account, reason, from_number(since)) for account, reason, since in rows)


def read_nudges(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Give how often it was asked to try each account again at once."""
    return dict(connection.execute(SQL["nudges"]).fetchall())


def add_nudges(transaction: Transaction, accounts: Iterable[str]) -> None:
    """Ask whoever sends to try these accounts again at once."""
    for account in accounts:
        transaction.execute(SQL["nudge"], (account,))
        transaction.spooler = True


def _set_switches(transaction: Transaction, switches: Switches) -> None:
    transaction.execute(SQL["set_switches"], (switches.enabled, switches.paused))
    transaction.spooler = True


def _hold_lane(transaction: Transaction, hold: LaneHold) -> None:
    transaction.execute(SQL["hold_lane"], (hold.account, hold.reason, transaction.now))
    transaction.spooler = True


def _open_lane(transaction: Transaction, account: str) -> None:
    if transaction.execute(SQL["open_lane"], (account,)).rowcount:
        transaction.spooler = True


def _nudge(transaction: Transaction, account: str | None) -> None:
    """Ask for one account, or for all that have something to be sent."""
    rows = transaction.execute(SQL["waiting_accounts"]).fetchall()
    add_nudges(transaction, [name for (name,) in rows] if account is None else [account])


set_switches: Final = one_by_one(_set_switches)
hold_lane: Final = one_by_one(_hold_lane)
open_lane: Final = one_by_one(_open_lane)
nudge: Final = one_by_one(_nudge)
