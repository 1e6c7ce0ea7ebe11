"""Who may send."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from postroom.model.spool_lease import LASTS, RENEW_EVERY, Lease, Recovered, may_take
from tests.spool.samples import DAY, NOON, WINDOW

SECOND = timedelta(seconds=1)
LEASE = Lease(1, WINDOW, taken_at=NOON - DAY, renewed_at=NOON)


@pytest.mark.parametrize("lives", [True, False, None])
def test_nobody_holds_it(lives: bool | None) -> None:
    assert may_take(None, holder_lives=lives, now=NOON)


@pytest.mark.parametrize("now", [NOON, NOON + LASTS + SECOND, NOON + DAY, NOON - DAY])
def test_its_holder_lives_whatever_the_clock_says(now: datetime) -> None:
    assert not may_take(LEASE, holder_lives=True, now=now)


def test_its_holder_is_dead() -> None:
    assert may_take(LEASE, holder_lives=False, now=NOON)


def test_where_nobody_knows_it_is_taken_over_when_it_is_not_renewed() -> None:
    assert not may_take(LEASE, holder_lives=None, now=NOON + LASTS)
    assert may_take(LEASE, holder_lives=None, now=NOON + LASTS + SECOND)
    assert may_take(LEASE, holder_lives=None, now=NOON - DAY)


def test_it_is_renewed_well_before_it_ends() -> None:
    assert RENEW_EVERY * 2 < LASTS


def test_people_know_its_holder() -> None:
    assert str(WINDOW) == "postroom (process 4711 on desk)"


def test_it_may_send_for_one_account_only() -> None:
    only = replace(WINDOW, account="main")
    assert str(only) == "postroom (process 4711 on desk, for main only)"
    assert [each.sends_for("main") for each in (WINDOW, only)] == [True, True]
    assert [each.sends_for("news") for each in (WINDOW, only)] == [True, False]


def test_all_that_was_recovered() -> None:
    assert Recovered((1, 2), (3,), (4,)).all == (1, 2, 3, 4)
