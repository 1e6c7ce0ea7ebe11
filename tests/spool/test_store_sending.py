"""What every store promises the one process that sends."""

from __future__ import annotations

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_attempt import Claim
from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_errors import ClaimLost, LeaseLost
from postroom.model.spool_filter import EVERYTHING
from postroom.model.spool_message import NewMessage
from postroom.spool.store import Store
from tests.spool.samples import (
    BODY,
    DAY,
    HOUR,
    LATER,
    MINUTE,
    NEVER,
    NOON,
    OK,
    RICH_ENVELOPE,
    Clock,
    attempt,
    message,
)
from tests.spool.spools import all_of, claim_all, record, state_of, take

SENT, FAILED = RecipientOutcome.SENT, RecipientOutcome.FAILED
UNCERTAIN, WAITING = RecipientOutcome.UNCERTAIN, RecipientOutcome.WAITING


async def test_a_claim_has_what_sending_needs(store: Store) -> None:
    number = await store.submit(NewMessage("main", RICH_ENVELOPE, "Hello", BODY))
    lease = await take(store)
    assert await claim_all(store, lease) == (
        Claim(
            id=number,
            lease=lease.number,
            number=1,
            account="main",
            envelope=RICH_ENVELOPE,
            outcomes=(WAITING, WAITING),
            queued_at=NOON,
            attempts_since=0,
            body=BODY,
        ),
    )
    row = (await store.message(number)).row
    assert (row.state, row.next_attempt_at) == (MessageState.SENDING, None)


async def test_nothing_is_claimed_twice(store: Store) -> None:
    numbers = await all_of(store.submit(message()) for _ in range(5))
    lease = await take(store)
    claims = [await store.claim(lease, {"main": 2}) for _ in range(4)]
    assert [[claim.id for claim in part] for part in claims] == [numbers[:2], numbers[2:4], numbers[4:], []]
    assert await store.agenda() == {}


async def test_each_lane_has_its_own_room(store: Store) -> None:
    for account in ("main", "news", "other"):
        await all_of(store.submit(message(account=account)) for _ in range(3))
    claims = await store.claim(await take(store), {"news": 1, "main": 2, "none": 5})
    assert [claim.account for claim in claims] == ["news", "main", "main"]


async def test_what_has_been_due_the_longest_comes_first(store: Store, clock: Clock) -> None:
    lease = await take(store)
    deferred = await store.submit(message())
    (claim,) = await claim_all(store, lease)
    await record(store, claim, attempt(claim, WAITING, next_at=NOON + 2 * MINUTE))
    early = await store.submit(message())
    clock.advance(3 * MINUTE)
    late = await store.submit(message())
    assert [claim.id for claim in await claim_all(store, lease)] == [early, deferred, late]


async def test_a_deferred_message_is_not_claimed_before_its_time(store: Store, clock: Clock) -> None:
    await store.submit(message())
    lease = await take(store)
    (claim,) = await claim_all(store, lease)
    await record(store, claim, attempt(claim, WAITING, next_at=NOON + HOUR))
    assert await store.agenda() == {"main": NOON + HOUR}
    clock.advance(HOUR - MINUTE)
    assert await claim_all(store, lease) == ()
    clock.advance(MINUTE)
    (again,) = await claim_all(store, lease)
    assert (again.number, again.attempts_since, again.queued_at) == (2, 1, NOON)


async def test_each_recipient_has_its_own_outcome(store: Store, clock: Clock) -> None:
    number = await store.submit(message("a@example.org", "b@example.org", "c@example.org"))
    lease = await take(store)
    (first,) = await claim_all(store, lease)
    tried = attempt(first, SENT, FAILED, WAITING, next_at=NOON + HOUR)
    await record(store, first, tried)
    detail = await store.message(number)
    assert [(each.outcome, each.reply) for each in detail.recipients] == [
        (SENT, OK),
        (FAILED, NEVER),
        (WAITING, LATER),
    ]
    assert (detail.row.state, detail.row.last_reply, detail.row.attempts) == (
        MessageState.DEFERRED,
        tried.summary,
        1,
    )
    clock.advance(HOUR)
    (second,) = await claim_all(store, lease)
    assert (second.outcomes, second.places) == ((SENT, FAILED, WAITING), (2,))
    tried_again = attempt(second, SENT, started_at=NOON + HOUR)
    await record(store, second, tried_again)
    detail = await store.message(number)
    assert (detail.row.state, detail.finished_at) == (MessageState.FAILED, NOON + HOUR)
    assert await store.attempts(number) == (tried, tried_again)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(SENT, MessageState.SENT), (FAILED, MessageState.FAILED), (UNCERTAIN, MessageState.UNCERTAIN)],
)
async def test_an_attempt_ends_as_its_recipients_do(
    store: Store, outcome: RecipientOutcome, state: MessageState
) -> None:
    number = await store.submit(message())
    lease = await take(store)
    (claim,) = await claim_all(store, lease)
    store.pass_dot(claim)
    await record(store, claim, attempt(claim, outcome))
    row = (await store.message(number)).row
    assert (row.state, row.version) == (state, 3)
    assert await claim_all(store, lease) == ()


async def test_an_outcome_is_recorded_once(store: Store) -> None:
    await store.submit(message())
    (claim,) = await claim_all(store, await take(store))
    first, second = record(store, claim, attempt(claim, SENT)), record(store, claim, attempt(claim, FAILED))
    await first
    with pytest.raises(ClaimLost):
        await second
    assert await state_of(store, claim.id) is MessageState.SENT
    assert len(await store.attempts(claim.id)) == 1


async def test_a_message_that_is_given_back_stands_as_before(store: Store, clock: Clock) -> None:
    queued, deferred = await all_of([store.submit(message()), store.submit(message())])
    lease = await take(store)
    claims = {claim.id: claim for claim in await claim_all(store, lease)}
    await record(store, claims[deferred], attempt(claims[deferred], WAITING, next_at=NOON + HOUR))
    assert await store.give_back([claims[queued]]) == 1
    clock.advance(HOUR)
    again = await claim_all(store, lease)
    assert {claim.number for claim in again} == {1, 2}
    assert await store.give_back(again) == 2
    assert await state_of(store, queued) is MessageState.QUEUED
    detail = await store.message(deferred)
    assert (detail.row.state, detail.row.next_attempt_at) == (MessageState.DEFERRED, NOON + HOUR)
    assert await store.give_back(again) == 0


async def test_a_held_lane_gives_nothing_until_it_is_opened(store: Store, clock: Clock) -> None:
    await all_of([store.submit(message()), store.submit(message(account="news"))])
    await store.hold_lane("main", "The login was rejected.")
    clock.advance(MINUTE)
    await store.hold_lane("main", "The certificate has expired.")
    (lane,) = await store.held_lanes()
    assert (lane.account, lane.reason, lane.since) == ("main", "The certificate has expired.", NOON)
    lease = await take(store)
    assert [claim.account for claim in await claim_all(store, lease, "main", "news")] == ["news"]
    assert await store.agenda() == {}
    await store.open_lane("main")
    await store.open_lane("main")
    assert await store.held_lanes() == ()
    assert [claim.account for claim in await claim_all(store, lease, "main", "news")] == ["main"]


async def test_held_messages_do_not_wait(store: Store) -> None:
    await store.submit(message())
    await store.command(Matching(EVERYTHING), Command.HOLD)
    assert await store.agenda() == {}
    assert await claim_all(store, await take(store)) == ()


async def test_only_the_holder_of_the_lease_claims(store: Store) -> None:
    await store.submit(message())
    lease = await take(store)
    await store.release_lease(lease)
    with pytest.raises(LeaseLost):
        await claim_all(store, lease)


async def test_requeued_messages_start_again(store: Store, clock: Clock) -> None:
    number = await store.submit(message("a@example.org", "b@example.org"))
    lease = await take(store)
    (claim,) = await claim_all(store, lease)
    await record(store, claim, attempt(claim, SENT, FAILED))
    clock.advance(DAY)
    await store.command(Matching(EVERYTHING), Command.REQUEUE)
    detail = await store.message(number)
    assert (detail.row.state, detail.queued_at, detail.finished_at) == (MessageState.QUEUED, NOON + DAY, None)
    (again,) = await claim_all(store, lease)
    assert (again.places, again.number, again.attempts_since) == ((1,), 2, 0)
