"""Taking up what is due: the messages are claimed under a lease, and come with all that sending needs."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

import msgspec

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import Claim
from postroom.model.spool_errors import LeaseLost
from postroom.spool.database import is_damage
from postroom.spool.envelopes import envelope_from, recipient_from
from postroom.spool.moments import NEVER, from_number
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, TryAgain, as_json, one_by_one

INLINE: Final = 256 * 1024
"""Octets up to which a body comes with its claim."""
BODIES: Final = 64
"""How many bodies are read by one statement: each row that is read costs a turn for the interpreter's lock."""

SQL: Final = statements("claiming")
_BODIES: Final = "SELECT " + ", ".join([SQL["body"].format(most=INLINE)] * BODIES)

Columns = tuple[Any, ...]
_Recipient = tuple[int, int, RecipientOutcome, str, str | None, str | None, str | None, str | None]
_NUMBERS: Final = msgspec.json.Decoder(list[int])
_MESSAGES: Final = msgspec.json.Decoder(list[Columns])
_RECIPIENTS: Final = msgspec.json.Decoder(list[_Recipient])


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """How many messages of each account there is room for."""

    lease: int
    rooms: Mapping[str, int]


class Claiming:
    """Claims messages of one spool, and knows which of their bodies cannot be read."""

    def __init__(self) -> None:
        self._damaged: set[int] = set()
        self.claim_due = one_by_one(self._claim_due)

    def _claim_due(self, transaction: Transaction, request: ClaimRequest) -> tuple[Claim, ...]:
        """Take up what is due, in its order. Raises `LeaseLost`."""
        check_lease(transaction, request.lease)
        numbers = list(chain.from_iterable(_due(transaction, request.rooms)))
        if not numbers:
            return ()
        ids = as_json(numbers)
        taken = {"ids": ids, "lease": request.lease, "now": transaction.now, "never": NEVER}
        transaction.execute(SQL["take_up"], taken)
        transaction.touched.update(numbers)
        messages_json, recipients_json = transaction.execute(SQL["details"], (ids,)).fetchone()
        messages = {row[0]: row for row in _MESSAGES.decode(messages_json)}
        for _, _, account, former, *_ in messages.values():
            transaction.counting.add(account, former, -1)
            transaction.counting.add(account, MessageState.SENDING)
        recipients = sorted(_RECIPIENTS.decode(recipients_json))
        rows_of = {number: list(rows) for number, rows in groupby(recipients, itemgetter(0))}
        bodies = self._bodies(transaction, numbers)
        return tuple(
            [
                _claim(messages[number], rows_of[number], request.lease, body)
                for number, body in zip(numbers, bodies, strict=True)
            ]
        )

    def _bodies(self, transaction: Transaction, numbers: Sequence[int]) -> list[bytes | None]:
        """Give the bodies in order; None for one that is large, or cannot be read.

        SQLite writes no more in a transaction in which it has met damage. Raises `TryAgain` after that.
        """
        before = len(self._damaged)
        bodies: list[bytes | None] = []
        for start in range(0, len(numbers), BODIES):
            bodies += self._some_bodies(transaction, numbers[start : start + BODIES])
        if len(self._damaged) > before:
            raise TryAgain
        return bodies

    def _some_bodies(self, transaction: Transaction, numbers: Sequence[int]) -> Sequence[bytes | None]:
        """Read them with one statement; where that meets damage, with two, until it is known which is damaged."""
        asked = [None if number in self._damaged else number for number in numbers]
        try:
            padding = [None] * (BODIES - len(asked))
            bodies: tuple[bytes | None, ...] = transaction.execute(_BODIES, [*asked, *padding]).fetchone()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        else:
            return bodies[: len(asked)]
        if len(numbers) == 1:
            self._damaged.update(numbers)
            return [None]
        half = len(numbers) // 2
        parts = numbers[:half], numbers[half:]
        return [body for part in parts for body in self._some_bodies(transaction, part)]


def check_lease(transaction: Transaction, lease: int) -> None:
    """Raise `LeaseLost` where another process has taken over, or nobody may send."""
    if transaction.execute(SQL["lease_number"]).fetchone() != (lease,):
        raise LeaseLost


def _due(transaction: Transaction, rooms: Mapping[str, int]) -> Iterator[list[int]]:
    for account, room in rooms.items():
        due = {"account": account, "now": transaction.now, "room": room}
        (numbers_json,) = transaction.execute(SQL["due"], due).fetchone()
        yield _NUMBERS.decode(numbers_json)


def _claim(columns: Columns, recipients: Sequence[_Recipient], lease: int, body: bytes | None) -> Claim:
    number, attempt, account, _, queued_at, attempts_since, sha256, *envelope = columns
    is_sound = body is not None and hashlib.sha256(body).hexdigest() == sha256
    return Claim(
        id=number,
        lease=lease,
        number=attempt,
        account=account,
        envelope=envelope_from(envelope, [recipient_from(*each[3:]) for each in recipients]),
        outcomes=tuple([each[2] for each in recipients]),
        queued_at=from_number(queued_at),
        attempts_since=attempts_since,
        body=body if is_sound else None,
    )
