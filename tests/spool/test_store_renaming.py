"""What every store promises an account that gets another name: its messages and its held lane follow it."""

from __future__ import annotations

from postroom.model.message import MessageState
from postroom.model.spool_filter import Filter
from postroom.spool.store import Store
from tests.spool.samples import message
from tests.spool.spools import all_of, claim_all, take


async def test_messages_follow_their_account(store: Store) -> None:
    numbers = await all_of([store.submit(message(account=name)) for name in ("old", "old", "other")])
    await store.hold_lane("old", "The password is wrong.")
    assert await store.rename_account("old", "new") == 2
    rows = await store.rows(numbers)
    assert [row.account for row in rows] == ["new", "new", "other"]
    assert [row.version for row in rows] == [2, 2, 1]
    assert (await store.counts()).numbers == {
        ("new", MessageState.QUEUED): 2,
        ("other", MessageState.QUEUED): 1,
    }
    assert [(lane.account, lane.reason) for lane in await store.held_lanes()] == [
        ("new", "The password is wrong.")
    ]
    assert await store.count(Filter(accounts=frozenset({"old"}))) == 0


async def test_one_without_messages_may_be_renamed_too(store: Store) -> None:
    assert await store.rename_account("old", "new") == 0


async def test_what_is_being_sent_meanwhile_is_still_recorded(store: Store) -> None:
    await store.submit(message(account="old"))
    lease = await take(store)
    (claim,) = await claim_all(store, lease, "old")
    await store.rename_account("old", "new")
    assert await store.give_back([claim]) == 1
    assert (await store.counts()).numbers == {("new", MessageState.QUEUED): 1}
