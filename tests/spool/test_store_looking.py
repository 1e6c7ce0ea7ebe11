"""What every store promises those who look: filters, orders, pages and counts agree with each other."""

from __future__ import annotations

from itertools import product

import pytest

from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, SEARCH_LIMIT, Column, Filter, Order
from postroom.spool.store import Store
from tests.spool.lists import ACCOUNTS, check_lists, fill, rows_of
from tests.spool.samples import MINUTE, Clock, message
from tests.spool.spools import DEADLINE, Spool, all_of


@pytest.fixture
async def filled(store: Store, clock: Clock) -> Store:
    await fill(store, clock)
    return store


async def test_every_filter_in_every_order(filled: Store) -> None:
    await check_lists(filled)


async def test_all_states_are_there_to_be_counted(filled: Store) -> None:
    rows = (await filled.page(limit=1_000)).rows
    counts = await filled.counts()
    assert {state for _, state in counts.numbers} == set(MessageState)
    for account, state in product(ACCOUNTS, MessageState):
        expected = sum(1 for row in rows if (row.account, row.state) == (account, state))
        assert counts.total([state], [account]) == expected


async def test_rows_come_in_the_order_in_which_they_are_asked_for(filled: Store) -> None:
    assert [row.id for row in await filled.rows([5, 3, 4711, 4])] == [5, 3, 4]
    assert await filled.rows([]) == ()
    at_once = filled.rows_within(DEADLINE, [5, 3, 4711, 4])
    assert at_once == await filled.rows([5, 3, 4])


SPECIAL = (
    "100%", "snake_case", "star*light", 'say "hello"', "it's", "a\\b", "(x)", "NEAR/3 OR NOT", "\U0001f600 smile",
)  # fmt: skip


@pytest.mark.parametrize(
    ("search", "found"),
    [
        *((subject, [subject]) for subject in SPECIAL),
        ("%", ["100%"]),
        ("_", ["snake_case"]),
        ("*", ["star*light"]),
        ('"', ['say "hello"']),
        ("'", ["it's"]),
        ("\U0001f600", ["\U0001f600 smile"]),
        ("sna\0ke", ["snake_case"]),
        ("sna\ud800", ["snake_case"]),
        ("smile*", []),
        ("folded:smile", []),
        ('""', []),
        (" ".join(chr(0x4E00 + n) for n in range(SEARCH_LIMIT // 2)), []),
        (" ".join(f"{n:03}" for n in range(SEARCH_LIMIT // 4)), []),
        ("x" * SEARCH_LIMIT, []),
    ],
    ids=ascii,
)
async def test_a_search_takes_every_character_for_itself(store: Store, search: str, found: list[str]) -> None:
    await all_of(store.submit(message(subject=subject)) for subject in SPECIAL)
    wanted = Filter(search=search)
    assert [row.subject for row in (await store.page(wanted)).rows] == found
    assert await store.count(wanted) == len(found)


async def test_a_page_that_ends_with_the_list_has_no_key(store: Store) -> None:
    await all_of(store.submit(message()) for _ in range(3))
    assert (await store.page(limit=4)).next is None
    full = await store.page(limit=3)
    assert full.next is not None
    assert (await store.page(after=full.next, limit=3)).rows == ()


async def test_a_key_leads_on_although_its_row_has_changed(store: Store) -> None:
    numbers = await all_of(store.submit(message(subject=f"{n}")) for n in range(6))
    order = Order(Column.SUBJECT, descending=False)
    first = await store.page(EVERYTHING, order, limit=3)
    await store.command(Chosen((Seen(numbers[2]),)), Command.CANCEL)
    await store.forget(first.rows[0].accepted_at + MINUTE)
    second = await store.page(EVERYTHING, order, first.next, limit=3)
    assert [row.id for row in second.rows] == numbers[3:]


async def test_others_see_what_was_written(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    await fill(one, spool.clock)
    assert await rows_of(other, EVERYTHING, NEWEST_FIRST, 50) == await rows_of(
        one, EVERYTHING, NEWEST_FIRST, 50
    )
