"""Paints the rows of the list: the state in its shape and colour, what waits to be read as a pale bar.

All that has come in sight is painted in one go. Qt's own way asks a delegate for each cell, which costs more than the
words do; and a place that one jumps to has to be there with the next frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QTableView

from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import SIDE, draw
from postroom.desktop.look.theme import Role
from postroom.desktop.spool.columns import SPECS, Shown, Spec
from postroom.desktop.spool.model import MessagesModel
from postroom.desktop.spool.words import reading_of
from postroom.model.message import MessageState
from postroom.model.spool_message import MessageRow

PADDING: Final = 8
_RIGHT: Final = (
    Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
)
_OVER: Final = frozenset({MessageState.SENT, MessageState.DISCARDED})
"""What needs no attention any more, and stands back."""
_QUIET: Final = frozenset({Shown.ACCOUNT, Shown.SIZE, Shown.QUEUED, Shown.ATTEMPTS})
"""The columns that stand back always."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that is in sight, and where its words are: in pixels, the baseline below the top of a row."""

    shown: Shown
    spec: Spec
    face: Face
    left: int
    width: int
    baseline: int


class RowPainter:
    """Paints what `model` knows, in rows that are all `height` high, into the viewport of `table`."""

    def __init__(self, table: QTableView, model: MessagesModel, height: int) -> None:
        self._table = table
        self._model = model
        self._height = height

    def paint(self, painter: QPainter, place: QRect) -> None:
        """Paint the rows that `place` has a part of."""
        top = -self._table.verticalOffset()
        first = max(0, (place.top() - top) // self._height)
        last = min((place.bottom() - top) // self._height, len(self._model.ids) - 1)
        columns = self._columns(place)
        dark = theme.is_dark()
        for number in range(first, last + 1):
            band = QRect(0, top + number * self._height, self._table.viewport().width(), self._height)
            self._paint_ground(painter, band, number)
            row = self._model.row(number)
            if row is None:
                _paint_bars(painter, band, columns)
            else:
                self._paint_words(painter, band.top(), row, columns, _inks(row.state, dark))

    def _columns(self, place: QRect) -> list[_Column]:
        """Give the columns that `place` has a part of."""
        columns: list[_Column] = []
        for shown, spec in SPECS.items():
            left, width = self._table.columnViewportPosition(shown), self._table.columnWidth(shown)
            if width and left <= place.right() and left + width > place.left():
                face = Face.FIXED_SMALL if spec.fixed else Face.BODY
                metrics = QFontMetricsF(font(face))
                baseline = round((self._height - metrics.height()) / 2 + metrics.ascent())
                columns.append(_Column(shown, spec, face, left + PADDING, width - 2 * PADDING, baseline))
        return columns

    def _paint_ground(self, painter: QPainter, band: QRect, number: int) -> None:
        """Paint that a row is chosen, and that it is the current one."""
        table = self._table
        if table.selectionModel().isSelected(self._model.index(number, Shown.STATE)):
            painter.fillRect(band, theme.colour(Role.SELECTED))
            if table.hasFocus() and table.currentIndex().row() == number:
                left = table.columnViewportPosition(Shown.STATE)
                painter.fillRect(left, band.top(), 3, band.height(), theme.colour(Role.ACCENT))

    def _paint_words(
        self,
        painter: QPainter,
        top: int,
        row: MessageRow,
        columns: Sequence[_Column],
        inks: Mapping[Shown, QColor],
    ) -> None:
        now = self._model.now
        for column in columns:
            left, width = column.left, column.width
            if column.shown is Shown.STATE:
                reading = reading_of(row.state)
                square = QRect(left, top + (self._height - SIDE) // 2, SIDE, SIDE)
                draw(painter, square, reading.icon, reading.role)
                left, width = left + SIDE + 8, width - SIDE - 8
            words = _fitted(column.spec.text(row, now), column.face, width, column.spec.middle)
            painter.setFont(font(column.face))
            painter.setPen(inks[column.shown])
            if column.spec.right:
                painter.drawText(left, top, width, self._height, _RIGHT, words)
            elif words:
                painter.drawText(left, top + column.baseline, words)


def _paint_bars(painter: QPainter, band: QRect, columns: Sequence[_Column]) -> None:
    """Paint where words will be."""
    painter.setPen(QPen(Qt.PenStyle.NoPen))
    painter.setBrush(theme.colour(Role.GRID))
    for column in columns:
        width = min(column.width, column.spec.width // 2)
        if width > 0:
            left = column.left + (column.width - width if column.spec.right else 0)
            painter.drawRoundedRect(left, band.center().y() - 4, width, 8, 4, 4)


@cache
def _inks(state: MessageState, dark: bool) -> Mapping[Shown, QColor]:
    """Give the colours of a row, which are others in the dark."""
    return {shown: theme.colour(_ink(state, shown)) for shown in Shown}


def _ink(state: MessageState, shown: Shown) -> Role:
    if shown is Shown.STATE:
        return reading_of(state).role
    if state in _OVER or shown in _QUIET:
        return Role.MUTED
    if shown is Shown.LAST_REPLY:
        return reading_of(state).role if state is MessageState.FAILED else Role.MUTED
    return Role.TEXT


@lru_cache(maxsize=4096)
def _fitted(words: str, face: Face, width: int, middle: bool) -> str:
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return QFontMetrics(font(face)).elidedText(words, mode, width)
