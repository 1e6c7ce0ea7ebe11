"""The ledger: what happened is written, a moment later and many at a time, and again until the spool takes it."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any

import pytest

from postroom.engine.sending import ledger as writing
from postroom.engine.sending.ledger import ENOUGH, Ledger
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import Claim, Ended
from postroom.model.spool_errors import SpoolFull, TooMuchUnwritten
from postroom.model.spool_lease import LASTS, Lease
from postroom.net.tasks import spawn
from postroom.spool.journal import SLOTS
from postroom.spool.memory_store import MemoryStore
from tests.spool.samples import HOUR, NOON, SERVICE, Clock, attempt, message
from tests.spool.spools import all_of, claim_all, state_of, take

SENT, WAITING = RecipientOutcome.SENT, RecipientOutcome.WAITING


class Disk(MemoryStore):
    """A store that can be full, and says in which pieces it was asked to record."""

    is_full = False
    room = 1_000

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.asked: list[int] = []

    def record(self, ended: Sequence[Ended]) -> Future[None]:
        self.asked.append(len(ended))
        if self.is_full:
            refused: Future[None] = asyncio.get_running_loop().create_future()
            refused.set_exception(SpoolFull())
            return refused
        self.room += len(ended)
        return super().record(ended)

    def pass_dot(self, claim: Claim) -> None:
        if not self.room:
            raise TooMuchUnwritten
        super().pass_dot(claim)
        self.room -= 1


class Told:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.due: list[datetime] = []
        self.troubles = 0
        self.lost = 0
        self.tasks: set[asyncio.Task[Any]] = set()
        self.news = asyncio.Event()

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        return spawn(work, name=name, owner=self.tasks)

    def trouble_changed(self) -> None:
        self.troubles += 1
        self.news.set()

    def will_be_due(self, due_at: datetime) -> None:
        self.due.append(due_at)
        self.news.set()

    def look(self, *, anew: bool = False) -> None:
        pass

    def lease_lost(self) -> None:
        self.lost += 1


class Office:
    """A ledger with some claims in hand."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.disk = Disk(self.clock)
        self.told = Told()

    async def begin(self, messages: int, recipients: int = 1) -> tuple[Claim, ...]:
        to = [f"u{number}@example.org" for number in range(recipients)]
        await all_of(self.disk.submit(message(*to)) for _ in range(messages))
        self.lease: Lease = await take(self.disk)
        self.ledger = Ledger(self.disk, self.lease, self.told)
        return await claim_all(self.disk, self.lease)

    async def states(self) -> set[MessageState]:
        return {await state_of(self.disk, number) async for part in self.disk.ids() for number in part}


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(writing, "RETRY_WRITING", 0.01)
    return Office()


async def test_outcomes_are_written_together(office: Office) -> None:
    for claim in await office.begin(5):
        office.ledger.record(claim, attempt(claim, SENT))
    assert office.disk.asked == []
    await office.ledger.written_so_far()
    assert office.disk.asked == [5]
    assert await office.states() == {MessageState.SENT}


async def test_they_are_written_a_moment_later_without_being_asked_for(office: Office) -> None:
    (claim,) = await office.begin(1)
    office.ledger.record(claim, attempt(claim, WAITING, next_at=NOON + HOUR))
    await office.told.news.wait()
    assert office.told.due == [NOON + HOUR]
    assert await office.states() == {MessageState.DEFERRED}


async def test_many_do_not_wait(office: Office) -> None:
    for claim in await office.begin(ENOUGH + 1):
        office.ledger.record(claim, attempt(claim, SENT))
    assert office.disk.asked == [ENOUGH]
    await office.ledger.written_so_far()


async def test_those_with_many_recipients_do_not_wait_for_as_many(office: Office) -> None:
    for claim in await office.begin(11, recipients=ENOUGH // 4):
        office.ledger.record(claim, attempt(claim, SENT))
    assert office.disk.asked == [4, 4]
    await office.ledger.written_so_far()
    assert office.disk.asked == [4, 4, 3]


def test_more_can_be_under_way_than_is_gathered_and_written_at_once() -> None:
    assert SLOTS >= 4 * ENOUGH


async def test_one_that_was_lost_does_not_hurt_the_others(office: Office) -> None:
    first, second, third = await office.begin(3)
    assert await office.disk.give_back([second]) == 1
    for claim in (first, second, third):
        office.ledger.record(claim, attempt(claim, SENT))
    await office.ledger.written_so_far()
    await asyncio.sleep(0)
    assert office.disk.asked == [3, 1, 1, 1]
    assert [await state_of(office.disk, claim.id) for claim in (first, second, third)] == [
        MessageState.SENT,
        MessageState.QUEUED,
        MessageState.SENT,
    ]
    assert office.ledger.trouble is None


async def test_what_the_disk_does_not_take_is_written_again_until_it_does(office: Office) -> None:
    first, second = await office.begin(2)
    office.disk.is_full = True
    office.ledger.record(first, attempt(first, SENT))
    await office.ledger.written_so_far()
    await office.told.news.wait()
    office.told.news.clear()
    assert str(office.ledger.trouble) == str(SpoolFull())
    office.ledger.record(second, attempt(second, WAITING, next_at=NOON + HOUR))
    office.disk.is_full = False
    await office.told.news.wait()
    assert await state_of(office.disk, first.id) is MessageState.SENT
    assert await state_of(office.disk, second.id) is MessageState.DEFERRED
    await office.ledger.written_so_far()
    assert len(await office.disk.attempts(second.id)) == 1
    assert office.told.troubles == 2


async def test_what_was_written_again_meanwhile_is_not_written_with_what_follows(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    (first,) = await office.begin(1)
    office.ledger.record(first, attempt(first, WAITING, next_at=NOON))
    await office.ledger._write_again()
    (second,) = await claim_all(office.disk, office.lease)
    office.ledger.record(second, attempt(second, SENT))
    await office.ledger.written_so_far()
    assert await office.states() == {MessageState.SENT}
    assert office.disk.asked == [1, 1]
    assert caplog.text == ""


async def test_a_mark_waits_where_too_much_is_not_written(office: Office) -> None:
    first, second = await office.begin(2)
    office.disk.room = 1
    assert office.ledger.mark(first) is None
    office.ledger.record(first, attempt(first, SENT))
    marked = office.ledger.mark(second)
    assert marked is not None
    await marked
    assert await state_of(office.disk, first.id) is MessageState.SENT
    assert office.disk.room == 0


async def test_a_mark_under_a_lease_that_was_lost_is_refused_and_told(office: Office) -> None:
    (claim,) = await office.begin(1)
    office.clock.advance(2 * LASTS)
    other = MemoryStore(office.clock, beside=office.disk)
    other.locks_work = False
    await other.take_lease(SERVICE)
    marked = office.ledger.mark(claim)
    assert marked is not None
    assert marked.exception() is not None
    assert office.told.lost == 1
