from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from postroom.desktop.closing.pending import Pending, headline, left, particulars, pending_of, time_of_day
from postroom.model.message import MessageState
from postroom.model.spool_message import Counts

NOON = datetime(2026, 11, 27, 12, 0).astimezone()
SOON = NOON + timedelta(minutes=9)


def test_the_counts_are_summed_up_by_what_they_wait_for() -> None:
    numbers = {
        ("ada", MessageState.QUEUED): 7,
        ("bob", MessageState.SENDING): 2,
        ("ada", MessageState.DEFERRED): 3,
        ("ada", MessageState.HELD): 1,
        ("ada", MessageState.SENT): 100,
        ("ada", MessageState.UNCERTAIN): 1,
    }
    pending = pending_of(Counts(numbers), SOON)
    assert pending == Pending(ready=9, deferred=3, held=1, next_at=SOON)
    assert pending.total == 13


@pytest.mark.parametrize(
    ("pending", "sending"),
    [
        (Pending(ready=1), True),
        (Pending(deferred=1, next_at=SOON), False),
        (Pending(deferred=1, next_at=NOON), True),
        (Pending(held=2), False),
        (Pending(), False),
    ],
)
def test_what_waits_for_a_time_of_day_or_a_person_is_not_being_sent(pending: Pending, sending: bool) -> None:
    assert pending.is_sending(NOON) is sending


def test_one_is_not_many() -> None:
    assert headline(Pending(held=1)) == "1 message has not been sent."
    assert headline(Pending(ready=1200)) == "1,200 messages have not been sent."
    assert particulars(Pending(ready=1), NOON) == ""
    one = Pending(deferred=1, held=1, next_at=SOON)
    assert particulars(one, NOON) == "1 waits for its next attempt at 12:09. 1 is held."
    many = Pending(deferred=3, held=2, next_at=SOON)
    assert particulars(many, NOON) == "3 wait for their next attempt at 12:09. 2 are held."


def test_a_time_on_another_day_has_its_day() -> None:
    assert time_of_day(NOON.astimezone(UTC) + timedelta(days=1), NOON) == "28 Nov 12:00"


@pytest.mark.parametrize(
    ("pending", "seconds", "words"),
    [
        (Pending(ready=1), None, "1 message left"),
        (Pending(ready=7), 0.4, "7 messages left, about a second"),
        (Pending(ready=7), 20.4, "7 messages left, about 20 s"),
        (Pending(ready=7000, deferred=2), 600.0, "7,000 messages left, about 10 min"),
        (Pending(ready=7000), 7200.0, "7,000 messages left, about 2 h"),
        (Pending(deferred=2), None, "2 messages left"),
    ],
)
def test_what_is_left_and_for_how_long(pending: Pending, seconds: float | None, words: str) -> None:
    assert left(pending, seconds) == words
