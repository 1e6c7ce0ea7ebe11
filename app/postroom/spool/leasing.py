"""The lease in the file: taking it, with what the former holder left; renewing it, and releasing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from postroom.model.message import RecipientOutcome
from postroom.model.spool_attempt import Ended
from postroom.model.spool_errors import LeaseHeld, LeaseLost
from postroom.model.spool_lease import Holder, Lease, Recovered, Taken, may_take
from postroom.model.text import say
from postroom.spool.attempt_columns import attempt_from
from postroom.spool.boot import boot_id
from postroom.spool.journal import Entry, Journals
from postroom.spool.lease_lock import LeaseLock
from postroom.spool.moments import from_number
from postroom.spool.sending import end_claims, endings, put_back
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

SQL: Final = statements("leasing")


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """Who wants to send, the proof that the holder lives, and what the holder noted."""

    holder: Holder
    lock: LeaseLock
    journals: Journals


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A lease that we hold."""

    number: int
    lock: LeaseLock
    journals: Journals


def read_lease(connection: sqlite3.Connection | Transaction) -> Lease | None:
    """Give the lease; None while nobody may send."""
    return _lease(connection.execute(SQL["lease"]).fetchone())


def _take(transaction: Transaction, request: TakeRequest) -> Taken:
    """Give the lease to a process, and settle what the former holder left. Raises `LeaseHeld`."""
    row = transaction.execute(SQL["lease"]).fetchone()
    former, last_seen = _lease(row), row[-1]
    (former_boot,) = transaction.execute(SQL["boot"]).fetchone()
    now = from_number(transaction.now)
    is_ours = request.lock.acquire()
    if not may_take(former, holder_lives=None if is_ours is None else not is_ours, now=now):
        assert former is not None
        raise LeaseHeld(str(former.holder))
    request.journals.begin(row[0] + 1)
    journal = request.journals.read(row[0])
    holder = request.holder
    transaction.execute(
        SQL["take"],
        {
            "program": holder.program,
            "pid": holder.pid,
            "host": holder.host,
            "account": holder.account,
            "now": transaction.now,
            "boot": boot_id(),
        },
    )
    transaction.spooler = True
    _mind_clock(transaction, last_seen)
    has_restarted = former_boot is not None and former_boot != boot_id()
    recovered = _settle_claims(transaction, journal, may_miss_marks=has_restarted)
    return Taken(Lease(row[0] + 1, holder, now, now), recovered)


def _renew(transaction: Transaction, request: OwnRequest) -> None:
    """Say that its holder is well. Raises `LeaseLost`."""
    last_seen = transaction.execute(SQL["lease"]).fetchone()[-1]
    known = {"number": request.number, "now": transaction.now}
    if not transaction.execute(SQL["renew"], known).rowcount:
        raise LeaseLost
    request.lock.acquire()
    _mind_clock(transaction, last_seen)


def _release(transaction: Transaction, request: OwnRequest) -> None:
    """Give the lease away. One that was lost is gone already."""
    journal = request.journals.read(request.number)
    if transaction.execute(SQL["release"], {"number": request.number}).rowcount:
        _settle_claims(transaction, journal)
        transaction.spooler = True
    request.lock.release()


take_lease: Final = one_by_one(_take)
renew_lease: Final = one_by_one(_renew)
release_lease: Final = one_by_one(_release)


def _settle_claims(
    transaction: Transaction, journal: Mapping[int, Entry] | None, *, may_miss_marks: bool = False
) -> Recovered:
    """End every claim, truthfully: as the journal tells; unmarked, nothing was sent, marked, nobody knows.

    Where the computer has been without power since, the last marks may be missing, and where the journal is None, all
    of them: then nobody knows of any.
    """
    may_miss_marks = may_miss_marks or journal is None
    journal = journal or {}
    untouched: list[int] = []
    uncertain: list[int] = []
    noted: dict[int, tuple[Entry, str]] = {}
    for number, lease, attempt, account in transaction.execute(SQL["claims"]).fetchall():
        entry = journal.get(number)
        if entry is not None and (entry.lease, entry.attempt) != (lease, attempt):
            entry = None
        if entry is None and not may_miss_marks:
            untouched.append(number)
        elif entry is None or entry.outcome is None:
            uncertain.append(number)
        else:
            noted[number] = entry, account
    put_back(transaction, untouched)
    if uncertain:
        _leave_uncertain(transaction, uncertain)
    if noted:
        end_claims(transaction, endings(list(_as_noted(transaction, noted))))
    return Recovered(tuple(untouched), tuple(uncertain), tuple(noted))


def _as_noted(transaction: Transaction, noted: Mapping[int, tuple[Entry, str]]) -> Iterable[Ended]:
    """Give how these claims ended, of which the journal knows what came of the attempt."""
    before: dict[int, list[RecipientOutcome]] = {number: [] for number in noted}
    for number, _, outcome in transaction.execute(SQL["outcomes"], (as_json(noted),)).fetchall():
        before[number].append(RecipientOutcome(outcome))
    for number, (entry, account) in noted.items():
        assert entry.outcome is not None
        yield Ended(
            number,
            entry.lease,
            entry.attempt,
            account,
            tuple(before[number]),
            attempt_from(entry.outcome),
            entry.outcome,
        )


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
    number, program, pid, host, account, taken_at, renewed_at = row
    if program is None:
        return None
    holder = Holder(program, pid, host, account)
    return Lease(number, holder, from_number(taken_at), from_number(renewed_at))
