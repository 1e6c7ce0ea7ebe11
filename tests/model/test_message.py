"""The law of a message's states and of its recipients' outcomes."""

from __future__ import annotations

from itertools import product

import pytest

from postroom.model.message import (
    HISTORY,
    MOVES,
    OUTCOME_MOVES,
    PENDING,
    STATUS_OF,
    WAITING,
    IllegalMove,
    MessageState,
    RecipientOutcome,
    Status,
    move,
    settle,
    state_after,
)


@pytest.mark.parametrize("now", MessageState)
@pytest.mark.parametrize("to", MessageState)
def test_the_law_is_the_table(now: MessageState, to: MessageState) -> None:
    if to in MOVES[now]:
        assert move(now, to) is to
    else:
        with pytest.raises(IllegalMove, match=f"{now} cannot become {to}"):
            move(now, to)


@pytest.mark.parametrize("now", RecipientOutcome)
@pytest.mark.parametrize("to", RecipientOutcome)
def test_so_it_is_for_recipients_who_may_also_stay_as_they_are(
    now: RecipientOutcome, to: RecipientOutcome
) -> None:
    if to is now or to in OUTCOME_MOVES[now]:
        assert settle(now, to) is to
    else:
        with pytest.raises(IllegalMove, match=f"{now.word} cannot become {to.word}"):
            settle(now, to)


def reachable(start: MessageState) -> set[MessageState]:
    found = {start}
    edge = [start]
    while edge:
        for state in MOVES[edge.pop()] - found:
            found.add(state)
            edge.append(state)
    return found


@pytest.mark.parametrize("state", [state for state in MessageState if state is not MessageState.SENT])
def test_no_state_is_a_dead_end(state: MessageState) -> None:
    assert MessageState.SENT in reachable(state)


def test_every_state_can_be_reached_and_only_sent_is_final() -> None:
    assert reachable(MessageState.QUEUED) == set(MessageState)
    assert [state for state in MessageState if not MOVES[state]] == [MessageState.SENT]


def test_only_what_waits_is_taken_up() -> None:
    assert {state for state in MessageState if MessageState.SENDING in MOVES[state]} == WAITING


def test_states_are_pending_or_history_or_uncertain() -> None:
    assert PENDING | HISTORY | {MessageState.UNCERTAIN} == set(MessageState)
    assert not PENDING & HISTORY


def test_programs_hear_three_words() -> None:
    assert {state for state in MessageState if STATUS_OF[state] is Status.PENDING} == {
        MessageState.QUEUED,
        MessageState.SENDING,
        MessageState.DEFERRED,
        MessageState.HELD,
    }
    assert {state for state in MessageState if STATUS_OF[state] is Status.SENT} == {MessageState.SENT}
    assert {state for state in MessageState if STATUS_OF[state] is Status.ERROR} == {
        MessageState.FAILED,
        MessageState.UNCERTAIN,
        MessageState.DISCARDED,
    }


@pytest.mark.parametrize("outcomes", list(product(RecipientOutcome, repeat=3)))
def test_the_least_settled_recipient_decides(outcomes: tuple[RecipientOutcome, ...]) -> None:
    state = state_after(outcomes)
    if RecipientOutcome.WAITING in outcomes:
        assert state is MessageState.DEFERRED
    elif RecipientOutcome.UNCERTAIN in outcomes:
        assert state is MessageState.UNCERTAIN
    elif RecipientOutcome.FAILED in outcomes:
        assert state is MessageState.FAILED
    else:
        assert state is MessageState.SENT
    assert state in MOVES[MessageState.SENDING]


def test_an_outcome_is_said_in_a_word() -> None:
    assert [outcome.word for outcome in RecipientOutcome] == ["sent", "failed", "uncertain", "waiting"]
