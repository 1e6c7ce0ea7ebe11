"""Where things stand in a row of the timeline: icon, name, fact, and the bar on the time axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF

from postroom.desktop.session.scale import TimeScale

ROW_HEIGHT: Final = 20
AXIS_HEIGHT: Final = 20
ICON: Final = QRect(4, 2, 16, 16)
NAME_X: Final = 28
NAME_WIDTH: Final = 64
FACT_FROM_WIDTH: Final = 520
"""The narrowest timeline that has room for the steps' facts."""
LABEL_WIDTH: Final = 60
BAR_HEIGHT: Final = 8
SHORTEST_BAR: Final = 3


@dataclass(frozen=True, slots=True)
class Geometry:
    """The columns of a timeline of `width` pixels with the axis `scale`."""

    width: int
    scale: TimeScale

    @property
    def fact(self) -> tuple[int, int]:
        """The left edge and the width of the fact; the width is 0 where there is no room."""
        left = NAME_X + NAME_WIDTH + 8
        return left, min(320, self.width * 38 // 100) if self.width >= FACT_FROM_WIDTH else 0

    @property
    def axis(self) -> tuple[int, int]:
        """The left edge and the width of the axis; the words after the longest bar have room beside it."""
        left, width = self.fact
        left += width + 12 if width else 0
        return left, max(40, self.width - left - LABEL_WIDTH)

    def x(self, seconds: float) -> float:
        """Give the place of a moment."""
        left, width = self.axis
        return left + width * min(seconds / self.scale.seconds, 1.0)

    def bar(self, top: int, started: float, seconds: float, lane: int = 0, lanes: int = 1) -> QRectF:
        """Give the bar of a step in the row at `top`; several lanes share its height."""
        begin = self.x(started)
        width = max(self.x(started + seconds) - begin, SHORTEST_BAR)
        share = (ROW_HEIGHT - 2) / lanes
        height = BAR_HEIGHT if lanes == 1 else min(4.0, share * 0.75)
        step = min(share, height + 1)
        y = top + (ROW_HEIGHT - step * (lanes - 1) - height) / 2 + lane * step
        return QRectF(begin, y, width, height)
