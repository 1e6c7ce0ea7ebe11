"""A spool that can be opened several times, in a file or in memory, and what tests do with it all the time."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Filter, Order
from postroom.model.spool_lease import Holder, Lease
from postroom.spool.changes import SpoolChanges
from postroom.spool.file_store import FileStore
from postroom.spool.memory_store import MemoryStore
from postroom.spool.store import Store
from tests.spool.samples import HOUR, WINDOW, Clock, attempt, message

T = TypeVar("T")
DEADLINE = 10.0


class Spool:
    """A spool under a clock of its own."""

    def __init__(self, folder: Path | None, clock: Clock) -> None:
        self.folder = folder
        self.clock = clock
        self._handles: list[Store] = []
        self._first: MemoryStore | None = None

    async def open(self) -> Store:
        """Open it, once more if it is open."""
        store: Store
        if self.folder is not None:
            store = await FileStore.open(self.folder, self.clock)
        else:
            store = MemoryStore(self.clock, beside=self._first)
            self._first = self._first or store
        self._handles.append(store)
        return store

    async def close(self) -> None:
        for store in self._handles:
            await store.close()


class Ear:
    """Hears what a store tells."""

    def __init__(self, store: Store) -> None:
        self._heard: asyncio.Queue[SpoolChanges] = asyncio.Queue()
        self.stop = store.subscribe(self._heard.put_nowait)

    async def next(self) -> SpoolChanges:
        """The next thing it tells, within a deadline."""
        async with asyncio.timeout(DEADLINE):
            return await self._heard.get()

    @property
    def is_quiet(self) -> bool:
        """Whether everything that was told has been heard."""
        return self._heard.empty()


async def all_of(awaitables: Iterable[Awaitable[T]]) -> list[T]:
    """The results of what was asked for together."""
    return [await each for each in list(awaitables)]


async def ids_of(store: Store, wanted: Filter = EVERYTHING, order: Order = NEWEST_FIRST) -> list[int]:
    """The numbers of all messages of a list."""
    return [number async for part in store.ids(wanted, order) for number in part]


async def state_of(store: Store, number: int) -> MessageState:
    """How a message stands."""
    return (await store.message(number)).row.state


async def take(store: Store, holder: Holder = WINDOW) -> Lease:
    """Become the one that sends."""
    return (await store.take_lease(holder)).lease


async def claim_all(store: Store, lease: Lease, *accounts: str) -> tuple[Claim, ...]:
    """Take up everything that is due."""
    return await store.claim(lease, dict.fromkeys(accounts or ("main",), 1_000))


def record(store: Store, claim: Claim, attempt: DeliveryAttempt) -> Future[None]:
    """End a claim."""
    return store.record([store.note(claim, attempt)])


async def bring_to(store: Store, clock: Clock, state: MessageState) -> int:
    """Submit a message and let it come to `state`; nothing else may be due."""
    number = await store.submit(message())
    await MAKERS[state](store, clock, number)
    assert await state_of(store, number) is state
    return number


async def _nothing(store: Store, clock: Clock, number: int) -> None:
    pass


async def _claim(store: Store, clock: Clock, number: int) -> None:
    await claim_all(store, await take(store))


def _record(outcome: RecipientOutcome) -> Callable[[Store, Clock, int], Awaitable[None]]:
    async def make(store: Store, clock: Clock, number: int) -> None:
        lease = await take(store)
        (claim,) = await claim_all(store, lease)
        next_at = clock() + HOUR if outcome is RecipientOutcome.WAITING else None
        await record(store, claim, attempt(claim, outcome, next_at=next_at))
        await store.release_lease(lease)

    return make


def _command(word: Command) -> Callable[[Store, Clock, int], Awaitable[None]]:
    async def command(store: Store, clock: Clock, number: int) -> None:
        await store.command(Chosen((Seen(number),)), word)

    return command


MAKERS: dict[MessageState, Callable[[Store, Clock, int], Awaitable[None]]] = {
    MessageState.QUEUED: _nothing,
    MessageState.SENDING: _claim,
    MessageState.DEFERRED: _record(RecipientOutcome.WAITING),
    MessageState.HELD: _command(Command.HOLD),
    MessageState.SENT: _record(RecipientOutcome.SENT),
    MessageState.FAILED: _record(RecipientOutcome.FAILED),
    MessageState.UNCERTAIN: _record(RecipientOutcome.UNCERTAIN),
    MessageState.DISCARDED: _command(Command.CANCEL),
}
