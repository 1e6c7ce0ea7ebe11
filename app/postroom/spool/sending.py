"""Sending, as far as the disk is concerned: the mark before the final dot, and what became of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from postroom.model.message import HISTORY, MessageState, state_after
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.model.spool_errors import ClaimLost
from postroom.model.spool_standing import settled
from postroom.spool.attempt_columns import attempt_columns
from postroom.spool.moments import NEVER, to_number
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

SQL: Final = statements("sending")


@dataclass(frozen=True, slots=True)
class Record:
    """A claim and how it ended."""

    claim: Claim
    attempt: DeliveryAttempt


def pass_dot(transaction: Transaction, claims: Sequence[Claim]) -> list[None]:
    """Mark that from now on the final dot may be on its way. Raises `ClaimLost` if one of them was lost."""
    wanted = as_json([(claim.id, claim.lease, claim.number) for claim in claims])
    marked = transaction.execute(SQL["pass_dot"], (wanted,)).rowcount
    _check(marked, claims)
    return [None] * len(claims)


def _check(held: int, claims: Sequence[Claim]) -> None:
    """Raise `ClaimLost` unless all claims still held: it is right for one that was tried alone."""
    if held != len(claims):
        raise ClaimLost(claims[0].id)


def _give_back(transaction: Transaction, claims: Sequence[Claim]) -> int:
    """Put messages where they stood before they were claimed; claims that were lost are left alone."""
    wanted = as_json([(claim.id, claim.lease, claim.number) for claim in claims])
    owned = [number for (number,) in transaction.execute(SQL["owned"], (wanted,))]
    put_back(transaction, owned)
    return len(owned)


give_back: Final = one_by_one(_give_back)


def put_back(transaction: Transaction, numbers: Sequence[int]) -> None:
    """Put claimed messages where they stood before, whoever claimed them."""
    ids = as_json(numbers)
    with transaction.counting.anew(ids):
        transaction.execute(SQL["give_back"], (ids,))
    transaction.touched.update(numbers)


def record(transaction: Transaction, records: Sequence[Record]) -> list[None]:
    """End claims with what became of them. Raises `ClaimLost` if one of them was lost."""
    claims = [record.claim for record in records]
    standings = [_standing(record, transaction.now) for record in records]
    _check(transaction.execute(SQL["conclude"], (as_json(standings),)).rowcount, claims)
    recipients = [
        (record.claim.id, result.place, result.outcome)
        for record in records
        for result in record.attempt.results
    ]
    transaction.execute(SQL["settle_recipients"], (as_json(recipients),))
    attempts = [(record.claim.id, *attempt_columns(record.attempt)) for record in records]
    transaction.insert(SQL["add_attempts"], attempts)
    for claim, standing in zip(claims, standings, strict=True):
        transaction.counting.add(claim.account, MessageState.SENDING, -1)
        transaction.counting.add(claim.account, standing[3])
    transaction.touched.update([claim.id for claim in claims])
    return [None] * len(records)


def _standing(record: Record, now: int) -> tuple[Any, ...]:
    claim, attempt = record.claim, record.attempt
    results = {result.place: result.outcome for result in attempt.results}
    state = state_after(settled(claim.outcomes, results))
    due_at = NEVER if attempt.next_attempt_at is None else to_number(attempt.next_attempt_at)
    return (claim.id, claim.lease, claim.number, state, due_at, now if state in HISTORY else None)
