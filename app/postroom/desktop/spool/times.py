"""Times and durations as a person says them, in the zone of the computer; the exact time is for tooltips."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from postroom.model.text import say, say_count

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def past(when: datetime, now: datetime) -> str:
    """Say when something was: `09:12`, `yesterday 09:12`, `23 Nov 09:12`, `2025-11-23`."""
    local, today = when.astimezone(), now.astimezone()
    clock = f"{local.hour:02}:{local.minute:02}"
    if local.date() == today.date():
        return clock
    if local.date() == (today - timedelta(days=1)).date():
        return say("yesterday {time}", time=clock)
    if local.year == today.year:
        return say("{day} {time}", day=f"{local.day} {_month(local.month)}", time=clock)
    return local.date().isoformat()


def future(when: datetime, now: datetime) -> str:
    """Say when something will be: `now`, `in 40 s`, `in 4 min`, `in 3 h`, `in 2 days`."""
    left = (when - now).total_seconds()
    if left <= 0:
        return say("now")
    if left < _MINUTE:
        return say("in {n} s", n=ceil(left))
    if left < _HOUR:
        return say("in {n} min", n=round(left / _MINUTE))
    if left < 2 * _DAY:
        return say("in {n} h", n=round(left / _HOUR))
    return say_count("in {n} day", "in {n} days", round(left / _DAY))


def remaining(seconds: float | None) -> str:
    """Say when the last message will be gone; nothing where that is unknown."""
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return say("empty in less than a minute")
    if seconds < _HOUR:
        return say("empty in about {n} min", n=round(seconds / _MINUTE))
    if seconds < 2 * _DAY:
        return say("empty in about {n} h", n=round(seconds / _HOUR))
    return say_count("empty in about {n} day", "empty in about {n} days", round(seconds / _DAY))


def to_the_second(when: datetime) -> str:
    """Give a time of the last days to the second: `23 Nov 09:12:33`."""
    local = when.astimezone()
    return say("{day} {time}", day=f"{local.day} {_month(local.month)}", time=f"{local:%H:%M:%S}")


def exact(when: datetime) -> str:
    """Give a time to the second, with its zone."""
    return f"{when.astimezone():%Y-%m-%d %H:%M:%S %Z}"


def _month(number: int) -> str:
    names = (
        say("Jan"), say("Feb"), say("Mar"), say("Apr"), say("May"), say("Jun"),
        say("Jul"), say("Aug"), say("Sep"), say("Oct"), say("Nov"), say("Dec"),
    )  # fmt: skip
    return names[number - 1]
