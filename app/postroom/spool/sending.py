"""Sending, as far as the disk is concerned: claims, the mark before the final dot, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from postroom.model.message import HISTORY, RecipientOutcome, state_after
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.model.spool_errors import ClaimLost, LeaseLost, SpoolError
from postroom.model.spool_standing import settled
from postroom.spool.attempt_columns import attempt_columns, reply_columns
from postroom.spool.envelopes import envelope_from, recipient_from
from postroom.spool.moments import NEVER, from_number, to_number
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

INLINE: Final = 256 * 1024
"""Octets up to which a body comes with its claim."""

SQL: Final = statements("sending")


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """How many messages of each account there is room for."""

    lease: int
    rooms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Record:
    """A claim and how it ended."""

    claim: Claim
    attempt: DeliveryAttempt


def _claim_due(transaction: Transaction, request: ClaimRequest) -> tuple[Claim, ...]:
    """Take up what is due, in its order. Raises `LeaseLost`."""
    check_lease(transaction, request.lease)
    ids = [
        number
        for account, room in request.rooms.items()
        for (number,) in transaction.execute(
            SQL["due"], {"account": account, "now": transaction.now, "room": room}
        )
    ]
    if not ids:
        return ()
    chosen = {
        "ids": as_json(ids),
        "lease": request.lease,
        "now": transaction.now,
        "never": NEVER,
        "most": INLINE,
    }
    transaction.execute(SQL["take_up"], chosen)
    transaction.execute(SQL["add_claims"], chosen)
    transaction.touched.update(ids)
    recipients = transaction.execute(SQL["claimed_recipients"], chosen)
    rows_of = {number: list(rows) for number, rows in groupby(recipients, itemgetter(0))}
    messages = {row[0]: row for row in transaction.execute(SQL["claimed_messages"], chosen)}
    return tuple(_claim(messages[number], rows_of[number], request.lease) for number in ids)


claim_due: Final = one_by_one(_claim_due)


def check_lease(transaction: Transaction, lease: int) -> None:
    """Raise `LeaseLost` where another process has taken over, or nobody may send."""
    if transaction.execute(SQL["lease_number"]).fetchone() != (lease,):
        raise LeaseLost


def pass_dot(transaction: Transaction, claims: Sequence[Claim]) -> list[SpoolError | None]:
    """Mark that from now on the final dot may be on its way."""
    owned = _owned(transaction, claims)
    transaction.execute_each(SQL["pass_dot"], [(number,) for number in owned])
    return [None if claim.id in owned else ClaimLost(claim.id) for claim in claims]


def _give_back(transaction: Transaction, claims: Sequence[Claim]) -> int:
    """Put messages where they stood before they were claimed; claims that were lost are left alone."""
    owned = _owned(transaction, claims)
    put_back(transaction, owned)
    return len(owned)


give_back: Final = one_by_one(_give_back)


def put_back(transaction: Transaction, numbers: set[int]) -> None:
    """Put claimed messages where they stood before, whoever claimed them."""
    chosen = (as_json(numbers),)
    transaction.execute(SQL["give_back"], chosen)
    transaction.execute(SQL["end_claims"], chosen)
    transaction.touched.update(numbers)


def record(transaction: Transaction, records: Sequence[Record]) -> list[SpoolError | None]:
    """End claims with what became of them."""
    owned = _owned(transaction, [record.claim for record in records])
    results: list[SpoolError | None] = []
    standings: list[tuple[Any, ...]] = []
    recipients: list[tuple[Any, ...]] = []
    attempts: list[tuple[Any, ...]] = []
    ended: list[int] = []
    for each in records:
        number = each.claim.id
        if number not in owned:
            results.append(ClaimLost(number))
            continue
        owned.remove(number)
        ended.append(number)
        results.append(None)
        standings.append(_standing(each, transaction.now))
        recipients += [
            (number, result.place, result.outcome.value, *reply_columns(result.reply))
            for result in each.attempt.results
        ]
        attempts.append((number, *attempt_columns(each.attempt)))
    transaction.execute_each(SQL["conclude"], standings)
    transaction.execute_each(SQL["settle_recipient"], recipients)
    transaction.execute_each(SQL["add_attempt"], attempts)
    transaction.execute(SQL["end_claims"], (as_json(ended),))
    transaction.touched.update(ended)
    return results


def _owned(transaction: Transaction, claims: Sequence[Claim]) -> set[int]:
    """Give the messages whose claims still hold."""
    wanted = {(claim.id, claim.lease, claim.number) for claim in claims}
    rows = transaction.execute(SQL["owned"], (as_json({claim.id for claim in claims}),))
    return {row[0] for row in rows if row in wanted}


def _standing(record: Record, now: int) -> tuple[Any, ...]:
    attempt = record.attempt
    results = {result.place: result.outcome for result in attempt.results}
    state = state_after(settled(record.claim.outcomes, results))
    due_at = NEVER if attempt.next_attempt_at is None else to_number(attempt.next_attempt_at)
    return (record.claim.id, state.value, due_at, now if state in HISTORY else None)


def _claim(row: tuple[Any, ...], recipients: Sequence[tuple[Any, ...]], lease: int) -> Claim:
    number, attempt, account, queued_at, attempts_since, sha256, content, *envelope = row
    sound = content is not None and hashlib.sha256(content).digest() == sha256
    return Claim(
        id=number,
        lease=lease,
        number=attempt,
        account=account,
        envelope=envelope_from(envelope, [recipient_from(columns[2:]) for columns in recipients]),
        outcomes=tuple(RecipientOutcome(columns[1]) for columns in recipients),
        queued_at=from_number(queued_at),
        attempts_since=attempts_since,
        body=content if sound else None,
    )
