"""When a lane tries again, and with how many connections."""

from __future__ import annotations

from datetime import timedelta

from postroom.engine.sending.patience import LONGEST_REST, RECOVERY, SLOW_DOWN, Patience
from postroom.model.retry import Schedule
from tests.model.spool_samples import MINUTE, NOON

SCHEDULE = Schedule.parse("1m, 5m*2, 1h")
SECOND = timedelta(seconds=1)


def test_a_failure_is_followed_by_the_schedules_rest() -> None:
    patience = Patience()
    now = NOON
    for minutes in (1, 5, 5, 60, 60):
        patience.failed("refused", SCHEDULE, now)
        assert patience.until == now + minutes * MINUTE
        assert patience.waits(now)
        now += minutes * MINUTE
        assert not patience.waits(now)


def test_several_connections_that_fail_at_once_are_one_failure() -> None:
    patience = Patience()
    for _ in range(4):
        patience.failed("refused", SCHEDULE, NOON)
    assert patience.until == NOON + MINUTE


def test_success_and_people_begin_the_schedule_anew() -> None:
    patience = Patience()
    patience.failed("refused", SCHEDULE, NOON)
    patience.forget()
    assert not patience.waits(NOON)
    patience.failed("refused", SCHEDULE, NOON)
    patience.waits(NOON + MINUTE)
    patience.succeeded()
    patience.failed("refused", SCHEDULE, NOON + MINUTE)
    assert patience.until == NOON + 2 * MINUTE


def test_a_clock_that_is_set_back_ends_a_rest_and_makes_none_longer() -> None:
    patience = Patience()
    patience.failed("refused", SCHEDULE, NOON)
    assert not patience.waits(NOON - SECOND)
    assert patience.until is None


def test_a_clock_that_is_set_forward_ends_a_rest() -> None:
    patience = Patience()
    patience.failed("refused", SCHEDULE, NOON)
    assert not patience.waits(NOON + timedelta(days=400))


def test_a_server_that_asks_to_slow_down_gets_longer_and_longer_rests() -> None:
    patience = Patience()
    now, rests = NOON, []
    for _ in range(7):
        patience.dismissed("421", 1, 4, now)
        assert patience.until is not None
        rests.append(patience.until - now)
        now = patience.until
    assert rests == [SLOW_DOWN * 2**n for n in range(5)] + [LONGEST_REST] * 2


def test_a_server_that_asks_on_all_connections_at_once_asks_once() -> None:
    patience = Patience()
    for left in (4, 3, 2, 1):
        patience.dismissed("421", left, 4, NOON)
    assert patience.until == NOON + SLOW_DOWN
    assert patience.limit(4) == 2


def test_each_rest_halves_the_connections_down_to_one() -> None:
    patience = Patience()
    limits = []
    for turn, open_now in enumerate((8, 4, 2, 1)):
        patience.dismissed("421", open_now, 8, NOON + turn * timedelta(hours=1))
        limits.append(patience.limit(8))
    assert limits == [4, 2, 1, 1]


def test_messages_that_are_sent_win_connections_back() -> None:
    patience = Patience()
    patience.dismissed("421", 4, 4, NOON)
    for expected in (2, 3, 4, 4):
        assert patience.limit(4) == expected
        for _ in range(RECOVERY):
            patience.succeeded()


def test_a_server_that_takes_only_so_many_is_asked_for_more_ever_more_seldom() -> None:
    patience = Patience()
    needed = []
    for _ in range(3):
        patience.crowded(2, 4)
        assert patience.limit(4) == 2
        assert not patience.waits(NOON)
        count = 0
        while patience.limit(4) == 2:
            patience.succeeded()
            count += 1
        needed.append(count)
    assert needed == [2 * RECOVERY, 4 * RECOVERY, 8 * RECOVERY]
