"""Commands in the file, a chunk of messages at a time: `spool_standing.obeyed` and `undone`, said in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_commands import FITS, UNDOABLE, Command, Refusal, Seen, refuse
from postroom.spool.governing import add_nudges
from postroom.spool.moments import NEVER
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction, as_json, one_by_one

CHUNK: Final = 2_000
"""Messages that a command moves in one transaction: about 20 ms in which others wait."""

SQL: Final = statements("steering")

_TURNS: Final = {
    Command.REQUEUE: (RecipientOutcome.FAILED, RecipientOutcome.WAITING),
    Command.RESOLVE_RESEND: (RecipientOutcome.UNCERTAIN, RecipientOutcome.WAITING),
    Command.RESOLVE_SENT: (RecipientOutcome.UNCERTAIN, RecipientOutcome.SENT),
}
"""The recipients that a command turns, from what to what."""

_STATEMENT: Final = {
    Command.RETRY: "retry",
    Command.HOLD: "hold",
    Command.RELEASE: "release",
    Command.CANCEL: "cancel",
    Command.REQUEUE: "reopen",
    Command.RESOLVE_RESEND: "reopen",
    Command.RESOLVE_SENT: "take_as_sent",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A chunk of a command."""

    command: Command
    seen: Sequence[Seen] = ()
    """Messages that were chosen, as they were seen."""
    matched: Sequence[int] = ()
    """Messages that a filter matched a moment ago."""
    operation: int | None = None
    """The number that earlier chunks of the same command were given."""
    nudged: frozenset[str] = frozenset()
    """The accounts that earlier chunks of it have asked to be tried again."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a chunk did."""

    changed: Sequence[int]
    refused: Sequence[Refusal] = ()
    operation: int | None = None
    nudged: frozenset[str] = frozenset()
    """The accounts that this chunk and earlier ones have asked to be tried again."""


def _take_step(transaction: Transaction, step: Step) -> Stepped:
    changed, refused = _sift(transaction, step)
    if not changed:
        return Stepped(changed, refused, step.operation, step.nudged)
    operation = _operation(transaction, step)
    ids = as_json(changed)
    chosen: dict[str, Any] = {
        "ids": ids,
        "now": transaction.now,
        "never": NEVER,
        "operation": operation,
        "failed": RecipientOutcome.FAILED.value,
    }
    if step.command in _TURNS:
        old, new = _TURNS[step.command]
        transaction.execute(SQL["turn_recipients"], {**chosen, "old": old.value, "new": new.value})
    with transaction.counting.anew(ids):
        transaction.execute(SQL[_STATEMENT[step.command]], chosen)
    transaction.touched.update(changed)
    return Stepped(changed, refused, operation, _nudge(transaction, step, ids))


def _nudge(transaction: Transaction, step: Step, ids: str) -> frozenset[str]:
    """Ask that the accounts of messages that are due at once are tried at once too, each once in a command."""
    if step.command is not Command.RETRY:
        return step.nudged
    accounts = frozenset(account for (account,) in transaction.execute(SQL["accounts"], (ids,)))
    add_nudges(transaction, accounts - step.nudged)
    return accounts | step.nudged


def _take_back(transaction: Transaction, operation: int) -> Stepped:
    """Put a chunk of messages back that nothing has moved since."""
    rows = transaction.execute(SQL["moved_by"], {"operation": operation, "chunk": CHUNK})
    changed = [number for (number,) in rows]
    ids = as_json(changed)
    with transaction.counting.anew(ids):
        transaction.execute(SQL["put_back"], {"ids": ids, "never": NEVER})
    transaction.touched.update(changed)
    return Stepped(changed)


take_step: Final = one_by_one(_take_step)
take_back: Final = one_by_one(_take_back)


def count_moved(connection: sqlite3.Connection, operation: int) -> int:
    """Give how many messages a command has moved that nothing has moved since."""
    (number,) = connection.execute(SQL["count_moved"], (operation,)).fetchone()
    assert isinstance(number, int)
    return number


def _sift(transaction: Transaction, step: Step) -> tuple[list[int], list[Refusal]]:
    """Part the messages that the command fits from those that it leaves alone."""
    if step.matched:
        fitting = {"ids": as_json(step.matched), "states": as_json(FITS[step.command])}
        return [number for (number,) in transaction.execute(SQL["fitting"], fitting)], []
    rows = transaction.execute(SQL["seen"], (as_json(each.id for each in step.seen),))
    standing = {number: (MessageState(state), version) for number, state, version in rows}
    refused = [
        refusal
        for each in step.seen
        if (refusal := refuse(step.command, each, *standing.get(each.id, (None, 0)))) is not None
    ]
    left_alone = {refusal.id for refusal in refused}
    return [each.id for each in step.seen if each.id not in left_alone], refused


def _operation(transaction: Transaction, step: Step) -> int | None:
    """Give the number by which the command can be undone."""
    if step.operation is not None or step.command not in UNDOABLE:
        return step.operation
    transaction.execute(SQL["new_operation"])
    (operation,) = transaction.execute(SQL["operation"]).fetchone()
    assert isinstance(operation, int)
    return operation
