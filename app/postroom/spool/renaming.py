"""Messages follow their account to a new name, a few at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

CHUNK: Final = 1_000
"""Messages that are renamed in one transaction: about 20 ms in which others wait."""

SQL: Final = statements("renaming")


@dataclass(frozen=True, slots=True)
class Renaming:
    """An account that has another name from now on."""

    old: str
    new: str


def _rename_some(transaction: Transaction, renaming: Renaming) -> int:
    """Give some messages the new name, and tell how many."""
    rows = transaction.execute(SQL["messages_of"], {"old": renaming.old, "chunk": CHUNK})
    numbers = [number for (number,) in rows]
    ids = as_json(numbers)
    with transaction.counting.anew(ids):
        transaction.execute(SQL["rename"], {"ids": ids, "new": renaming.new})
    if len(numbers) < CHUNK:
        transaction.execute(SQL["rename_lane"], {"old": renaming.old, "new": renaming.new})
        transaction.spooler = True
    transaction.touched.update(numbers)
    return len(numbers)


rename_some: Final = one_by_one(_rename_some)
