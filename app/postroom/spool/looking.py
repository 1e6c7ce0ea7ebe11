"""Reading the file: lists, counts, and all that is known of one message. Each reading sees the spool at one moment."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_errors import BodyDamaged, UnknownMessage
from postroom.model.spool_filter import Filter, Key, Order
from postroom.model.spool_message import Counts, MessageDetail, MessageRow, Page, RecipientRow
from postroom.spool.attempt_columns import attempt_from, replies_from
from postroom.spool.database import is_damage
from postroom.spool.envelopes import envelope_from, recipient_from
from postroom.spool.listing import Circumstances, Query, count_query, list_query
from postroom.spool.moments import from_number, from_optional
from postroom.spool.searching import find
from postroom.spool.statements import statements
from postroom.spool.transaction import as_json

SQL: Final = statements("looking")
PATIENCE: Final = 10_000
"""So many messages without the words may be met, in about 40 ms, before the file is looked through instead."""
_ROW: Final = 13
"""How many columns make a row."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a list that is asked for."""

    filter: Filter
    order: Order
    after: Key | None
    limit: int


def read_page(connection: sqlite3.Connection, part: Part) -> Page:
    """Give the rows of a part of a list."""
    with _one_moment(connection):
        ids, key = _read_list(connection, part)
        return Page(read_rows(connection, ids), key)


def read_ids(connection: sqlite3.Connection, part: Part) -> tuple[array[int], Key | None]:
    """Give the numbers of the messages in a part of a list, and the key of the next part, if there is one."""
    with _one_moment(connection):
        ids, key = _read_list(connection, part)
        return array("q", ids), key


def read_rows(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[MessageRow, ...]:
    """Give the rows of these messages, in this order; those that are gone are left out."""
    rows = {columns[0]: columns for columns in connection.execute(SQL["rows"], (as_json(ids),))}
    return tuple(_row(rows[number]) for number in ids if number in rows)


def read_count(connection: sqlite3.Connection, wanted: Filter) -> int:
    """Give how many messages the filter matches."""
    with _one_moment(connection):
        if not wanted.words:
            return read_counts(connection).total(wanted.states or MessageState, wanted.accounts or None)
        query = count_query(wanted, _circumstances(connection, wanted))
        (number,) = connection.execute(query.sql, query.values).fetchone()
        assert isinstance(number, int)
        return number


def read_counts(connection: sqlite3.Connection) -> Counts:
    """Give how many messages stand how, by account."""
    return Counts(
        {(account, MessageState(state)): n for account, state, n in connection.execute(SQL["counts"])}
    )


def read_message(connection: sqlite3.Connection, number: int) -> MessageDetail:
    """Give all that is known of a message but its body and attempts. Raises `UnknownMessage`."""
    with _one_moment(connection):
        columns = connection.execute(SQL["message"], (number,)).fetchone()
        if columns is None:
            raise UnknownMessage(number)
        replies = replies_from(results for (results,) in connection.execute(SQL["results"], (number,)))
        recipients = tuple(
            RecipientRow(recipient_from(*rest), RecipientOutcome(outcome), replies.get(place))
            for place, outcome, *rest in connection.execute(SQL["recipients"], (number,))
        )
    row, (queued_at, finished_at, *envelope) = columns[:_ROW], columns[_ROW:]
    return MessageDetail(
        row=_row(row),
        envelope=envelope_from(envelope, [each.recipient for each in recipients]),
        recipients=recipients,
        queued_at=from_number(queued_at),
        finished_at=from_optional(finished_at),
    )


def read_attempts(connection: sqlite3.Connection, number: int) -> tuple[DeliveryAttempt, ...]:
    """Give the attempts at a message, the first one first. Raises `UnknownMessage`."""
    with _one_moment(connection):
        if connection.execute(SQL["exists"], (number,)).fetchone() is None:
            raise UnknownMessage(number)
        return tuple(map(attempt_from, connection.execute(SQL["attempts"], (number,))))


def read_body(connection: sqlite3.Connection, number: int) -> bytes:
    """Give the body of a message, octet for octet. Raises `UnknownMessage`, `BodyDamaged`."""
    with _one_moment(connection):
        known = connection.execute(SQL["sha256"], (number,)).fetchone()
        if known is None:
            raise UnknownMessage(number)
        try:
            body = connection.execute(SQL["body"], (number,)).fetchone()
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise BodyDamaged(number) from error
            raise
    if body is None or hashlib.sha256(body[0]).hexdigest() != known[0]:
        raise BodyDamaged(number)
    content = body[0]
    assert isinstance(content, bytes)
    return content


def read_agenda(connection: sqlite3.Connection) -> Mapping[str, datetime]:
    """Give when the next message of each account is due, but for held lanes."""
    return {account: from_number(due_at) for account, due_at in connection.execute(SQL["agenda"])}


def read_findings(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Give what is wrong with the file; nothing where it is sound. Takes a second for a gigabyte or two."""
    findings = tuple(str(finding) for (finding,) in connection.execute(SQL["quick_check"]))
    return () if findings == ("ok",) else findings


@contextlib.contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _read_list(connection: sqlite3.Connection, part: Part) -> tuple[list[int], Key | None]:
    known = _circumstances(connection, part.filter)
    rows = _meet(connection, list_query(part.filter, part.order, part.after, known, part.limit))
    if rows is None:
        known = replace(known, has_missed=True)
        query = list_query(part.filter, part.order, part.after, known, part.limit)
        rows = connection.execute(query.sql, query.values).fetchall()
    last = rows[-1] if len(rows) == part.limit else None
    return [number for number, _ in rows], None if last is None else Key(last[1], last[0])


def _circumstances(connection: sqlite3.Connection, wanted: Filter) -> Circumstances:
    (filed_to,) = connection.execute(SQL["filed_to"]).fetchone()
    counts = read_counts(connection)
    return Circumstances(counts, filed_to, find(connection, wanted, counts.total()))


def _meet(connection: sqlite3.Connection, query: Query) -> list[tuple[int, Any]] | None:
    """Give the rows of a list; None where the words that are looked for are not met soon."""
    if not query.is_hasty:
        return connection.execute(query.sql, query.values).fetchall()
    misses = 0

    def missed() -> bool:
        nonlocal misses
        misses += 1
        if misses > PATIENCE:
            raise TimeoutError
        return False

    connection.create_function("missed", 0, missed)
    try:
        return connection.execute(query.sql, query.values).fetchall()
    except sqlite3.OperationalError:
        if misses <= PATIENCE:
            raise
        return None


def _row(columns: Sequence[Any]) -> MessageRow:
    (number, version, state, account, sender, recipient, recipients, subject, size, accepted_at, attempts, due_at,
     last_reply) = columns  # fmt: skip
    return MessageRow(
        id=number,
        version=version,
        state=MessageState(state),
        account=account,
        sender=sender,
        recipient=recipient,
        recipients=recipients,
        subject=subject,
        size=size,
        accepted_at=from_number(accepted_at),
        attempts=attempts,
        next_attempt_at=from_optional(due_at),
        last_reply=last_reply or "",
    )
