"""Paints the cells of the exceptions: what counts stands out, the history is grey."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from postroom.desktop.exceptions.model import ROW, STATE, UNTIL, WHERE
from postroom.desktop.exceptions.row import ExceptionRow
from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import SIDE, draw
from postroom.desktop.look.theme import Role

PADDING: Final = 8


class CellPainter(QStyledItemDelegate):
    """Paints `ExceptionRow`s."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: ExceptionRow = index.data(ROW)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(Role.SELECTED))
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        role = Role.TEXT if row.is_active else Role.MUTED
        if index.column() == STATE:
            draw(
                painter,
                QRect(inner.left(), inner.center().y() - SIDE // 2 + 1, SIDE, SIDE),
                row.icon,
                row.role,
            )
            inner.setLeft(inner.left() + SIDE + 8)
            role = row.role
        painter.setFont(font(Face.FIXED if index.column() in {WHERE, UNTIL} else Face.BODY))
        painter.setPen(theme.colour(role))
        words = QFontMetrics(painter.font()).elidedText(
            index.data(), Qt.TextElideMode.ElideMiddle, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
