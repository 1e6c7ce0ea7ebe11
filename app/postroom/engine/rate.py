"""How fast messages leave: one value a second, for as long as a face shows."""

from __future__ import annotations

from collections import deque
from typing import Final

SECONDS: Final = 60
"""How many values are kept."""
RECENT: Final = 5
"""Of how many values the present rate is the mean."""


class RateHistory:
    """Fed once a second with how many messages have left in all."""

    def __init__(self) -> None:
        self._values: deque[float] = deque([0.0] * SECONDS, maxlen=SECONDS)
        self._total: int | None = None

    @property
    def history(self) -> tuple[float, ...]:
        """Messages a second, the oldest value first."""
        return tuple(self._values)

    @property
    def per_second(self) -> float:
        """The mean of the last few seconds."""
        return sum(list(self._values)[-RECENT:]) / RECENT

    @property
    def is_flat(self) -> bool:
        """Whether nothing has left for as long as is remembered."""
        return not any(self._values)

    def tick(self, total: int) -> None:
        """Take in the total of a second later; where history was forgotten meanwhile it may be smaller."""
        gone = 0 if self._total is None else max(0, total - self._total)
        self._total = total
        self._values.append(float(gone))
