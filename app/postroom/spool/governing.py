"""The spooler's switches and the lanes that are held, in the file."""

from __future__ import annotations

import sqlite3
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


def _set_switches(transaction: Transaction, switches: Switches) -> None:
    transaction.execute(SQL["set_switches"], (switches.enabled, switches.paused))
    transaction.spooler = True


def _hold_lane(transaction: Transaction, hold: LaneHold) -> None:
    transaction.execute(SQL["hold_lane"], (hold.account, hold.reason, transaction.now))
    transaction.spooler = True


def _open_lane(transaction: Transaction, account: str) -> None:
    if transaction.execute(SQL["open_lane"], (account,)).rowcount:
        transaction.spooler = True


set_switches: Final = one_by_one(_set_switches)
hold_lane: Final = one_by_one(_hold_lane)
open_lane: Final = one_by_one(_open_lane)
