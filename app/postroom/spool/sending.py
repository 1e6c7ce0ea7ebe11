"""The ends of claims, as far as the disk is concerned: what became of them, or that nothing did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

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


class Endings(NamedTuple):
    """What became of claims, in the form in which statements take it.

    It is made on the thread that has the claims, so that the writer's needs the interpreter's lock for a moment only.
    """

    messages: tuple[int, ...]
    standings: str
    """JSON: message, lease, attempt, state, due time, and whether that is history, of each."""
    recipients: str
    """JSON: message, place and outcome of each recipient that was tried."""
    attempts: list[tuple[Any, ...]]
    """Rows."""
    moves: Counter[tuple[str, MessageState]]
    """How many messages of each account come to stand how."""


def endings(claims: Sequence[Ended]) -> Endings:
    """Give what became of claims as it is written."""
    standings = [_standing(each) for each in claims]
    recipients = [
        (each.message, result.place, result.outcome) for each in claims for result in each.attempt.results
    ]
    return Endings(
        messages=tuple([each.message for each in claims]),
        standings=as_json(standings),
        recipients=as_json(recipients),
        attempts=[(each.message, *each.columns) for each in claims],
        moves=Counter(
            [(each.account, standing[3]) for each, standing in zip(claims, standings, strict=True)]
        ),
    )


def record(transaction: Transaction, asked: Sequence[Endings]) -> list[None]:
    """End claims with what became of them. Raises `ClaimLost` if one was lost: it is right for one that is alone."""
    for part in asked:
        if end_claims(transaction, part) != len(part.messages):
            raise ClaimLost(part.messages[0])
    return [None] * len(asked)


def end_claims(transaction: Transaction, ended: Endings) -> int:
    """Write what became of claims, and give how many still held; unless all did, it has to be undone."""
    written = {"standings": ended.standings, "now": transaction.now}
    held = transaction.execute(SQL["conclude"], written).rowcount
    if held != len(ended.messages):
        return held
    transaction.execute(SQL["settle_recipients"], (ended.recipients,))
    transaction.insert(SQL["add_attempts"], ended.attempts)
    for (account, state), number in ended.moves.items():
        transaction.counting.add(account, MessageState.SENDING, -number)
        transaction.counting.add(account, state, number)
    transaction.touched.update(ended.messages)
    return held


def _standing(claim: Ended) -> tuple[int, int, int, MessageState, int, bool]:
    results = {result.place: result.outcome for result in claim.attempt.results}
    state = state_after(settled(claim.before, results))
    next_at = claim.attempt.next_attempt_at
    due_at = NEVER if next_at is None else to_number(next_at)
    return (claim.message, claim.lease, claim.number, state, due_at, state in HISTORY)
