"""What every store promises about the lease: who sends, and what is left when the holder is gone."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import timedelta
from typing import Never

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_errors import ClaimLost, LeaseHeld, LeaseLost, SpoolFull
from postroom.model.spool_lease import LASTS, Lease, Recovered
from postroom.spool import lease_lock
from postroom.spool.changes import SpoolChanges
from postroom.spool.journal import Journal
from postroom.spool.memory_store import MemoryStore
from postroom.spool.store import Store
from tests.spool.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOON,
    SERVICE,
    WINDOW,
    Clock,
    attempt,
    message,
)
from tests.spool.spools import Ear, Spool, all_of, claim_all, record, state_of, take

SENT, WAITING = RecipientOutcome.SENT, RecipientOutcome.WAITING


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told whether another process lives: the file system knows no locks."""

    def refuse(handle: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lease_lock, "_lock", refuse)
    monkeypatch.setattr(MemoryStore, "locks_work", False)


def full(*_: object) -> Never:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_nobody_holds_it_at_first(store: Store) -> None:
    assert await store.lease() is None


async def test_one_process_holds_it_and_others_see_who(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    lease = await take(one)
    assert await other.lease() == lease == Lease(1, WINDOW, NOON, NOON)
    with pytest.raises(LeaseHeld, match="postroom \\(process 4711 on desk\\)"):
        await take(other, SERVICE)
    await one.release_lease(lease)
    await one.release_lease(lease)
    assert await other.lease() is None
    assert (await take(other, SERVICE)).number == 2


async def test_others_see_that_it_is_for_one_account_only(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    only = replace(SERVICE, account="main")
    lease = await take(one, only)
    seen = await other.lease()
    assert seen is not None
    assert seen.holder == only
    await one.release_lease(lease)
    assert (await take(other)).holder.account is None


async def test_a_lease_that_is_renewed_lasts(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    lease = await take(one)
    for _ in range(3):
        spool.clock.advance(LASTS)
        await one.renew_lease(lease)
    seen = await other.lease()
    assert seen is not None
    assert (seen.taken_at, seen.renewed_at) == (NOON, NOON + 3 * LASTS)
    with pytest.raises(LeaseHeld):
        await take(other)


async def test_a_process_that_dies_leaves_it_at_once(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    number = await one.submit(message())
    lease = await take(one)
    await claim_all(one, lease)
    await one.close()
    taken = await other.take_lease(SERVICE)
    assert taken.lease.number == lease.number + 1
    assert taken.recovered == Recovered(given_back=(number,))


@pytest.mark.parametrize("jump", [LASTS + MINUTE, 400 * DAY, -DAY])
async def test_one_that_lives_keeps_it_whatever_the_clock_says(spool: Spool, jump: timedelta) -> None:
    one, other = await spool.open(), await spool.open()
    number = await one.submit(message())
    lease = await take(one)
    (claim,) = await claim_all(one, lease)
    spool.clock.advance(jump)
    with pytest.raises(LeaseHeld):
        await take(other, SERVICE)
    one.pass_dot(claim)
    await record(one, claim, attempt(claim, SENT))
    await one.renew_lease(lease)
    assert await state_of(other, number) is MessageState.SENT
    await one.close()
    assert (await take(other, SERVICE)).number == lease.number + 1


@pytest.mark.usefixtures("no_locks")
async def test_where_locks_do_not_work_one_that_lives_keeps_it_while_it_is_renewed(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    lease = await take(one)
    for _ in range(3):
        spool.clock.advance(LASTS)
        await one.renew_lease(lease)
        with pytest.raises(LeaseHeld):
            await take(other, SERVICE)


@pytest.mark.usefixtures("no_locks")
async def test_where_locks_do_not_work_one_that_hangs_is_taken_over_and_can_do_nothing_more(
    spool: Spool,
) -> None:
    one, other = await spool.open(), await spool.open()
    numbers = await all_of(one.submit(message()) for _ in range(2))
    lease = await take(one)
    first, second = await claim_all(one, lease)
    one.pass_dot(first)
    spool.clock.advance(LASTS + MINUTE)
    taken = await other.take_lease(SERVICE)
    assert taken.recovered == Recovered(given_back=(numbers[1],), uncertain=(numbers[0],))
    with pytest.raises(ClaimLost):
        one.pass_dot(second)
    with pytest.raises(ClaimLost):
        await record(one, first, attempt(first, SENT))
    with pytest.raises(LeaseLost):
        await one.renew_lease(lease)
    with pytest.raises(LeaseLost):
        await claim_all(one, lease)
    assert await one.give_back([first, second]) == 0
    await one.release_lease(lease)
    assert await other.lease() == taken.lease
    await other.renew_lease(taken.lease)
    (again,) = await claim_all(other, taken.lease)
    assert again.id == numbers[1]


async def test_what_may_have_been_delivered_is_uncertain(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    number = await one.submit(message("a@example.org", "b@example.org"))
    lease = await take(one)
    (claim,) = await claim_all(one, lease)
    await record(one, claim, attempt(claim, SENT, WAITING, next_at=NOON + HOUR))
    spool.clock.advance(HOUR)
    await one.renew_lease(lease)
    (claim,) = await claim_all(one, lease)
    one.pass_dot(claim)
    await one.close()
    spool.clock.advance(MINUTE)
    taken = await other.take_lease(SERVICE)
    assert taken.recovered.uncertain == (number,)
    detail = await other.message(number)
    assert (detail.row.state, detail.row.attempts, detail.finished_at) == (MessageState.UNCERTAIN, 2, None)
    assert "before the server's reply was recorded" in detail.row.last_reply
    assert [each.outcome for each in detail.recipients] == [SENT, RecipientOutcome.UNCERTAIN]
    assert detail.recipients[1].reply is None
    last = (await other.attempts(number))[-1]
    assert (last.number, last.started_at, last.seconds, last.server) == (2, NOON + HOUR, 60.0, "")
    assert [(result.place, result.outcome) for result in last.results] == [(1, RecipientOutcome.UNCERTAIN)]
    assert last.summary == detail.row.last_reply


async def test_what_was_noted_is_known_although_it_was_not_recorded(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    numbers = await all_of(one.submit(message("a@example.org", "b@example.org")) for _ in range(3))
    lease = await take(one)
    sent, waits, unmarked = await claim_all(one, lease)
    for claim in (sent, waits):
        one.pass_dot(claim)
    noted = [attempt(sent, SENT, SENT), attempt(waits, SENT, WAITING, next_at=NOON + HOUR)]
    one.note(sent, noted[0])
    one.note(waits, noted[1])
    one.note(unmarked, attempt(unmarked, SENT, SENT))
    await one.close()
    taken = await other.take_lease(SERVICE)
    assert taken.recovered == Recovered(given_back=(numbers[2],), concluded=(numbers[0], numbers[1]))
    states = [await state_of(other, number) for number in numbers]
    assert states == [MessageState.SENT, MessageState.DEFERRED, MessageState.QUEUED]
    assert [(await other.attempts(number)) for number in numbers] == [(noted[0],), (noted[1],), ()]
    assert await other.agenda() == {"main": NOON}
    assert (await other.counts()).total([MessageState.SENDING]) == 0


@pytest.mark.usefixtures("no_locks")
async def test_one_that_was_taken_over_takes_nothing_from_the_next(spool: Spool) -> None:
    one, other, third = await spool.open(), await spool.open(), await spool.open()
    numbers = await all_of(one.submit(message()) for _ in range(2))
    lost = await take(one)
    spool.clock.advance(LASTS + MINUTE)
    sent, marked = await claim_all(other, await take(other))
    for claim in (sent, marked):
        other.pass_dot(claim)
    other.note(sent, attempt(sent, SENT))
    await one.release_lease(lost)
    spool.clock.advance(LASTS + MINUTE)
    taken = await third.take_lease(SERVICE)
    assert taken.recovered == Recovered(uncertain=(numbers[1],), concluded=(numbers[0],))


async def test_one_that_could_not_have_it_does_not_pass_for_the_one_that_has_it(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await spool.open(), await spool.open()
    if spool.folder is not None:
        with monkeypatch.context() as disk:
            disk.setattr(Journal, "begin", full)
            with pytest.raises(SpoolFull):
                await take(other, SERVICE)
    await take(one)
    with pytest.raises(LeaseHeld):
        await take(other, SERVICE)


async def test_an_outcome_is_noted_for_one_attempt_alone(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    number = await one.submit(message())
    lease = await take(one)
    (claim,) = await claim_all(one, lease)
    one.pass_dot(claim)
    await record(one, claim, attempt(claim, WAITING, next_at=NOON))
    (again,) = await claim_all(one, lease)
    assert (again.id, again.number) == (number, 2)
    await one.close()
    assert (await other.take_lease(SERVICE)).recovered == Recovered(given_back=(number,))


async def test_releasing_it_settles_what_is_left(store: Store) -> None:
    numbers = await all_of(store.submit(message()) for _ in range(2))
    lease = await take(store)
    first, _ = await claim_all(store, lease)
    store.pass_dot(first)
    await store.release_lease(lease)
    assert await state_of(store, numbers[0]) is MessageState.UNCERTAIN
    assert await state_of(store, numbers[1]) is MessageState.QUEUED


@pytest.mark.parametrize("renewing", [True, False])
async def test_when_the_clock_was_set_back_messages_do_not_wait_for_it(
    store: Store, clock: Clock, renewing: bool
) -> None:
    lease = await take(store)
    await store.submit(message())
    (claim,) = await claim_all(store, lease)
    await record(store, claim, attempt(claim, WAITING, next_at=NOON + HOUR))
    queued = await store.submit(message())
    clock.advance(-DAY)
    assert await claim_all(store, lease) == ()
    if renewing:
        await store.renew_lease(lease)
    else:
        lease = await take(store)
    assert [claim.id for claim in await claim_all(store, lease)] == [queued]
    assert await store.agenda() == {"main": NOON + HOUR - DAY}
    detail = await store.message(queued)
    assert (detail.queued_at, detail.row.accepted_at) == (NOON - DAY, NOON)


async def test_a_clock_that_is_set_forward_makes_everything_due_and_loses_nothing(
    store: Store, clock: Clock
) -> None:
    lease = await take(store)
    await store.submit(message())
    (claim,) = await claim_all(store, lease)
    await record(store, claim, attempt(claim, WAITING, next_at=NOON + HOUR))
    clock.advance(400 * DAY)
    await store.renew_lease(lease)
    (again,) = await claim_all(store, lease)
    assert again.number == 2


async def test_lookers_on_hear_of_it(store: Store) -> None:
    ear = Ear(store)
    number = await store.submit(message())
    await ear.next()
    lease = await take(store)
    assert await ear.next() == SpoolChanges(spooler=True)
    await claim_all(store, lease)
    assert await ear.next() == SpoolChanges(messages=frozenset({number}))
    await store.release_lease(lease)
    assert await ear.next() == SpoolChanges(messages=frozenset({number}), spooler=True)
