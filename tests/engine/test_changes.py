"""The change feed: nothing is lost, and nobody is told more often than a batch."""

from __future__ import annotations

import asyncio

from postroom.engine.changes import BATCH_SECONDS, ChangeFeed, Changes, SessionKey
from postroom.model.endpoint import Protocol

ADA = SessionKey("ada", Protocol.POP3)
BOB = SessionKey("bob", Protocol.SMTP)


class Listener:
    """Keeps the batches and when they came."""

    def __init__(self) -> None:
        self.batches: asyncio.Queue[tuple[float, Changes]] = asyncio.Queue()

    def __call__(self, changes: Changes) -> None:
        self.batches.put_nowait((asyncio.get_running_loop().time(), changes))

    async def next(self) -> tuple[float, Changes]:
        async with asyncio.timeout(5):
            return await self.batches.get()


async def test_what_changes_together_is_told_together() -> None:
    feed, listener = ChangeFeed(), Listener()
    feed.subscribe(listener)
    feed.session_changed(ADA)
    feed.session_changed(BOB)
    feed.session_changed(ADA)
    feed.accounts_changed()
    _, changes = await listener.next()
    assert changes == Changes(accounts=True, sessions=frozenset({ADA, BOB}))
    assert listener.batches.empty()


async def test_batches_keep_their_distance() -> None:
    feed, listener = ChangeFeed(), Listener()
    feed.subscribe(listener)
    feed.session_changed(ADA)
    first, _ = await listener.next()
    feed.session_changed(BOB)
    second, changes = await listener.next()
    assert changes == Changes(sessions=frozenset({BOB}))
    assert second - first >= BATCH_SECONDS


async def test_who_left_is_told_nothing_and_others_are() -> None:
    feed, gone, there = ChangeFeed(), Listener(), Listener()
    leave = feed.subscribe(gone)
    feed.subscribe(there)
    leave()
    leave()
    feed.accounts_changed()
    await there.next()
    assert gone.batches.empty()


async def test_a_listener_that_leaves_during_a_batch_does_not_disturb_it() -> None:
    feed, there = ChangeFeed(), Listener()
    leave = feed.subscribe(lambda _: leave())
    feed.subscribe(there)
    feed.accounts_changed()
    _, changes = await there.next()
    assert changes.accounts


async def test_a_closed_feed_is_silent() -> None:
    feed, listener = ChangeFeed(), Listener()
    feed.subscribe(listener)
    feed.accounts_changed()
    feed.close()
    feed.session_changed(ADA)
    await asyncio.sleep(0)
    assert listener.batches.empty()
