"""The ends of claims, as far as the disk is concerned: what became of them, or that nothing did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from postroom.model.message import HISTORY, MessageState, state_after
from postroom.model.spool_attempt import Claim, Ended
from postroom.model.spool_errors import ClaimLost
from postroom.model.spool_standing import settled
from postroom.spool.moments import NEVER, to_number
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

SQL: Final = statements("sending")


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


def record(transaction: Transaction, asked: Sequence[Sequence[Ended]]) -> list[None]:
    """End claims with what became of them. Raises `ClaimLost` if one was lost: it is right for one that is alone."""
    claims = [each for part in asked for each in part]
    if end_claims(transaction, claims) != len(claims):
        raise ClaimLost(claims[0].message)
    return [None] * len(asked)


def end_claims(transaction: Transaction, claims: Sequence[Ended]) -> int:
    """Write what became of claims, and give how many still held; unless all did, it has to be undone."""
    standings = [_standing(each, transaction.now) for each in claims]
    held = transaction.execute(SQL["conclude"], (as_json(standings),)).rowcount
    if held != len(claims):
        return held
    recipients = [
        (each.message, result.place, result.outcome) for each in claims for result in each.attempt.results
    ]
    transaction.execute(SQL["settle_recipients"], (as_json(recipients),))
    transaction.insert(SQL["add_attempts"], [(each.message, *each.columns) for each in claims])
    for each, standing in zip(claims, standings, strict=True):
        transaction.counting.add(each.account, MessageState.SENDING, -1)
        transaction.counting.add(each.account, standing[3])
    transaction.touched.update([each.message for each in claims])
    return held


def _standing(claim: Ended, now: int) -> tuple[Any, ...]:
    results = {result.place: result.outcome for result in claim.attempt.results}
    state = state_after(settled(claim.before, results))
    next_at = claim.attempt.next_attempt_at
    due_at = NEVER if next_at is None else to_number(next_at)
    return (claim.message, claim.lease, claim.number, state, due_at, now if state in HISTORY else None)
