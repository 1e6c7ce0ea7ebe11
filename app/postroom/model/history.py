"""For how many days it is kept what has become of a message."""

from __future__ import annotations

from typing import Final

from postroom.model.text import say

DEFAULT_HISTORY: Final = 30
MOST_DAYS: Final = 3650


def parse_days(text: str) -> int:
    """Read a number of days. Raises `ValueError`, whose words are fit to be shown."""
    days = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(say("History can be kept for 1 to {most} days.", most=f"{MOST_DAYS:,}"))
    return days
