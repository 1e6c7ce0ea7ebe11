"""The dates that follow from a schedule, for a message that is queued now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from postroom.model.retry import RetryPolicy
from postroom.model.text import say

SHOWN: Final = 6


def retry_preview(policy: RetryPolicy, now: datetime) -> str:
    """Say when a message would be tried that is refused for now each time, in the time zone of `now`."""
    dates = policy.preview(now, SHOWN + 1)
    times = ", ".join(_times(dates[:SHOWN]))
    end = now + policy.expiry
    if len(dates) <= SHOWN:
        return say("Queued now, a message is tried at {times}; then Postroom gives up.", times=times)
    if end.date() == now.date():
        return say(
            "Queued now, a message is tried at {times}, ...; Postroom gives up at {time}.",
            times=times,
            time=_time(end),
        )
    return say(
        "Queued now, a message is tried at {times}, ...; Postroom gives up on {day}.",
        times=times,
        day=_day(end),
    )


def _times(dates: Sequence[datetime]) -> list[str]:
    """Give each time, with its day where that is not the day before it in the list."""
    exact = any(later - earlier < timedelta(minutes=1) for earlier, later in pairwise(dates))
    days = [dates[0].date(), *(date.date() for date in dates)]
    return [
        _time(date, exact=exact) if date.date() == before else f"{_day(date)} {_time(date, exact=exact)}"
        for before, date in zip(days, dates, strict=False)
    ]


def _time(date: datetime, *, exact: bool = False) -> str:
    return f"{date:%H:%M:%S}" if exact else f"{date:%H:%M}"


def _day(date: datetime) -> str:
    return f"{date.day} {date:%b}"
