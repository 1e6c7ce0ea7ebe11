"""What every store promises an administrator who steers."""

from __future__ import annotations

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_commands import (
    FITS,
    SAMPLE,
    UNDOABLE,
    Changed,
    Chosen,
    Command,
    Matching,
    Refusal,
    Seen,
    Why,
)
from postroom.model.spool_errors import NothingToUndo, UnknownMessage
from postroom.model.spool_filter import EVERYTHING, Filter
from postroom.model.spooler import Switches
from postroom.spool import bulk
from postroom.spool.changes import SpoolChanges
from postroom.spool.store import Store
from tests.spool.samples import DAY, HOUR, MINUTE, NOON, Clock, attempt, message
from tests.spool.spools import Ear, Spool, all_of, bring_to, claim_all, record, state_of, take

AFTER = {
    Command.RETRY: MessageState.DEFERRED,
    Command.HOLD: MessageState.HELD,
    Command.RELEASE: MessageState.QUEUED,
    Command.CANCEL: MessageState.DISCARDED,
    Command.REQUEUE: MessageState.QUEUED,
    Command.RESOLVE_SENT: MessageState.SENT,
    Command.RESOLVE_RESEND: MessageState.QUEUED,
}


def chosen(*numbers: int) -> Chosen:
    return Chosen(tuple(Seen(number) for number in numbers))


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("command", Command)
async def test_each_command_in_each_state(
    store: Store, clock: Clock, command: Command, state: MessageState
) -> None:
    number = await bring_to(store, clock, state)
    version = (await store.message(number)).row.version
    clock.advance(MINUTE)
    changed = await store.command(chosen(number), command)
    row = (await store.message(number)).row
    if state in FITS[command]:
        assert (changed.count, changed.sample, changed.refused) == (1, (number,), ())
        assert (changed.undo is not None) == (command in UNDOABLE)
        assert (row.state, row.version) == (AFTER[command], version + 1)
    else:
        assert changed == Changed(0, refused=(Refusal(number, Why.UNFIT, state),))
        assert (row.state, row.version) == (state, version)


@pytest.mark.parametrize("command", sorted(UNDOABLE))
@pytest.mark.parametrize("state", MessageState)
async def test_what_can_be_undone_leads_straight_back(
    store: Store, clock: Clock, command: Command, state: MessageState
) -> None:
    number = await bring_to(store, clock, state)
    before = await store.message(number)
    clock.advance(MINUTE)
    changed = await store.command(chosen(number), command)
    if changed.undo is None:
        assert state not in FITS[command]
        return
    clock.advance(MINUTE)
    back = await store.undo(changed.undo)
    assert (back.count, back.sample, back.undo) == (1, (number,), None)
    after = await store.message(number)
    assert (after.row.state, after.row.next_attempt_at) == (state, before.row.next_attempt_at)
    assert (after.queued_at, after.finished_at) == (before.queued_at, before.finished_at)
    with pytest.raises(NothingToUndo):
        await store.undo(changed.undo)


async def test_undo_leaves_alone_what_has_moved_since(store: Store) -> None:
    held, released = await all_of([store.submit(message()), store.submit(message())])
    changed = await store.command(Matching(EVERYTHING), Command.HOLD)
    assert changed.undo is not None
    await store.command(chosen(released), Command.RELEASE)
    assert (await store.undo(changed.undo)).sample == (held,)
    with pytest.raises(NothingToUndo):
        await store.undo(changed.undo)
    with pytest.raises(NothingToUndo):
        await store.undo(4711)


async def test_undo_leaves_alone_what_was_taken_up_since(store: Store) -> None:
    number = await bring_to(store, Clock(), MessageState.HELD)
    changed = await store.command(chosen(number), Command.RELEASE)
    assert changed.undo is not None
    lease = await take(store)
    (claim,) = await claim_all(store, lease)
    await store.give_back([claim])
    with pytest.raises(NothingToUndo):
        await store.undo(changed.undo)


async def test_a_held_message_remembers_when_it_was_due(store: Store, clock: Clock) -> None:
    number = await bring_to(store, clock, MessageState.DEFERRED)
    await store.command(chosen(number), Command.HOLD)
    cancelled = await store.command(chosen(number), Command.CANCEL)
    assert cancelled.undo is not None
    await store.undo(cancelled.undo)
    await store.command(chosen(number), Command.RELEASE)
    row = (await store.message(number)).row
    assert (row.state, row.next_attempt_at) == (MessageState.DEFERRED, NOON + HOUR)
    await store.command(chosen(number), Command.HOLD)
    clock.advance(DAY)
    await store.command(chosen(number), Command.RELEASE)
    assert await state_of(store, number) is MessageState.QUEUED


async def test_a_message_is_never_changed_that_has_changed_since_it_was_seen(spool: Spool) -> None:
    one, other = await spool.open(), await spool.open()
    number = await one.submit(message())
    seen = (await one.message(number)).row.version
    await other.command(chosen(number), Command.HOLD)
    await other.command(chosen(number), Command.RELEASE)
    late = await one.command(Chosen((Seen(number, seen),)), Command.CANCEL)
    assert late.refused == (Refusal(number, Why.CHANGED, MessageState.QUEUED),)
    seen = (await one.message(number)).row.version
    assert (await one.command(Chosen((Seen(number, seen),)), Command.CANCEL)).count == 1


async def test_a_double_click_acts_once(store: Store, clock: Clock) -> None:
    number = await bring_to(store, clock, MessageState.UNCERTAIN)
    seen = Chosen((Seen(number, (await store.message(number)).row.version),))
    first = await store.command(seen, Command.RESOLVE_RESEND)
    second = await store.command(seen, Command.RESOLVE_RESEND)
    assert (first.count, second.count, second.refused[0].why) == (1, 0, Why.CHANGED)


async def test_what_is_chosen_twice_or_gone_is_said_once(store: Store) -> None:
    number = await store.submit(message())
    changed = await store.command(chosen(number, number, 77), Command.HOLD)
    assert (changed.count, changed.refused) == (1, (Refusal(77, Why.UNKNOWN, None),))


async def test_a_filter_means_everything_that_it_matches_and_the_command_fits(store: Store) -> None:
    here = await all_of(store.submit(message(account="main", subject="Offer")) for _ in range(3))
    await all_of(store.submit(message(account="news", subject="Offer")) for _ in range(3))
    await store.submit(message(account="main", subject="Invoice"))
    await store.command(chosen(here[0]), Command.CANCEL)
    wanted = Filter(accounts=frozenset({"main"}), search="OFFER")
    changed = await store.command(Matching(wanted), Command.HOLD)
    assert (changed.count, changed.sample, changed.refused) == (2, tuple(here[1:]), ())
    nothing = await store.command(Matching(Filter(states=frozenset({MessageState.SENT}))), Command.HOLD)
    assert nothing == Changed(0)


async def test_many_messages_are_counted_and_the_first_are_named(store: Store) -> None:
    numbers = await all_of(store.submit(message()) for _ in range(SAMPLE + 50))
    steps: list[tuple[int, int]] = []

    def listen(done: int, of: int) -> bool:
        steps.append((done, of))
        return True

    changed = await store.command(Matching(EVERYTHING), Command.HOLD, listen)
    assert (changed.count, changed.sample) == (len(numbers), tuple(numbers[:SAMPLE]))
    assert steps[-1] == (len(numbers), len(numbers))


async def test_requeuing_tries_only_those_who_did_not_get_it(store: Store) -> None:
    number = await store.submit(message("a@example.org", "b@example.org", "c@example.org"))
    lease = await take(store)
    (claim,) = await claim_all(store, lease)
    outcomes = (RecipientOutcome.SENT, RecipientOutcome.FAILED, RecipientOutcome.UNCERTAIN)
    await record(store, claim, attempt(claim, *outcomes))
    await store.command(chosen(number), Command.RESOLVE_SENT)
    assert await state_of(store, number) is MessageState.FAILED
    await store.command(chosen(number), Command.REQUEUE)
    (claim,) = await claim_all(store, lease)
    assert claim.places == (1,)


async def test_history_is_forgotten_after_its_time_and_nothing_else(store: Store, clock: Clock) -> None:
    over = [
        await bring_to(store, clock, state)
        for state in (MessageState.SENT, MessageState.FAILED, MessageState.DISCARDED)
    ]
    kept = [await bring_to(store, clock, state) for state in (MessageState.UNCERTAIN, MessageState.HELD)]
    clock.advance(DAY)
    recent = await bring_to(store, clock, MessageState.SENT)
    assert await store.forget(clock() - 2 * DAY) == 0
    assert await store.forget(clock() - HOUR) == 3
    for number in over:
        with pytest.raises(UnknownMessage):
            await store.message(number)
    assert [await state_of(store, number) for number in [*kept, recent]] == [
        MessageState.UNCERTAIN,
        MessageState.HELD,
        MessageState.SENT,
    ]
    assert (await store.counts()).total() == 3
    assert await store.submit(message()) > recent


async def test_the_switches_stay_as_they_are_set(spool: Spool) -> None:
    one = await spool.open()
    assert await one.switches() == Switches(enabled=True, paused=False)
    await one.switch(Switches(enabled=False, paused=True))
    assert await (await spool.open()).switches() == Switches(enabled=False, paused=True)


async def test_lookers_on_hear_what_was_steered(store: Store) -> None:
    ear = Ear(store)
    number = await store.submit(message())
    await ear.next()
    await store.command(chosen(number), Command.HOLD)
    assert await ear.next() == SpoolChanges(messages=frozenset({number}))
    await store.hold_lane("main", "The login was rejected.")
    assert await ear.next() == SpoolChanges(spooler=True)
    await store.switch(Switches(paused=True))
    assert await ear.next() == SpoolChanges(spooler=True)
    await store.open_lane("main")
    assert await ear.next() == SpoolChanges(spooler=True)
    await store.open_lane("main")
    assert ear.is_quiet


async def test_whoever_sends_is_asked_to_try_again(spool: Spool, clock: Clock) -> None:
    one, other = await spool.open(), await spool.open()
    assert await one.nudges() == {}
    await bring_to(one, clock, MessageState.DEFERRED)
    await one.submit(message(account="news"))
    held = await one.submit(message(account="held"))
    await one.command(chosen(held), Command.HOLD)
    assert await other.nudges() == {}
    await other.nudge("main")
    assert await one.nudges() == {"main": 1}
    await other.nudge()
    assert await one.nudges() == {"main": 2, "news": 1}


async def test_to_retry_messages_is_to_try_their_accounts_again(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    numbers = await all_of(store.submit(message(account=name)) for name in ("a", "b", "a", "a", "c"))
    lease = await take(store)
    for claim in await claim_all(store, lease, "a", "b", "c"):
        await record(store, claim, attempt(claim, RecipientOutcome.WAITING, next_at=clock() + HOUR))
    ear = Ear(store)
    assert (await store.command(chosen(*numbers[:4]), Command.RETRY)).count == 4
    while not (await ear.next()).spooler:
        pass
    assert await store.nudges() == {"a": 1, "b": 1}
    await store.command(Matching(EVERYTHING), Command.RETRY)
    assert await store.nudges() == {"a": 2, "b": 2, "c": 1}
    await store.command(Matching(EVERYTHING), Command.HOLD)
    assert await store.nudges() == {"a": 2, "b": 2, "c": 1}
