"""Forgetting history whose time is over, a few messages at a time."""

from __future__ import annotations

from typing import Final

from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

CHUNK: Final = 100
"""Messages that are forgotten in one transaction: about 20 ms in which others wait."""

SQL: Final = statements("forgetting")

_IN_TURN: Final = (
    "forget_words",
    "forget_attempts",
    "forget_bodies",
    "forget_recipients",
    "forget_standings",
    "forget_messages",
)


def _forget_some(transaction: Transaction, before: int) -> int:
    """Forget the oldest messages that passed into history before that time, and give their number."""
    rows = transaction.execute(SQL["finished_before"], {"before": before, "chunk": CHUNK})
    numbers = [number for (number,) in rows]
    ids = as_json(numbers)
    transaction.counting.take_away(ids)
    for name in _IN_TURN:
        transaction.execute(SQL[name], (ids,))
    transaction.touched.update(numbers)
    return len(numbers)


forget_some: Final = one_by_one(_forget_some)
