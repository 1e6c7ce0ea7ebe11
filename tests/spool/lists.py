"""Lists in every order under every filter, and what they must hold, said in other words than the stores use."""

from __future__ import annotations

from itertools import product

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Column, Filter, Key, Order
from postroom.model.spool_message import MessageRow
from postroom.spool.store import Store
from tests.spool.samples import HOUR, MINUTE, Clock, attempt, message
from tests.spool.spools import claim_all, ids_of, record, take

SUBJECTS = ["Offer", "offer", "Invoice 100%", "\u00c4rger_1", "zebra", "Hello World", "[?] *", ""]
SENDERS = ["ada@example.com", "Ada@example.com", "zoe@example.net", None]
ACCOUNTS = ["main", "Main", "news"]

ORDERS = [Order(column, descending) for column in Column for descending in (False, True)]
FILTERS = [
    EVERYTHING,
    Filter(states=frozenset({MessageState.QUEUED})),
    Filter(states=frozenset({MessageState.SENT, MessageState.HELD, MessageState.DEFERRED})),
    Filter(accounts=frozenset({"main"})),
    Filter(accounts=frozenset({"main", "news", "none"}), states=frozenset({MessageState.QUEUED})),
    Filter(search="OFFER"),
    Filter(search="example.org hello"),
    Filter(search="e"),
    Filter(search='"'),
    Filter(search="[?"),
    Filter(search="*"),
    Filter(search="[?]"),
    Filter(search="100%"),
    Filter(search="_1"),
    Filter(search="d 3"),
    Filter(search="r1 ad hello"),
    Filter(search="r_1"),
    Filter(search="\u00e4RGER", accounts=frozenset({"news", "Main"})),
    Filter(search="ada", states=frozenset({MessageState.SENT})),
    Filter(search="nowhere to be found"),
]


async def fill(store: Store, clock: Clock) -> None:
    """Messages of every account, sender, subject and state."""
    for number, (subject, sender, account) in enumerate(product(SUBJECTS, SENDERS, ACCOUNTS)):
        addresses = [f"r{number % 5}@example.org", f"second{number}@example.org"][: 1 + number % 2]
        body = b"x" * (number % 7)
        await store.submit(message(*addresses, account=account, subject=subject, sender=sender, body=body))
        clock.advance(MINUTE)
    lease = await take(store)
    for number, claim in enumerate(await claim_all(store, lease, "main")):
        outcome = list(RecipientOutcome)[number % 4]
        next_at = clock() + HOUR if outcome is RecipientOutcome.WAITING else None
        await record(store, claim, attempt(claim, outcome, next_at=next_at))
    for command, every in ((Command.HOLD, 4), (Command.CANCEL, 6)):
        wanted = Filter(states=frozenset({MessageState.QUEUED}))
        seen = tuple(Seen(number) for number in (await ids_of(store, wanted))[::every])
        await store.command(Chosen(seen), command)
    await store.claim(lease, {"news": 3})


def value_of(row: MessageRow, column: Column) -> tuple[object, ...]:
    """What a row is ordered by, said in other words than the stores use."""
    match column:
        case Column.QUEUED:
            return (row.id,)
        case Column.NEXT_ATTEMPT:
            return (row.next_attempt_at is None, row.next_attempt_at or row.accepted_at.min)
        case Column.SENDER | Column.RECIPIENT | Column.SUBJECT:
            text: str = getattr(row, column)
            return ("".join(c.lower() if c.isascii() else c for c in text),)
        case _:
            return (getattr(row, column),)


def passes(row: MessageRow, wanted: Filter, everyone: str) -> bool:
    text = f"{row.id} {row.sender} {everyone} {row.subject}".casefold()
    return (
        (not wanted.states or row.state in wanted.states)
        and (not wanted.accounts or row.account in wanted.accounts)
        and all(word.casefold() in text for word in wanted.search.split())
    )


async def rows_of(store: Store, wanted: Filter, order: Order, limit: int) -> list[MessageRow]:
    """All rows of a list, page by page."""
    rows: list[MessageRow] = []
    after: Key | None = None
    while True:
        page = await store.page(wanted, order, after, limit)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


async def check_lists(store: Store) -> None:
    """Hold every list against what it must be: page by page, number by number, and its count."""
    everything = await rows_of(store, EVERYTHING, NEWEST_FIRST, 1_000)
    details = [await store.message(row.id) for row in everything]
    everyone = {
        detail.row.id: " ".join(each.recipient.address.text for each in detail.recipients)
        for detail in details
    }
    for wanted, order in product(FILTERS, ORDERS):
        matching = [row for row in everything if passes(row, wanted, everyone[row.id])]
        expected = sorted(
            matching,
            key=lambda row: (*value_of(row, order.column), row.id),
            reverse=order.descending,
        )
        assert await rows_of(store, wanted, order, 7) == expected, (wanted, order)
        assert await ids_of(store, wanted, order) == [row.id for row in expected], (wanted, order)
        assert await store.count(wanted) == len(expected), wanted
