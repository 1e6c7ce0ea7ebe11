"""The time axis that the sessions of an account share, so that their bars can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from PySide6.QtCore import QObject, Signal

from postroom.model.endpoint import Protocol

SHORTEST: Final = 0.02
"""Seconds that the axis spans at least: shorter sessions would make noise look like news."""

MOST_TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Spans `seconds`, with a tick at each multiple of `tick`."""

    seconds: float
    tick: float

    @property
    def ticks(self) -> tuple[float, ...]:
        return tuple(i * self.tick for i in range(round(self.seconds / self.tick) + 1))


def scale_for(longest: float) -> TimeScale:
    """Give the smallest scale of round figures in which `longest` has room, and the words after it as well."""
    span = max(longest * 1.02, SHORTEST)
    magnitude = 10.0 ** floor(log10(span / MOST_TICKS))
    tick = next(magnitude * step for step in (1, 2, 5, 10) if span <= magnitude * step * MOST_TICKS)
    return TimeScale(ceil(span / tick - 1e-9) * tick, tick)


class SharedScale(QObject):
    """The scale of an account: it fits the longest of its sessions."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest: dict[Protocol, float] = {}
        self.scale = scale_for(0)
        self.is_empty = True
        """Whether no session has run yet."""

    def fit(self, protocol: Protocol, longest: float) -> None:
        """Make room for a session of `longest` seconds."""
        self._longest[protocol] = longest
        top = max(self._longest.values())
        scale, is_empty = scale_for(top), not top
        if (scale, is_empty) != (self.scale, self.is_empty):
            self.scale, self.is_empty = scale, is_empty
            self.changed.emit()
