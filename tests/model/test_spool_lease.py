"""Who may send."""

from __future__ import annotations

from datetime import timedelta

from postroom.model.spool_lease import LASTS, RENEW_EVERY, Lease, may_take
from tests.spool.samples import DAY, NOON, WINDOW

SECOND = timedelta(seconds=1)
LEASE = Lease(1, WINDOW, taken_at=NOON - DAY, renewed_at=NOON)


def test_nobody_holds_it() -> None:
    assert may_take(None, holder_lives=False, now=NOON)
    assert may_take(None, holder_lives=True, now=NOON)


def test_its_holder_lives() -> None:
    assert not may_take(LEASE, holder_lives=True, now=NOON)
    assert not may_take(LEASE, holder_lives=True, now=NOON + LASTS)


def test_its_holder_is_dead() -> None:
    assert may_take(LEASE, holder_lives=False, now=NOON)


def test_its_holder_hangs() -> None:
    assert may_take(LEASE, holder_lives=True, now=NOON + LASTS + SECOND)


def test_a_clock_that_was_set_back_ends_it_too() -> None:
    assert LEASE.has_expired(NOON - DAY)


def test_it_is_renewed_well_before_it_ends() -> None:
    assert RENEW_EVERY * 2 < LASTS


def test_people_know_its_holder() -> None:
    assert str(WINDOW) == "postroom (process 4711 on desk)"
