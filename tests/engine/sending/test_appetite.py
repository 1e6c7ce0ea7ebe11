"""How many messages a lane claims ahead."""

from __future__ import annotations

from postroom.engine.sending.appetite import LEAST, MOST, Appetite


def test_it_begins_small_and_waits_until_half_is_gone() -> None:
    appetite = Appetite()
    assert [appetite.room(waiting) for waiting in (0, 4, 5, 8)] == [LEAST, 4, 0, 0]


def test_what_is_used_up_at_once_makes_it_grow() -> None:
    appetite = Appetite()
    for turn in range(20):
        appetite.fed(turn * 0.05)
    assert appetite.size == MOST


def test_what_lasts_long_makes_it_shrink() -> None:
    appetite = Appetite()
    for turn in range(20):
        appetite.fed(turn * 0.05)
    for turn in range(20):
        appetite.fed(100.0 + turn)
    assert appetite.size == LEAST


def test_in_between_it_stays() -> None:
    appetite = Appetite()
    for moment in (0.0, 0.05, 0.35, 0.65):
        appetite.fed(moment)
    assert appetite.size == 2 * LEAST
