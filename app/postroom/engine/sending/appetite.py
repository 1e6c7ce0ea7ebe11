"""How many messages a lane claims ahead: few where the server is slow, so that they can still be steered; many where it
is fast, so that its connections never wait for the disk.
"""

from __future__ import annotations

from typing import Final

LEAST: Final = 8
MOST: Final = 1024
QUICK: Final = 0.1
"""Seconds: what is used up sooner was too little."""
SLOW: Final = 0.5
"""Seconds: what lasts longer was too much."""


class Appetite:
    """Grows and shrinks. Times are those of a clock that never goes back, in seconds."""

    def __init__(self) -> None:
        self.size = LEAST
        self._fed_at: float | None = None

    def room(self, waiting: int) -> int:
        """Give how many more are wanted while so many wait: none until half of them are gone."""
        return self.size - waiting if waiting * 2 <= self.size else 0

    def fed(self, now: float) -> None:
        """Take notice that more has come, because there was room."""
        if self._fed_at is not None:
            lasted = now - self._fed_at
            if lasted < QUICK:
                self.size = min(MOST, self.size * 2)
            elif lasted > SLOW:
                self.size = max(LEAST, self.size // 2)
        self._fed_at = now
