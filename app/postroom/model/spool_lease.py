"""Who may send from a spool: one process at a time, by a lease that it renews.

The spool lies on one machine, and the system itself releases the lock of a process that dies. So a lease ends in three
ways: its holder releases it; its holder is dead, which the lock proves at once; or its holder is alive and has not
renewed it for `LASTS`, because it hangs or the machine slept. In the last case it is taken over, and since each lease
has a number of its own, whatever the old holder asks for later is refused: above all the mark that must be on the disk
before a final dot is sent. A clock that was set back or forward can thus end a lease, but never make two processes send
the same message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from postroom.model.text import say

LASTS: Final = timedelta(seconds=30)
"""How long a lease lasts that is not renewed."""

RENEW_EVERY: Final = timedelta(seconds=10)
"""How often its holder renews it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process, as people know it."""

    program: str
    """Such as `postroom`, or `postroom spool run`."""
    pid: int
    host: str

    def __str__(self) -> str:
        return say("{program} (process {pid} on {host})", program=self.program, pid=self.pid, host=self.host)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to send."""

    number: int
    """Grows with each lease; no two have the same."""
    holder: Holder
    taken_at: datetime
    renewed_at: datetime

    def has_expired(self, now: datetime) -> bool:
        """Whether it was not renewed in time. A time in the future tells that the clock was set back."""
        return not timedelta(0) <= now - self.renewed_at <= LASTS


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a new lease found in the hands of the former holder."""

    given_back: tuple[int, ...] = ()
    """These had not come to their final dot, and stand as before."""
    uncertain: tuple[int, ...] = ()
    """These may have been delivered."""
    concluded: tuple[int, ...] = ()
    """What became of these was noted, and is now as if it had been recorded."""

    @property
    def all(self) -> tuple[int, ...]:
        return (*self.given_back, *self.uncertain, *self.concluded)


@dataclass(frozen=True, slots=True)
class Taken:
    """A lease, and what was recovered with it."""

    lease: Lease
    recovered: Recovered


def may_take(lease: Lease | None, *, holder_lives: bool, now: datetime) -> bool:
    """Whether another process may take the lease that is there."""
    return lease is None or not holder_lives or lease.has_expired(now)
