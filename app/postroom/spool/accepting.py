"""Taking new messages in: a whole group becomes rows with a few statements."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_filter import display_text, searchable
from postroom.model.spool_message import NewMessage
from postroom.spool.envelopes import envelope_columns, recipient_columns
from postroom.spool.statements import statements
from postroom.spool.transaction import Transaction

SQL: Final = statements("accepting")


def accept(transaction: Transaction, messages: Sequence[NewMessage]) -> list[int]:
    """Write the messages and give their numbers, which are never used again."""
    last = transaction.execute(SQL["last_id"]).fetchone()
    numbered = list(enumerate(messages, 1 if last is None else last[0] + 1))
    now = transaction.now
    transaction.insert(SQL["add_messages"], [_row(*pair, now) for pair in numbered])
    transaction.insert(SQL["add_standings"], [(number, new.account, *[now] * 4) for number, new in numbered])
    transaction.insert(SQL["add_recipients"], [row for pair in numbered for row in _recipient_rows(*pair)])
    transaction.insert(SQL["add_bodies"], [(number, new.body) for number, new in numbered])
    for account, number in Counter([new.account for new in messages]).items():
        transaction.counting.add(account, MessageState.QUEUED, number)
    numbers = [number for number, _ in numbered]
    transaction.touched.update(numbers)
    return numbers


def _row(number: int, new: NewMessage, now: int) -> tuple[Any, ...]:
    columns = envelope_columns(new.envelope)
    addresses = [recipient.address.text for recipient in new.envelope.recipients]
    subject = display_text(new.subject)
    folded = searchable(number, columns[0], addresses, subject)
    sha256 = hashlib.sha256(new.body).hexdigest()
    return (number, now, len(addresses), addresses[0], subject, sha256, folded, *columns)


def _recipient_rows(number: int, new: NewMessage) -> Iterator[tuple[Any, ...]]:
    for place, recipient in enumerate(new.envelope.recipients):
        yield (number, place, RecipientOutcome.WAITING.value, *recipient_columns(recipient))
