"""Paints the cells of a transcript: what is found is marked, and so is what proves a failure."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from postroom.desktop.details.transcript_model import LINE, TEXT, TIME
from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.theme import Role
from postroom.model.transcript import Speaker, TranscriptLine

INK: Final = {Speaker.SERVER: Role.TEXT, Speaker.CLIENT: Role.ACCENT, Speaker.NOTE: Role.MUTED}
PADDING: Final = 8


class LinePainter(QStyledItemDelegate):
    """Paints time, speaker and text.

    `wanted` is the searched text in lower case, and `evidence` the lines to point out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.wanted = ""
        self.evidence: frozenset[TranscriptLine] = frozenset()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: TranscriptLine = index.data(LINE)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour(Role.SELECTED))
        if index.column() == TIME and line in self.evidence:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.colour(Role.FAILED))
        inner = rect.adjusted(PADDING, 0, -PADDING, 0)
        painter.setFont(font(Face.FIXED))
        words: str = index.data()
        if index.column() == TEXT:
            self._mark_found(painter, inner, words)
        painter.setPen(theme.colour(Role.MUTED if index.column() == TIME else INK[line.speaker]))
        side = Qt.AlignmentFlag.AlignRight if index.column() == TIME else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)

    def _mark_found(self, painter: QPainter, inner: QRect, words: str) -> None:
        if not self.wanted:
            return
        metrics = QFontMetrics(painter.font())
        lower, start = words.lower(), 0
        while (found := lower.find(self.wanted, start)) >= 0:
            end = found + len(self.wanted)
            left = inner.left() + metrics.horizontalAdvance(words[:found])
            width = metrics.horizontalAdvance(words[found:end])
            mark = QRect(left, inner.top() + 1, width, inner.height() - 2)
            painter.fillRect(mark, theme.colour(Role.ATTENTION_SOFT))
            painter.setPen(theme.colour(Role.ATTENTION))
            painter.drawLine(mark.bottomLeft(), mark.bottomRight())
            start = end
