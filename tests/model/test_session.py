"""The law of a session's states, and what a snapshot tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from postroom.model.session import MOVES, IllegalMove, SessionSnapshot, SessionState, move
from postroom.model.step import Step
from tests.model.samples import FAILED, PLAN, READY, records


@pytest.mark.parametrize("now", SessionState)
@pytest.mark.parametrize("to", SessionState)
def test_the_law_is_the_table(now: SessionState, to: SessionState) -> None:
    if to in MOVES[now]:
        assert move(now, to) is to
    else:
        with pytest.raises(IllegalMove, match=f"{now} cannot become {to}"):
            move(now, to)


def test_every_state_but_the_first_can_be_reached_and_every_life_ends() -> None:
    assert set().union(*MOVES.values()) == set(SessionState) - {SessionState.IDLE}
    final = {state for state, moves in MOVES.items() if not moves}
    assert final == {SessionState.CLOSED, SessionState.FAILED}


def test_a_session_is_well_from_ready_on() -> None:
    assert READY.ok
    assert replace(READY, state=SessionState.CLOSED).ok
    assert not FAILED.ok
    assert not replace(READY, state=SessionState.OPENING).ok
    assert not replace(READY, state=SessionState.FAILED, error=FAILED.error).ok


def test_a_session_that_was_never_opened_proved_nothing() -> None:
    assert not SessionSnapshot(plan=PLAN, state=SessionState.CLOSED).ok


def test_what_was_not_tried_is_told() -> None:
    assert READY.not_tried == ()
    assert FAILED.not_tried == (Step.READY,)
    assert SessionSnapshot(plan=PLAN).not_tried == PLAN.steps


def test_it_lasted_until_the_end_of_its_last_step() -> None:
    assert SessionSnapshot(plan=PLAN).seconds == 0.0
    assert replace(READY, steps=records(Step.RESOLVE, Step.CONNECT)).seconds == pytest.approx(0.0200049)
