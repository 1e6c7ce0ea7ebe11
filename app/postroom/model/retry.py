"""When a message is tried again: the notation of a schedule, its dates, and the day on which trying ends.

A schedule such as `1m, 5m*2, 1h*3, 4h` says how long to wait after each attempt: one minute after the first, five
minutes after the second and the third, one hour after the next three, and then every four hours. The last time repeats
until the message expires, counted from the moment it was queued. One last attempt is made at that moment; when it fails
for now, the message has failed (RFC 5321 section 4.5.4.1 asks for at least four to five days).

Nothing here is random: what is previewed is what happens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Final, Self

from postroom.model.printable import short
from postroom.model.text import say

SHORTEST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(days=30)
MOST_REPEATS: Final = 1000

_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_ENTRY: Final = re.compile(r"(?P<number>\d{1,9})\s*(?P<unit>[smhd])\s*(?:\*\s*(?P<times>\d{1,9}))?", re.ASCII)


class BadSchedule(ValueError):
    """A text is no schedule; the message says which part, and what would do. `position` counts from 0."""

    def __init__(self, sentence: str, position: int) -> None:
        super().__init__(sentence)
        self.position = position


@dataclass(frozen=True, slots=True)
class Interval:
    """A time to wait, and how often in a row."""

    wait: timedelta
    times: int = 1

    def __str__(self) -> str:
        seconds = int(self.wait.total_seconds())
        unit = next(unit for unit in ("d", "h", "m", "s") if seconds % _SECONDS[unit] == 0)
        repeated = f"*{self.times}" if self.times > 1 else ""
        return f"{seconds // _SECONDS[unit]}{unit}{repeated}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to wait after each attempt. The last interval goes on for ever, whatever its number says."""

    intervals: tuple[Interval, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the notation. Raises `BadSchedule`."""
        intervals: list[Interval] = []
        position = 0
        for part in text.split(","):
            intervals.append(_interval(part, position + len(part) - len(part.lstrip())))
            position += len(part) + 1
        return cls(tuple(intervals))

    def __str__(self) -> str:
        return ", ".join(map(str, self.intervals))

    def waits(self) -> Iterator[timedelta]:
        """Give the time to wait after the first attempt, after the second, and so on without end."""
        counted = (repeat(interval.wait, interval.times) for interval in self.intervals)
        return chain(chain.from_iterable(counted), repeat(self.intervals[-1].wait))

    def wait_after(self, attempts: int) -> timedelta:
        """Give the time to wait after so many attempts, at least one."""
        left = attempts
        for interval in self.intervals:
            left -= interval.times
            if left <= 0:
                return interval.wait
        return self.intervals[-1].wait


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """A schedule, and the time after which a message that still waits has failed."""

    schedule: Schedule
    expiry: timedelta

    def next_attempt(self, *, queued_at: datetime, attempts: int, now: datetime) -> datetime | None:
        """Give when to try again after `attempts` since `queued_at`, the last of them now; None once it has expired."""
        expires_at = queued_at + self.expiry
        if now >= expires_at:
            return None
        return min(now + self.schedule.wait_after(attempts), expires_at)

    def preview(self, queued_at: datetime, limit: int) -> tuple[datetime, ...]:
        """Give the first `limit` attempts of a message that is refused for now each time, the first one at once."""
        dates = [queued_at]
        while len(dates) < limit:
            following = self.next_attempt(queued_at=queued_at, attempts=len(dates), now=dates[-1])
            if following is None:
                break
            dates.append(following)
        return tuple(dates)


def parse_time(text: str) -> timedelta:
    """Read a single time, such as `5d`. Raises `BadSchedule`."""
    if not _ENTRY.fullmatch(text.strip()):
        words = short(text.strip()) or "''"
        raise BadSchedule(
            say("{text} is no time. Write a number and s, m, h or d, such as 5d.", text=words), 0
        )
    interval = _interval(text, 0)
    if interval.times > 1:
        raise BadSchedule(say("{text}: write one time, such as 5d.", text=text.strip()), 0)
    return interval.wait


def time_text(wait: timedelta) -> str:
    """Write a time as `parse_time` reads it."""
    return str(Interval(wait))


def _interval(part: str, position: int) -> Interval:
    entry = _ENTRY.fullmatch(part.strip())
    if entry is None:
        raise BadSchedule(_unreadable(part.strip()), position)
    wait = timedelta(seconds=int(entry["number"]) * _SECONDS[entry["unit"]])
    times = int(entry["times"] or 1)
    if not SHORTEST <= wait <= LONGEST:
        sentence = say("{part}: a time must lie between one second and 30 days.", part=short(part.strip()))
        raise BadSchedule(sentence, position)
    if not 1 <= times <= MOST_REPEATS:
        sentence = say(
            "{part}: a time can be repeated 1 to {most} times.", part=short(part.strip()), most=MOST_REPEATS
        )
        raise BadSchedule(sentence, position)
    return Interval(wait, times)


def _unreadable(part: str) -> str:
    if not part:
        return say("A time is missing. Write times with commas between them, such as 1m, 5m*2, 1h*3, 4h.")
    return say(
        "{part} is no time. Write a number and s, m, h or d, such as 5m, or 5m*2 for twice.", part=short(part)
    )


DEFAULT_RETRY: Final = RetryPolicy(Schedule.parse("1m, 5m*2, 15m*2, 1h*3, 4h"), timedelta(days=5))
"""Soon at first, for servers that greylist; then seldom, for servers that are down."""
