"""The throughput of the last minute as a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from postroom.desktop.look import theme
from postroom.desktop.look.theme import Role
from postroom.desktop.spool.words import throughput, throughput_aloud
from postroom.model.text import say

SIZE: Final = QSize(144, 32)
LOWEST_TOP: Final = 1.0
"""Messages a second that reach the top at least: single messages are no summit."""


class Sparkline(QWidget):
    """Shows one value a second, the oldest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[float, ...] = ()
        self.setFixedSize(SIZE)
        self.setAccessibleName(say("Throughput of the last minute"))

    def show_values(self, values: Sequence[float]) -> None:
        """Show `values`."""
        if tuple(values) != self._values:
            self._values = tuple(values)
            most = max(self._values, default=0.0)
            self.setToolTip(say("The last minute; at most {rate}", rate=throughput(most)))
            self.setAccessibleDescription(throughput_aloud(self._values[-1] if self._values else 0.0))
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 3, -1, -2)
        painter.setPen(QPen(theme.colour(Role.LINE), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if not any(self._values):
            return
        points = self._points(area)
        line = QPainterPath(points[0])
        for point in points[1:]:
            line.lineTo(point)
        below = QPainterPath(line)
        below.lineTo(area.bottomRight())
        below.lineTo(QPointF(points[0].x(), area.bottom()))
        below.closeSubpath()
        fill = theme.colour(Role.ACCENT).toRgb()
        fill.setAlphaF(0.14)
        painter.fillPath(below, fill)
        painter.setPen(
            QPen(theme.colour(Role.ACCENT), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                 Qt.PenJoinStyle.RoundJoin)
        )  # fmt: skip
        painter.drawPath(line)

    def _points(self, area: QRectF) -> list[QPointF]:
        top = max(LOWEST_TOP, *self._values)
        step = area.width() / max(1, len(self._values) - 1)
        return [
            QPointF(area.left() + place * step, area.bottom() - area.height() * value / top)
            for place, value in enumerate(self._values)
        ]
