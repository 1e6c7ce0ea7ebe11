"""How a message stands after each thing that can happen to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.message import IllegalMove, MessageState, RecipientOutcome
from postroom.model.spool_commands import Command
from postroom.model.spool_standing import (
    Standing,
    accepted,
    brought_forward,
    claimed,
    concluded,
    given_back,
    obeyed,
    settled,
    undone,
)
from tests.spool.samples import DAY, HOUR, MINUTE, NOON

SENT, FAILED = RecipientOutcome.SENT, RecipientOutcome.FAILED
UNCERTAIN, WAITING = RecipientOutcome.UNCERTAIN, RecipientOutcome.WAITING

QUEUED = accepted(2, NOON)
SENDING = claimed(QUEUED)
DEFERRED = concluded(SENDING, {0: SENT, 1: WAITING}, NOON + HOUR, NOON + MINUTE)


def test_a_new_message_is_due_at_once() -> None:
    assert (QUEUED.state, QUEUED.outcomes, QUEUED.due_at) == (MessageState.QUEUED, (WAITING, WAITING), NOON)


def test_one_that_is_being_sent_is_not_due() -> None:
    assert (SENDING.state, SENDING.due_at) == (MessageState.SENDING, None)
    with pytest.raises(IllegalMove):
        claimed(SENDING)


@pytest.mark.parametrize("before", [QUEUED, DEFERRED])
def test_one_that_is_given_back_stands_as_before(before: Standing) -> None:
    after = given_back(claimed(before))
    assert replace(after, former=None) == replace(before, former=None)


def test_one_recipient_that_waits_defers_the_message() -> None:
    assert (DEFERRED.state, DEFERRED.outcomes) == (MessageState.DEFERRED, (SENT, WAITING))
    assert (DEFERRED.due_at, DEFERRED.attempts, DEFERRED.finished_at) == (NOON + HOUR, 1, None)


def test_the_last_recipient_ends_it() -> None:
    over = concluded(claimed(DEFERRED), {1: FAILED}, None, NOON + HOUR)
    assert (over.state, over.outcomes, over.attempts) == (MessageState.FAILED, (SENT, FAILED), 2)
    assert (over.due_at, over.finished_at) == (None, NOON + HOUR)


def test_an_uncertain_message_does_not_pass_into_history() -> None:
    over = concluded(SENDING, {0: SENT, 1: UNCERTAIN}, None, NOON)
    assert (over.state, over.finished_at) == (MessageState.UNCERTAIN, None)


def test_a_recipient_that_has_the_message_is_not_tried_again() -> None:
    with pytest.raises(IllegalMove, match="sent cannot become failed"):
        settled((SENT, WAITING), {0: FAILED})


def test_retry_makes_it_due_at_once() -> None:
    after = obeyed(DEFERRED, Command.RETRY, NOON + 2 * MINUTE)
    assert (after.state, after.due_at) == (MessageState.DEFERRED, NOON + 2 * MINUTE)
    assert undone(after, NOON).due_at == NOON + HOUR


def test_a_held_message_is_not_due_and_is_released_as_it_was() -> None:
    held = obeyed(DEFERRED, Command.HOLD, NOON + 2 * MINUTE)
    assert (held.state, held.due_at) == (MessageState.HELD, None)
    early = obeyed(held, Command.RELEASE, NOON + 3 * MINUTE)
    assert (early.state, early.due_at) == (MessageState.DEFERRED, NOON + HOUR)


def test_a_held_message_whose_time_has_passed_is_released_into_the_queue() -> None:
    held = obeyed(DEFERRED, Command.HOLD, NOON)
    late = obeyed(held, Command.RELEASE, NOON + DAY)
    assert (late.state, late.due_at) == (MessageState.QUEUED, NOON + HOUR)


def test_cancelling_ends_it_and_leaves_its_recipients() -> None:
    after = obeyed(DEFERRED, Command.CANCEL, NOON + MINUTE)
    assert (after.state, after.finished_at, after.outcomes) == (
        MessageState.DISCARDED,
        NOON + MINUTE,
        (SENT, WAITING),
    )


@pytest.mark.parametrize("before", [QUEUED, DEFERRED, obeyed(DEFERRED, Command.HOLD, NOON)])
@pytest.mark.parametrize("command", [Command.HOLD, Command.CANCEL])
def test_undoing_leads_straight_back(before: Standing, command: Command) -> None:
    if before.state is MessageState.HELD:
        command = Command.RELEASE if command is Command.HOLD else command
    after = undone(obeyed(before, command, NOON + MINUTE), NOON + DAY)
    assert replace(after, former=None) == replace(before, former=None)


def test_a_cancelled_and_restored_message_remembers_when_it_was_due() -> None:
    held = obeyed(DEFERRED, Command.HOLD, NOON)
    restored = undone(obeyed(held, Command.CANCEL, NOON), NOON)
    assert obeyed(restored, Command.RELEASE, NOON).due_at == NOON + HOUR


def test_requeuing_opens_the_recipients_that_failed_and_counts_from_now() -> None:
    failed = concluded(SENDING, {0: SENT, 1: FAILED}, None, NOON)
    after = obeyed(failed, Command.REQUEUE, NOON + DAY)
    assert (after.state, after.outcomes) == (MessageState.QUEUED, (SENT, WAITING))
    assert (after.queued_at, after.due_at, after.finished_at) == (NOON + DAY, NOON + DAY, None)
    assert (after.attempts, after.attempts_before) == (1, 1)


def test_resending_opens_the_uncertain_recipients_only() -> None:
    uncertain = concluded(SENDING, {0: FAILED, 1: UNCERTAIN}, None, NOON)
    after = obeyed(uncertain, Command.RESOLVE_RESEND, NOON)
    assert (after.state, after.outcomes) == (MessageState.QUEUED, (FAILED, WAITING))


@pytest.mark.parametrize(("other", "state"), [(SENT, MessageState.SENT), (FAILED, MessageState.FAILED)])
def test_taking_it_as_sent_settles_the_uncertain_recipients(
    other: RecipientOutcome, state: MessageState
) -> None:
    uncertain = concluded(SENDING, {0: other, 1: UNCERTAIN}, None, NOON)
    after = obeyed(uncertain, Command.RESOLVE_SENT, NOON + MINUTE)
    assert (after.state, after.outcomes, after.finished_at) == (state, (other, SENT), NOON + MINUTE)


def test_when_the_clock_is_set_back_what_waits_follows_it() -> None:
    after = brought_forward(DEFERRED, DAY)
    assert (after.due_at, after.queued_at) == (NOON + HOUR - DAY, NOON - DAY)
