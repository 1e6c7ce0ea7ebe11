from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from postroom.desktop.spool.times import exact, future, past, remaining, to_the_second

NOON = datetime.now().astimezone().replace(month=6, day=15, hour=12, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(0), "12:00"),
        (timedelta(hours=3), "09:00"),
        (timedelta(hours=20), "yesterday 16:00"),
        (timedelta(days=3), "12 Jun 12:00"),
    ],
)
def test_the_past(before: timedelta, words: str) -> None:
    assert past((NOON - before).astimezone(UTC), NOON.astimezone(UTC)) == words


def test_another_year() -> None:
    assert past(NOON - timedelta(days=400), NOON) == f"{NOON - timedelta(days=400):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "now"),
        (0, "now"),
        (0.4, "in 1 s"),
        (40, "in 40 s"),
        (240, "in 4 min"),
        (3 * 3600, "in 3 h"),
        (4 * 86400, "in 4 days"),
    ],
)
def test_the_future(seconds: float, words: str) -> None:
    assert future(NOON + timedelta(seconds=seconds), NOON) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (20, "empty in less than a minute"),
        (130, "empty in about 2 min"),
        (7200, "empty in about 2 h"),
        (3 * 86400, "empty in about 3 days"),
    ],
)
def test_what_remains(seconds: float | None, words: str) -> None:
    assert remaining(seconds) == words


def test_exactly() -> None:
    assert to_the_second(NOON) == "15 Jun 12:00:00"
    assert exact(NOON).startswith(f"{NOON:%Y-%m-%d} 12:00:00")
