"""The notation of a schedule, and the dates that follow from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.retry import (
    DEFAULT_RETRY,
    BadSchedule,
    Interval,
    RetryPolicy,
    Schedule,
    parse_time,
    time_text,
)

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
EXAMPLE = Schedule.parse("1m, 5m*2, 1h*3, 4h")


def minutes(schedule: Schedule, number: int) -> list[float]:
    return [wait / MINUTES for wait in islice(schedule.waits(), number)]


def test_the_last_time_goes_on() -> None:
    assert minutes(EXAMPLE, 9) == [1, 5, 5, 60, 60, 60, 240, 240, 240]
    assert minutes(Schedule.parse("1m, 2m*2"), 5) == [1, 2, 2, 2, 2]


def test_a_single_time_is_read_and_written() -> None:
    assert parse_time(" 120m ") == timedelta(hours=2)
    assert [time_text(parse_time(text)) for text in ("5d", "36h", "90s")] == ["5d", "36h", "90s"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("5d*2", r"5d\*2: write one time"), ("1h, 2h", "is no time"), ("31d", "30 days"), ("", "'' is no time")],
)
def test_more_than_a_single_time_is_none(text: str, words: str) -> None:
    with pytest.raises(BadSchedule, match=words):
        parse_time(text)


def test_what_is_no_single_time_is_said_without_a_word_of_repeating() -> None:
    with pytest.raises(BadSchedule) as caught:
        parse_time("never")
    assert str(caught.value) == "never is no time. Write a number and s, m, h or d, such as 5d."


def test_of_what_is_long_the_beginning_is_repeated() -> None:
    for read in (parse_time, Schedule.parse):
        with pytest.raises(BadSchedule, match=rf"^{'x' * 80}\.\.\. is no time"):
            read("x" * 5_000)


@pytest.mark.parametrize("text", ["1m, 5m*2, 1h*3, 4h", "30s", "1d*2, 30d", "90m"])
def test_a_schedule_is_written_as_it_is_read(text: str) -> None:
    assert str(Schedule.parse(text)) == text


def test_it_is_written_in_the_largest_unit_that_is_exact() -> None:
    assert str(Schedule.parse(" 60s,120m * 1 ,24h ")) == "1m, 2h, 1d"


@given(
    st.lists(
        st.builds(
            Interval, st.integers(1, 2_592_000).map(lambda s: timedelta(seconds=s)), st.integers(1, 1000)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_schedule_survives_being_written(intervals: list[Interval]) -> None:
    schedule = Schedule(tuple(intervals))
    assert Schedule.parse(str(schedule)) == schedule
    assert [schedule.wait_after(n) for n in range(1, 20)] == list(islice(schedule.waits(), 19))


def test_the_wait_after_many_attempts_is_the_last_one() -> None:
    assert EXAMPLE.wait_after(1) == MINUTES
    assert EXAMPLE.wait_after(10**9) == timedelta(hours=4)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "A time is missing"),
        ("1m,,2m", 3, "A time is missing"),
        ("1m, ", 4, "A time is missing"),
        ("1m, soon", 4, "soon is no time"),
        ("5", 0, "5 is no time"),
        ("1m, 5m*", 4, r"5m\* is no time"),
        ("-1m", 0, "-1m is no time"),
        ("1m; 2m", 0, "1m; 2m is no time"),
        ("\u0665m", 0, "is no time"),
        ("0s", 0, "between one second and 30 days"),
        ("1m, 31d", 4, "31d: a time must lie between"),
        ("1m*0", 0, "1 to 1000 times"),
        ("1m*1001", 0, "1 to 1000 times"),
    ],
)
def test_what_is_no_schedule_is_said_with_its_place(text: str, position: int, words: str) -> None:
    with pytest.raises(BadSchedule, match=words) as caught:
        Schedule.parse(text)
    assert caught.value.position == position


def test_the_dates_are_previewed_up_to_the_last_attempt_when_it_expires() -> None:
    policy = RetryPolicy(EXAMPLE, timedelta(hours=8))
    after = [(date - NOON) / MINUTES for date in policy.preview(NOON, limit=50)]
    assert after == [0, 1, 6, 11, 71, 131, 191, 431, 480]


def test_a_preview_is_as_long_as_is_asked() -> None:
    assert len(DEFAULT_RETRY.preview(NOON, limit=4)) == 4


def test_a_message_that_has_expired_is_not_tried_again() -> None:
    policy = RetryPolicy(EXAMPLE, timedelta(hours=1))
    assert policy.next_attempt(queued_at=NOON, attempts=1, now=NOON) == NOON + MINUTES
    late = NOON + 59 * MINUTES
    assert policy.next_attempt(queued_at=NOON, attempts=4, now=late) == NOON + 60 * MINUTES
    assert policy.next_attempt(queued_at=NOON, attempts=5, now=NOON + 60 * MINUTES) is None


def test_by_default_trying_goes_on_for_five_days() -> None:
    dates = DEFAULT_RETRY.preview(NOON, limit=1000)
    assert dates[-1] - NOON == timedelta(days=5)
    assert dates[1] - NOON == MINUTES
