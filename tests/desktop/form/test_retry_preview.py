from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from postroom.desktop.form.retry_preview import retry_preview
from postroom.model.retry import DEFAULT_RETRY, RetryPolicy, Schedule

MORNING = datetime(2026, 11, 27, 9, 12, tzinfo=UTC)


def preview(schedule: str, expiry: timedelta, now: datetime = MORNING) -> str:
    return retry_preview(RetryPolicy(Schedule.parse(schedule), expiry), now)


def test_the_first_dates_and_the_last_day_are_told() -> None:
    assert retry_preview(DEFAULT_RETRY, MORNING) == (
        "Queued now, a message is tried at 09:12, 09:13, 09:18, 09:23, 09:38, 09:53, ...; "
        "Postroom gives up on 2 Dec."
    )


@pytest.mark.parametrize(
    ("schedule", "expiry", "words"),
    [
        (
            "4h",
            timedelta(days=9),
            "09:12, 13:12, 17:12, 21:12, 28 Nov 01:12, 05:12, ...; Postroom gives up on 6 Dec.",
        ),
        (
            "20s, 1m",
            timedelta(hours=1),
            "09:12:00, 09:12:20, 09:13:20, 09:14:20, 09:15:20, 09:16:20, ...; Postroom gives up at 10:12.",
        ),
        ("30m", timedelta(hours=1), "09:12, 09:42, 10:12; then Postroom gives up."),
    ],
)
def test_a_time_is_as_exact_as_it_needs(schedule: str, expiry: timedelta, words: str) -> None:
    assert preview(schedule, expiry) == f"Queued now, a message is tried at {words}"
