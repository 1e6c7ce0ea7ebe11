"""The lease in the file: taking it, with what the former holder left; renewing it, and releasing it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Final

from postroom.model.message import RecipientOutcome
from postroom.model.spool_errors import LeaseHeld, LeaseLost
from postroom.model.spool_lease import Holder, Lease, Recovered, Taken, may_take
from postroom.model.text import say
from postroom.spool.boot import boot_id
from postroom.spool.lease_lock import LeaseLock
from postroom.spool.moments import from_number
from postroom.spool.sending import put_back
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

SQL: Final = statements("leasing")


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """Who wants to send, and the proof that the holder lives."""

    holder: Holder
    lock: LeaseLock


@dataclass(frozen=True, slots=True)
class RenewRequest:
    """A lease that goes on."""

    number: int
    lock: LeaseLock


def read_lease(connection: sqlite3.Connection | Transaction) -> Lease | None:
    """Give the lease; None while nobody may send."""
    return _lease(connection.execute(SQL["lease"]).fetchone())


def _take(transaction: Transaction, request: TakeRequest) -> Taken:
    """Give the lease to a process, and settle what the former holder left. Raises `LeaseHeld`."""
    row = transaction.execute(SQL["lease"]).fetchone()
    former, last_seen = _lease(row), row[-1]
    (former_boot,) = transaction.execute(SQL["boot"]).fetchone()
    now = from_number(transaction.now)
    has_died = request.lock.acquire()
    if not may_take(former, holder_lives=not has_died, now=now):
        assert former is not None
        raise LeaseHeld(str(former.holder))
    holder = request.holder
    transaction.execute(
        SQL["take"],
        {
            "program": holder.program,
            "pid": holder.pid,
            "host": holder.host,
            "now": transaction.now,
            "boot": boot_id(),
        },
    )
    transaction.spooler = True
    _mind_clock(transaction, last_seen)
    may_miss_marks = former_boot is not None and former_boot != boot_id()
    return Taken(
        Lease(row[0] + 1, holder, now, now), settle_claims(transaction, may_miss_marks=may_miss_marks)
    )


def _renew(transaction: Transaction, request: RenewRequest) -> None:
    """Say that its holder is well. Raises `LeaseLost`."""
    last_seen = transaction.execute(SQL["lease"]).fetchone()[-1]
    known = {"number": request.number, "now": transaction.now}
    if not transaction.execute(SQL["renew"], known).rowcount:
        raise LeaseLost
    request.lock.acquire()
    _mind_clock(transaction, last_seen)


def _release(transaction: Transaction, request: RenewRequest) -> None:
    """Give the lease away. One that was lost is gone already."""
    if transaction.execute(SQL["release"], {"number": request.number}).rowcount:
        settle_claims(transaction)
        transaction.spooler = True
    request.lock.release()


take_lease: Final = one_by_one(_take)
renew_lease: Final = one_by_one(_renew)
release_lease: Final = one_by_one(_release)


def settle_claims(transaction: Transaction, *, may_miss_marks: bool = False) -> Recovered:
    """End every claim, truthfully: before the final dot nothing was sent, behind it nobody knows.

    Where the computer has been without power since, the last marks may be missing, so nobody knows of any.
    """
    claims = transaction.execute(SQL["claims"]).fetchall()
    untouched = [number for number, past_dot in claims if not (past_dot or may_miss_marks)]
    uncertain = [number for number, past_dot in claims if past_dot or may_miss_marks]
    put_back(transaction, untouched)
    if uncertain:
        _leave_uncertain(transaction, uncertain)
    return Recovered(tuple(untouched), tuple(uncertain))


def _leave_uncertain(transaction: Transaction, numbers: list[int]) -> None:
    chosen: dict[str, Any] = {
        "ids": as_json(numbers),
        "now": transaction.now,
        "waiting": RecipientOutcome.WAITING.value,
        "uncertain": RecipientOutcome.UNCERTAIN.value,
        "summary": interrupted_summary(),
    }
    with transaction.counting.anew(chosen["ids"]):
        for name in ("interrupt_recipients", "add_interrupted_attempts", "interrupt_messages"):
            transaction.execute(SQL[name], chosen)
    transaction.touched.update(numbers)


def interrupted_summary() -> str:
    """Say what an attempt came to that nobody could record."""
    return say("Postroom ended after the message was sent and before the server's reply was recorded.")


def _mind_clock(transaction: Transaction, last_seen: int | None) -> None:
    """Where the clock was set back, bring forward what would otherwise wait for it to catch up."""
    if last_seen is not None and transaction.now < last_seen:
        transaction.execute(SQL["set_clock_back"], {"by": last_seen - transaction.now})
        transaction.anything = True


def _lease(row: tuple[Any, ...]) -> Lease | None:
    number, program, pid, host, taken_at, renewed_at = row
    if program is None:
        return None
    return Lease(number, Holder(program, pid, host), from_number(taken_at), from_number(renewed_at))
