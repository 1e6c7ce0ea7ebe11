"""Paints a step as a row: its shape, its name, its fact, and its bar on the time axis."""

from __future__ import annotations

from collections.abc import Sequence
from math import sin
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, draw
from postroom.desktop.look.theme import Role
from postroom.desktop.session import geometry
from postroom.desktop.session.geometry import ROW_HEIGHT, Geometry
from postroom.desktop.session.scale import SharedScale
from postroom.desktop.session.steps_model import StepRow
from postroom.desktop.words import duration, step_name
from postroom.model.step import Attempt, StepRecord, StepState
from postroom.model.text import say

SHAPES: Final = {
    StepState.RUNNING: (Icon.RUNNING, Role.RUNNING),
    StepState.OK: (Icon.OK, Role.PROVED),
    StepState.FAILED: (Icon.FAILED, Role.FAILED),
}
SAME_MOMENT: Final = 0.005
"""Seconds within which those are given up that were overtaken."""
UNTRIED: Final = (Icon.UNTRIED, Role.UNTRIED)
CANCELLED: Final = (Icon.CANCELLED, Role.UNTRIED)


class StepPainter(QStyledItemDelegate):
    """Paints `StepRow`s.

    `running_for` is how long the running step takes by now, `ended` whether no step will follow, `cancelled` whether
    the last step was stopped by hand, which is no failure.
    """

    def __init__(self, shared: SharedScale) -> None:
        super().__init__()
        self._shared = shared
        self.running_for = 0.0
        self.pulse = 0.0
        self.ended = False
        self.cancelled = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: StepRow = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        columns = Geometry(rect.width(), self._shared.scale)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_surface(painter, rect, option)
        _paint_grid(painter, rect, columns)
        icon, role = UNTRIED if row.record is None else self._shape(row.record)
        draw(painter, geometry.ICON.translated(rect.topLeft()), icon, role)
        _paint_name(painter, rect, row, role)
        if row.record is None:
            if self.ended:
                _paint_label(painter, columns.axis[0], rect, say("not tried"), Role.UNTRIED)
        else:
            _paint_fact(painter, rect, columns, row.record.detail)
            self._paint_bar(painter, rect, columns, row.record)
        painter.restore()

    def _shape(self, record: StepRecord) -> tuple[Icon, Role]:
        stopped = self.cancelled and record.state is StepState.FAILED
        return CANCELLED if stopped else SHAPES[record.state]

    def _paint_bar(self, painter: QPainter, rect: QRect, columns: Geometry, record: StepRecord) -> None:
        running = record.state is StepState.RUNNING
        seconds = self.running_for if running else record.seconds
        painter.setPen(Qt.PenStyle.NoPen)
        if len(record.attempts) > 1:
            for lane, attempt in enumerate(record.attempts):
                bar = columns.bar(rect.top(), attempt.started, attempt.seconds, lane, len(record.attempts))
                _fill(painter, bar, theme.colour(attempt_role(attempt, record.attempts)))
        else:
            tint = QColor(theme.colour(self._shape(record)[1]))
            if running:
                tint.setAlphaF(0.7 + 0.3 * sin(self.pulse))
            _fill(painter, columns.bar(rect.top(), record.started, seconds), tint)
        after = round(columns.x(record.started + seconds)) + 6
        role = self._shape(record)[1]
        _paint_label(painter, after, rect, duration(seconds), role if role is Role.FAILED else Role.MUTED)


def attempt_role(attempt: Attempt, attempts: Sequence[Attempt]) -> Role:
    """Give the colour of an attempt: one that was overtaken proves nothing."""
    if attempt.error is None:
        return Role.PROVED
    won = next((_end(other) for other in attempts if other.error is None), None)
    return Role.UNTRIED if won is not None and _end(attempt) >= won - SAME_MOMENT else Role.FAILED


def _end(attempt: Attempt) -> float:
    return attempt.started + attempt.seconds


def _fill(painter: QPainter, bar: QRectF, tint: QColor) -> None:
    radius = min(bar.width(), bar.height(), 4) / 2
    painter.setBrush(tint)
    painter.drawRoundedRect(bar, radius, radius)


def _paint_surface(painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
    state: QStyle.StateFlag = option.state
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    if focused or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Role.SELECTED if focused else Role.UNTRIED_SOFT))
        painter.drawRoundedRect(rect, 4, 4)


def _paint_grid(painter: QPainter, rect: QRect, columns: Geometry) -> None:
    painter.setPen(theme.colour(Role.GRID))
    for tick in columns.scale.ticks:
        x = round(columns.x(tick)) + 0.5
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() + 1))


def _paint_name(painter: QPainter, rect: QRect, row: StepRow, role: Role) -> None:
    failed = role is Role.FAILED
    painter.setFont(font(Face.STRONG if failed else Face.BODY))
    painter.setPen(theme.colour(Role.MUTED if row.record is None else Role.FAILED if failed else Role.TEXT))
    place = QRect(rect.left() + geometry.NAME_X, rect.top(), geometry.NAME_WIDTH, rect.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, step_name(row.step))


def _paint_fact(painter: QPainter, rect: QRect, columns: Geometry, detail: str) -> None:
    left, width = columns.fact
    if not width or not detail:
        return
    painter.setFont(font(Face.FIXED_SMALL))
    painter.setPen(theme.colour(Role.MUTED))
    shown = QFontMetrics(painter.font()).elidedText(detail, Qt.TextElideMode.ElideMiddle, width)
    place = QRect(rect.left() + left, rect.top(), width, rect.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)


def _paint_label(painter: QPainter, x: int, rect: QRect, words: str, role: Role) -> None:
    painter.setFont(font(Face.SMALL))
    painter.setPen(theme.colour(role))
    place = QRect(rect.left() + x, rect.top(), rect.width() - x, rect.height())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
