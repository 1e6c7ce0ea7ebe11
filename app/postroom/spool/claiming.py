"""Taking up what is due: the messages are claimed under a lease, and come with all that sending needs."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, NamedTuple

import msgspec

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import Claim
from postroom.model.spool_errors import LeaseLost
from postroom.spool.database import is_damage
from postroom.spool.envelopes import envelope_from, recipient_from
from postroom.spool.moments import NEVER, from_number
from postroom.spool.sending import put_back
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, TryAgain, as_json, one_by_one

INLINE: Final = 256 * 1024
"""Octets up to which a body comes with its claim."""
TOGETHER: Final = 4 * 1024 * 1024
"""Octets of all bodies that come with claims at once: they are looked at in one turn of the loop."""
SQL: Final = statements("claiming")

FEW: Final = 2_048
"""Recipients up to which claims are made on the loop, in some 10 ms; of more, they are made on the writer's thread."""

Columns = tuple[Any, ...]
_Recipient = tuple[int, int, RecipientOutcome, str, str | None, str | None, str | None, str | None]
_SIZE: Final = 8
"""Where the size stands among the columns of a message."""
_NUMBERS: Final = msgspec.json.Decoder(list[int])
_MOVES: Final = msgspec.json.Decoder(list[tuple[str, str, int]])
_MESSAGES: Final = msgspec.json.Decoder(list[Columns])
_LENGTHS: Final = msgspec.json.Decoder(list[tuple[int, int | None]])
_RECIPIENTS: Final = msgspec.json.Decoder(list[_Recipient])


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """How many messages of each account there is room for."""

    lease: int
    rooms: Mapping[str, int]


class Bodies(NamedTuple):
    """Some bodies in one piece: each row that is read costs a turn for the interpreter's lock."""

    joined: bytes
    lengths: Sequence[tuple[int, int | None]]
    """Message and octets, in the order in which they are joined; None for one that is not there, since it is large."""

    def apart(self) -> Iterator[tuple[int, bytes]]:
        """Give each message's."""
        start = 0
        for number, length in self.lengths:
            if length is not None:
                yield number, self.joined[start : start + length]
                start += length


class Claimed(NamedTuple):
    """What was taken up, as the statements gave it.

    `claims_of` makes claims of it on the thread that wants them, unless that takes long, so that the writer's needs the
    interpreter's lock for a moment only.
    """

    lease: int
    numbers: Sequence[int]
    """In their order."""
    messages: Sequence[Columns]
    recipients: Sequence[_Recipient]
    bodies: Sequence[Bodies]


class Claiming:
    """Claims messages of one spool, and knows which of their bodies cannot be read."""

    def __init__(self) -> None:
        self._damaged: set[int] = set()
        self.claim_due = one_by_one(self._claim_due)

    def _claim_due(self, transaction: Transaction, request: ClaimRequest) -> Claimed | tuple[Claim, ...]:
        """Take up what is due, in its order; of many recipients it gives the claims. Raises `LeaseLost`."""
        check_lease(transaction, request.lease)
        numbers = list(chain.from_iterable(_due(transaction, request.rooms)))
        if not numbers:
            return ()
        ids = as_json(numbers)
        taken = {"ids": ids, "lease": request.lease, "now": transaction.now, "never": NEVER}
        transaction.execute(SQL["take_up"], taken)
        transaction.touched.update(numbers)
        found = transaction.execute(SQL["details"], (ids,)).fetchone()
        for account, former, number in _MOVES.decode(found[0]):
            transaction.counting.add(account, former, -number)
            transaction.counting.add(account, MessageState.SENDING, number)
        messages, recipients = _MESSAGES.decode(found[1]), _RECIPIENTS.decode(found[2])
        bodies = self._bodies(transaction, list(_to_come_along(messages)))
        claimed = Claimed(request.lease, numbers, messages, recipients, bodies)
        return claimed if len(recipients) <= FEW else claims_of(claimed)

    def _bodies(self, transaction: Transaction, numbers: Sequence[int]) -> list[Bodies]:
        """Give these bodies but for those that are large or cannot be read.

        SQLite writes no more in a transaction in which it has met damage. Raises `TryAgain` after that.
        """
        before = len(self._damaged)
        bodies = list(self._some_bodies(transaction, [each for each in numbers if each not in self._damaged]))
        if len(self._damaged) > before:
            raise TryAgain
        return bodies

    def _some_bodies(self, transaction: Transaction, numbers: Sequence[int]) -> Iterator[Bodies]:
        """Read them with one statement; where that meets damage, with two, until it is known which is damaged."""
        wanted = {"ids": as_json(numbers), "most": INLINE}
        try:
            joined, lengths = transaction.execute(SQL["bodies"], wanted).fetchone()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        else:
            yield Bodies(joined or b"", _LENGTHS.decode(lengths))
            return
        if len(numbers) == 1:
            self._damaged.update(numbers)
            return
        half = len(numbers) // 2
        for part in numbers[:half], numbers[half:]:
            yield from self._some_bodies(transaction, part)


def check_lease(transaction: Transaction, lease: int) -> None:
    """Raise `LeaseLost` where another process has taken over, or nobody may send."""
    if transaction.execute(SQL["lease_number"]).fetchone() != (lease,):
        raise LeaseLost


def _due(transaction: Transaction, rooms: Mapping[str, int]) -> Iterator[list[int]]:
    for account, room in rooms.items():
        due = {"account": account, "now": transaction.now, "room": room}
        (numbers_json,) = transaction.execute(SQL["due"], due).fetchone()
        yield _NUMBERS.decode(numbers_json)


def _to_come_along(messages: Sequence[Columns]) -> Iterator[int]:
    """Give the messages whose bodies come with their claims: those that are not large, while there is room."""
    room = TOGETHER
    for columns in messages:
        size: int = columns[_SIZE]
        if size <= INLINE and size <= room:
            room -= size
            yield columns[0]


def _undo(transaction: Transaction, claimed: Claimed) -> None:
    """Put back what was taken up, where nobody has its claims. Raises `LeaseLost`."""
    check_lease(transaction, claimed.lease)
    put_back(transaction, claimed.numbers)


undo: Final = one_by_one(_undo)


def claims_of(claimed: Claimed) -> tuple[Claim, ...]:
    """Give the claims of what was taken up."""
    columns_of = {columns[0]: columns for columns in claimed.messages}
    rows_of: defaultdict[int, list[_Recipient]] = defaultdict(list)
    for row in sorted(claimed.recipients):
        rows_of[row[0]].append(row)
    body_of = dict(chain.from_iterable([bodies.apart() for bodies in claimed.bodies]))
    return tuple(
        [
            _claim(columns_of[number], rows_of[number], claimed.lease, body_of.get(number))
            for number in claimed.numbers
        ]
    )


def _claim(columns: Columns, recipients: Sequence[_Recipient], lease: int, body: bytes | None) -> Claim:
    number, attempt, account, queued_at, attempts_since, sha256, *envelope = columns
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
