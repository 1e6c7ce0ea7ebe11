"""Paints the cells of the list: the state in its shape and colour, what waits to be read as a pale bar."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

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
_LINE: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_LEFT: Final = Qt.AlignmentFlag.AlignLeft.value | _LINE
_RIGHT: Final = Qt.AlignmentFlag.AlignRight.value | _LINE
_COLUMNS: Final = tuple(Shown)
"""To look one up takes a tenth of the time that an enumeration takes to find it; so does a number that is a flag."""
_OVER: Final = frozenset({MessageState.SENT, MessageState.DISCARDED})
"""What needs no attention any more, and stands back."""


class CellPainter(QStyledItemDelegate):
    """Paints `MessageRow`s. It asks its model alone, since Qt's own way costs more than the painting."""

    def __init__(self, model: MessagesModel) -> None:
        super().__init__(model)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        shown = _COLUMNS[index.column()]
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected:
            painter.fillRect(rect, theme.colour(Role.SELECTED))
        row = self._model.row(index.row())
        if row is None:
            _paint_bar(painter, rect, SPECS[shown])
            return
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        if shown is Shown.STATE:
            if selected and self._is_current(index, option):
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.colour(Role.ACCENT))
            inner = _paint_icon(painter, inner, row)
        _paint_words(painter, inner, row, shown, SPECS[shown].text(row, self._model.now))

    @staticmethod
    def _is_current(index: QModelIndex | QPersistentModelIndex, option: QStyleOptionViewItem) -> bool:
        view = option.widget
        if not isinstance(view, QAbstractItemView) or not view.hasFocus():
            return False
        return index.row() == view.currentIndex().row()


def _paint_icon(painter: QPainter, inner: QRect, row: MessageRow) -> QRect:
    """Paint the shape of the state; give what is left for its word."""
    reading = reading_of(row.state)
    place = QRect(inner.left(), inner.center().y() - SIDE // 2 + 1, SIDE, SIDE)
    draw(painter, place, reading.icon, reading.role)
    return inner.adjusted(SIDE + 8, 0, 0, 0)


def _paint_words(painter: QPainter, inner: QRect, row: MessageRow, shown: Shown, words: str) -> None:
    if not words:
        return
    spec = SPECS[shown]
    face = Face.FIXED_SMALL if spec.fixed else Face.BODY
    painter.setFont(font(face))
    painter.setPen(theme.colour(_ink(row, shown)))
    painter.drawText(inner, _RIGHT if spec.right else _LEFT, _fitted(words, face, inner.width(), spec.middle))


def _ink(row: MessageRow, shown: Shown) -> Role:
    if shown is Shown.STATE:
        return reading_of(row.state).role
    if row.state in _OVER or shown in {Shown.ACCOUNT, Shown.SIZE, Shown.QUEUED, Shown.ATTEMPTS}:
        return Role.MUTED
    if shown is Shown.LAST_REPLY:
        return reading_of(row.state).role if row.state is MessageState.FAILED else Role.MUTED
    return Role.TEXT


@lru_cache(maxsize=4096)
def _fitted(words: str, face: Face, width: int, middle: bool) -> str:
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return QFontMetrics(font(face)).elidedText(words, mode, width)


def _paint_bar(painter: QPainter, rect: QRect, spec: Spec) -> None:
    """Paint where words will be."""
    width = min(rect.width() - 2 * PADDING, spec.width // 2)
    if width > 0:
        left = rect.right() - PADDING - width if spec.right else rect.left() + PADDING
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(theme.colour(Role.GRID))
        painter.drawRoundedRect(left, rect.center().y() - 4, width, 8, 4, 4)
