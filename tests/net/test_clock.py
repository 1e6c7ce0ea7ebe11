"""The clock of a session."""

from __future__ import annotations

from postroom.net.clock import stopwatch


def test_it_begins_at_zero_and_never_goes_back() -> None:
    clock = stopwatch()
    times = [clock() for _ in range(100)]
    assert 0 <= times[0] < 1
    assert times == sorted(times)


def test_each_has_its_own_beginning() -> None:
    first = stopwatch()
    while first() == 0:
        pass
    assert stopwatch()() <= first()
