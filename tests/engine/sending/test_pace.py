"""How fast messages may follow each other."""

from __future__ import annotations

from itertools import pairwise

import pytest

from postroom.engine.sending.pace import Pace


def sent_within(pace: Pace, rate: int | None, seconds: float) -> list[float]:
    """Give the moments at which messages go, where each goes as soon as it may."""
    now = 0.0
    moments: list[float] = []
    while len(moments) < 1_000:
        while wait := pace.wait(rate, now):
            now += wait * (1 + 1e-9)
        if now > seconds:
            break
        pace.take()
        moments.append(now)
    return moments


def test_without_a_rate_nothing_waits() -> None:
    assert sent_within(Pace(), None, 1.0) == [0.0] * 1_000


@pytest.mark.parametrize("rate", [1, 6, 60])
def test_messages_are_spread_evenly(rate: int) -> None:
    moments = sent_within(Pace(), rate, 299.9)
    assert len(moments) == 5 * rate
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert gaps == pytest.approx([60 / rate] * len(gaps))


def test_a_quiet_time_saves_up_a_second_and_no_more() -> None:
    pace = Pace()
    assert pace.wait(600, 0.0) == 0
    pace.take()
    assert pace.wait(600, 3_600.0) == 0
    for _ in range(10):
        assert pace.wait(600, 3_600.0) == 0
        pace.take()
    assert pace.wait(600, 3_600.0) == pytest.approx(0.1)
