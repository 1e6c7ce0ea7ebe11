"""When a lane tries again: after connections that failed, and after a server that asked to slow down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from postroom.model.retry import Schedule

SLOW_DOWN: Final = timedelta(seconds=30)
"""How long a lane rests after the first 421; twice as long after each that follows it closely."""
LONGEST_REST: Final = timedelta(minutes=15)
RECOVERY: Final = 20
"""Messages that have to be sent before one more connection is allowed again, and a 421 counts as forgiven."""
LONGEST_RECOVERY: Final = 2_560
"""The most that it becomes for a server that refuses one more connection each time it is tried."""


class Patience:
    """What the connections of a lane have met so far."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        """When the next connection may be tried; None for now."""
        self.reason = ""
        self._failures = 0
        self._dismissals = 0
        self._withheld = 0
        """How many connections fewer than the account allows may be open."""
        self._sent = 0
        self._needed = RECOVERY
        self._began: datetime | None = None
        """When the rest began."""

    def limit(self, allowed: int) -> int:
        """Give how many connections may be open, of those that the account allows."""
        return max(1, allowed - self._withheld)

    def waits(self, now: datetime) -> bool:
        """Whether the lane rests. What is over is forgotten; a clock that was set back ends no rest later."""
        if self.until is not None and self._began is not None and not self._began <= now < self.until:
            self.until = None
        return self.until is not None

    def failed(self, reason: str, schedule: Schedule, now: datetime) -> None:
        """Take notice that there was no connection, or that one ended before it had done anything.

        Several that fail at once count as one.
        """
        if self.waits(now):
            return
        self._failures += 1
        self._rest(schedule.wait_after(self._failures), reason, now)

    def dismissed(self, reason: str, open_now: int, allowed: int, now: datetime) -> None:
        """Take notice that the server asked to slow down; when it asks on several connections at once, that is one."""
        if self.waits(now):
            return
        self._withheld = max(self._withheld, allowed - max(1, open_now // 2))
        self._rest(min(LONGEST_REST, SLOW_DOWN * 2 ** min(self._dismissals, 10)), reason, now)
        self._dismissals += 1
        self._sent = 0

    def crowded(self, open_now: int, allowed: int) -> None:
        """Take notice that the server refused one more connection than it has, of which others are well."""
        self._withheld = max(0, allowed - max(1, open_now))
        self._needed = min(LONGEST_RECOVERY, self._needed * 2)
        self._sent = 0

    def succeeded(self) -> None:
        """Take notice that a message was settled over a connection."""
        self._failures = 0
        if self._withheld or self._dismissals:
            self._sent += 1
            if self._sent >= self._needed:
                self._sent = 0
                self._dismissals = 0
                self._withheld = max(0, self._withheld - 1)

    def forget(self) -> None:
        """Try again at once: somebody asked for it."""
        self.until = None
        self.reason = ""
        self._failures = 0
        self._needed = RECOVERY

    def _rest(self, wait: timedelta, reason: str, now: datetime) -> None:
        self._began = now
        self.until = now + wait
        self.reason = reason
