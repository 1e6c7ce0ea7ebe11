"""Times as the spool keeps them: milliseconds since 1970 in UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

NEVER: Final = 2**63 - 1
"""When something is due that is not: the largest number of all, so that it comes last."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def system_clock() -> datetime:
    """Give the time of the computer."""
    return datetime.fromtimestamp(time.time(), UTC)


def to_number(moment: datetime) -> int:
    """Give a moment as it is kept."""
    return (moment - _EPOCH) // _MILLISECOND


@lru_cache(1_024)
def from_number(number: int) -> datetime:
    """Give back a moment that was kept."""
    return _EPOCH + number * _MILLISECOND


def from_optional(number: int | None) -> datetime | None:
    """Give back a moment, or None for what is null or never."""
    return None if number is None or number == NEVER else from_number(number)
