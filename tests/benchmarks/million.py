"""A spool with a long history: made-up messages of twenty accounts in every state, written as the store writes them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

from postroom.model.address import Address
from postroom.model.envelope import Envelope, Recipient
from postroom.model.spool_message import NewMessage
from postroom.spool.accepting import accept
from postroom.spool.database import open_for_reading, open_for_writing
from postroom.spool.file_store import FILE
from postroom.spool.transaction import Transaction, as_json
from postroom.spool.upkeep import file_some

BODY = b"Subject: Hello\r\n\r\n" + b"x" * 1_000 + b"\r\n"
CHUNK = 5_000
ACCOUNTS = [f"account {number}" for number in range(20)]
SHARES = {"sent": 70, "queued": 12, "held": 8, "failed": 5, "deferred": 3, "discarded": 1, "uncertain": 1}
"""How many of a hundred stand how."""
WAITS = {"queued", "deferred"}
HISTORY = {"sent", "failed", "discarded"}
START = 1_770_000_000_000

NAMES = (
    "anna",
    "bob",
    "carl",
    "dora",
    "emil",
    "frank",
    "gina",
    "hans",
    "ida",
    "jan",
    "kurt",
    "lena",
    "max",
    "nora",
)
DOMAINS = ("example.com", "example.org", "mail.example.net", "post.example.de", "corp.example")
WORDS = (
    "invoice",
    "order",
    "delivery",
    "meeting",
    "report",
    "project",
    "reminder",
    "newsletter",
    "payment",
    "ticket",
)


def random_message(account: str) -> NewMessage:
    """A message that is like no other in sender, recipient, subject and size."""
    subject = f"{random.choice(WORDS)} {random.choice(WORDS)} {random.randrange(100_000)}"
    envelope = Envelope(_address(), (Recipient(_address()),), size=random.randrange(500, 50_000))
    return NewMessage(account, envelope, subject, BODY)


def build(folder: Path, rows: int) -> None:
    """Fill a new spool. Whether it is on the disk does not matter here."""
    random.seed(rows)
    connection = open_for_writing(folder / FILE)
    connection.execute("PRAGMA synchronous = OFF")
    for number in range(0, rows, CHUNK):
        transaction = Transaction(connection, START + number)
        transaction.begin()
        news = [random_message(random.choice(ACCOUNTS)) for _ in range(min(CHUNK, rows - number))]
        numbers = accept(transaction, news)
        with transaction.counting.anew(as_json(numbers)):
            connection.executemany(MOVE, _moves(numbers))
        transaction.commit()
    while file_some(connection, CHUNK):
        pass
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def read_through(path: Path) -> None:
    """Bring a file into the memory of the system, so that it is not the disk that is measured."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


async def wait_until_filed(path: Path) -> None:
    """Wait until the store has nothing left to do in its rests."""
    connection = open_for_reading(path)
    while connection.execute("SELECT filed_to < (SELECT max(id) FROM messages) FROM facts").fetchone()[0]:  # noqa: ASYNC110  it has no bell
        await asyncio.sleep(0.02)
    connection.close()


MOVE = """
UPDATE standings SET
    state = ?2, attempts = ?3, finished_at = CASE WHEN ?4 THEN queued_at END,
    due_at = CASE WHEN ?5 THEN queued_at + ?3 ELSE 9223372036854775807 END
WHERE message = ?1
"""


def _moves(ids: list[int]) -> Iterator[tuple[int, str, int, bool, bool]]:
    states = random.choices(list(SHARES), list(SHARES.values()), k=len(ids))
    for number, state in zip(ids, states, strict=True):
        attempts = 0 if state in {"queued", "held", "discarded"} else random.choice((1, 1, 1, 2, 5))
        yield number, state, attempts, state in HISTORY, state in WAITS


def _address() -> Address:
    text = f"{random.choice(NAMES)}.{random.choice(NAMES)}{random.randrange(1_000)}@{random.choice(DOMAINS)}"
    return Address(text, text.encode())
