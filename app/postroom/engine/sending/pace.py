"""How fast the messages of an account may follow each other: so many a minute, evenly spread after a short burst."""

from __future__ import annotations

from typing import Final

BURST_SECONDS: Final = 1.0
"""How much of the allowance may be saved up while nothing is sent."""


class Pace:
    """A bucket that fills up with allowances. Times are those of a clock that never goes back, in seconds."""

    def __init__(self) -> None:
        self._allowances = 1.0
        self._at: float | None = None

    def wait(self, rate: int | None, now: float) -> float:
        """Give how long the next message has to wait; 0 for not at all. `rate` is messages a minute, None unlimited."""
        if rate is None:
            return 0.0
        a_second = rate / 60
        most = max(1.0, a_second * BURST_SECONDS)
        gone = 0.0 if self._at is None else now - self._at
        self._allowances, self._at = min(most, self._allowances + gone * a_second), now
        return max(0.0, (1 - self._allowances) / a_second)

    def take(self) -> None:
        """Let one message go."""
        self._allowances = max(0.0, self._allowances - 1)
