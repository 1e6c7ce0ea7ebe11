"""Paints an account: its state and name, and how each of its sessions stands, below or, where it is compact, beside."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from postroom.desktop.accounts.model import ROW
from postroom.desktop.accounts.row import AccountRow
from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, draw
from postroom.desktop.look.theme import Role
from postroom.desktop.session.reading import Reading
from postroom.model.text import say

HEIGHT: Final = 48
COMPACT_HEIGHT: Final = 28
TEXT_X: Final = 36
SMALL_ICON: Final = 12


class RowPainter(QStyledItemDelegate):
    """Paints `AccountRow`s, in one line each where it is `compact`."""

    compact = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, COMPACT_HEIGHT if self.compact else HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: AccountRow = index.data(ROW)
        rect: QRect = option.rect.adjusted(8, 1, -8, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_surface(painter, rect, option.state)
        line = QRect(rect.left() + TEXT_X, rect.top() + 4, rect.width() - TEXT_X - 8, 20)
        if self.compact:
            line.moveTop(rect.top() + 3)
            line.setRight(_paint_icons(painter, line, row))
        else:
            _paint_states(painter, QRect(line.left(), rect.top() + 24, line.width(), 18), row)
        draw(painter, QRect(rect.left() + 10, line.top() + 2, 16, 16), row.overall.icon, row.overall.role)
        line.setRight(_paint_mark(painter, line, row))
        line.setRight(_paint_badge(painter, line, row))
        _paint_name(painter, line, row)
        painter.restore()


def _paint_surface(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    selected = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    if not (selected or hovered or focused):
        return
    painter.setPen(QPen(theme.colour(Role.ACCENT), 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if selected or hovered:
        painter.setBrush(theme.colour(Role.SELECTED if selected else Role.HOVER))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 6, 6)


def _paint_badge(painter: QPainter, line: QRect, row: AccountRow) -> int:
    """Paint what is special about the account; give the right edge of what is left for its name.

    That it belongs to the demo is not worth cutting its name off.
    """
    words = say("edited") if row.edited else say("demo") if row.about else ""
    painter.setFont(font(Face.SMALL))
    width = QFontMetrics(painter.font()).horizontalAdvance(words)
    needed = QFontMetrics(_name_font(row)).horizontalAdvance(row.title) + 8 + width
    if not words or (not row.edited and needed > line.width()):
        return line.right()
    painter.setPen(theme.colour(Role.ATTENTION if row.edited else Role.MUTED))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
    return line.right() - width - 8


def _paint_mark(painter: QPainter, line: QRect, row: AccountRow) -> int:
    """Paint that certificates may have problems; give the right edge of what is left for the name."""
    if not row.excuses:
        return line.right()
    side = 14
    draw(
        painter,
        QRect(line.right() - side, line.center().y() - side // 2, side, side),
        Icon.LOCK_OPEN,
        Role.ATTENTION,
    )
    return line.right() - side - 6


def _paint_name(painter: QPainter, line: QRect, row: AccountRow) -> None:
    painter.setFont(_name_font(row))
    painter.setPen(theme.colour(Role.TEXT))
    shown = QFontMetrics(painter.font()).elidedText(row.title, Qt.TextElideMode.ElideMiddle, line.width())
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


def _name_font(row: AccountRow) -> QFont:
    return font(Face.STRONG if row.name else Face.BODY)


def _paint_icons(painter: QPainter, line: QRect, row: AccountRow) -> int:
    """Paint the state of each session without words; give the right edge of what is left."""
    left = line.right() - (SMALL_ICON + 4) * len(row.states)
    for number, (_, state) in enumerate(row.states):
        place = QRect(left + 4 + number * (SMALL_ICON + 4), line.top() + 4, SMALL_ICON, SMALL_ICON)
        draw(painter, place, state.icon, state.role)
    return left - 4


def _paint_states(painter: QPainter, line: QRect, row: AccountRow) -> None:
    painter.setFont(font(Face.SMALL))
    metrics = QFontMetrics(painter.font())
    if row.untouched:
        protocols = ", ".join(protocol.label for protocol, _ in row.states)
        words = say("{protocols} not started", protocols=protocols) if protocols else say("not saved yet")
        painter.setPen(theme.colour(Role.MUTED))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        return
    left = line.left()
    for label, state in _labelled(row, metrics, line.width()):
        painter.setPen(theme.colour(Role.MUTED))
        place = QRect(left, line.top(), line.right() - left, line.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, label)
        left += metrics.horizontalAdvance(label) + 5
        draw(painter, QRect(left, line.top() + 3, SMALL_ICON, SMALL_ICON), state.icon, state.role)
        left += 16
        word = state.short or state.word
        painter.setPen(theme.colour(state.role))
        room = QRect(left, line.top(), max(0, line.right() - left), line.height())
        shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        left += metrics.horizontalAdvance(word) + 12


def _labelled(row: AccountRow, metrics: QFontMetrics, room: int) -> list[tuple[str, Reading]]:
    """Give the states with their labels; those that are alike become one where there is no room for each."""
    each = [(protocol.label, state) for protocol, state in row.states]
    words = "".join(label + (state.short or state.word) for label, state in each)
    fits = metrics.horizontalAdvance(words) + 33 * len(each) - 12 <= room
    if fits or len({state for _, state in each}) > 1:
        return each
    return [(", ".join(label for label, _ in each), each[0][1])]
