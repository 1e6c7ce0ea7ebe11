"""Who may send from a spool: one process at a time, by a lease that it renews.

The spool lies on one machine, and the system itself releases the lock of a process that dies. So a lease ends in two
ways: its holder releases it; or its holder is dead, which the lock proves at once. As long as the lock is held its
holder lives and keeps the lease, whatever the clock says: it may have been set, or the machine has slept.

Where locks do not work nobody knows whether a holder lives, and one that has not renewed its lease for `LASTS` is taken
over. Since each lease has a number of its own, whatever the old holder asks for later is refused: above all the mark
that must be made before a final dot is sent. So a clock can end a lease there, but never make two processes send the
same message.
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
    account: str | None = None
    """The only account that it sends for; None for all."""

    def sends_for(self, account: str) -> bool:
        """Whether it sends messages of that account."""
        return self.account in {None, account}

    def __str__(self) -> str:
        if self.account is not None:
            return say(
                "{program} (process {pid} on {host}, for {account} only)",
                program=self.program,
                pid=self.pid,
                host=self.host,
                account=self.account,
            )
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


def may_take(lease: Lease | None, *, holder_lives: bool | None, now: datetime) -> bool:
    """Whether another process may take the lease that is there; `holder_lives` None stands for not known."""
    if lease is None:
        return True
    return lease.has_expired(now) if holder_lives is None else not holder_lives
