"""The transcript: it follows its end until one scrolls away, finds as one types, and copies what is selected."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import ceil

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal, Slot
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from postroom.desktop.details.line_painter import PADDING, LinePainter
from postroom.desktop.details.transcript_model import (
    SPEAKER,
    TEXT,
    TIME,
    Conversation,
    TranscriptModel,
    as_text,
)
from postroom.desktop.look.fonts import Face, font
from postroom.model.text import say
from postroom.model.transcript import TranscriptLine


class TranscriptView(QTableView):
    """Shows a `Conversation`."""

    found = Signal(int, int)
    """Which match is current, from 1 (0 for none), and how many there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = TranscriptModel(self)
        self._painter = LinePainter()
        self._matches: list[int] = []
        self._follows = True
        self.setModel(self._lines)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(say("Transcript"))
        self.setAccessibleDescription(
            say("What the server and Postroom said, line by line. Ctrl+C copies the selected lines.")
        )
        self._set_up()
        self._lines.rowsInserted.connect(self._grown)
        self._lines.rowsRemoved.connect(self._search_again)
        self._lines.modelReset.connect(self._began)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._keep_up)

    def _set_up(self) -> None:
        metrics = QFontMetrics(font(Face.FIXED))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 4)
        self.setColumnWidth(TIME, metrics.horizontalAdvance("0000.000") + 2 * PADDING)
        self.setColumnWidth(SPEAKER, metrics.horizontalAdvance("S") + 2 * PADDING)

    def show_conversation(
        self, conversation: Conversation | None, evidence: tuple[TranscriptLine, ...] = ()
    ) -> None:
        """Show `conversation` and what has been added to it; `evidence` is pointed out."""
        if self._painter.evidence != frozenset(evidence):
            self._painter.evidence = frozenset(evidence)
            self.viewport().update()
        self._lines.follow(conversation)

    def search(self, text: str) -> None:
        """Mark every occurrence of `text`, whatever its case, and go to the first one from here on."""
        self._painter.wanted = text.lower()
        self._search_again()
        self.viewport().update()
        self.go_to_match(forward=True, stay=True)

    def go_to_match(self, *, forward: bool, stay: bool = False) -> None:
        """Go to the next or the former line that has the searched text; after the last comes the first."""
        if not self._matches:
            self.found.emit(0, 0)
            return
        here = max(self.currentIndex().row(), 0)
        if forward:
            place = (bisect_left if stay else bisect_right)(self._matches, here)
        else:
            place = bisect_left(self._matches, here) - 1
        place %= len(self._matches)
        index = self._lines.index(self._matches[place], TEXT)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self.found.emit(place + 1, len(self._matches))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @Slot()
    def copy(self) -> None:
        """Copy the selected lines, or all where none is selected."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        lines = [self._lines.lines[row] for row in rows] if rows else self._lines.lines
        QGuiApplication.clipboard().setText(as_text(lines))

    @Slot()
    def _search_again(self) -> None:
        self._matches = self._matching(0)
        if not self._painter.wanted:
            self.found.emit(0, 0)

    def _matching(self, first: int) -> list[int]:
        wanted = self._painter.wanted
        if not wanted:
            return []
        lines = self._lines.lines
        return [row for row in range(first, len(lines)) if wanted in lines[row].text.lower()]

    @Slot()
    def _began(self) -> None:
        self._matches = []
        self._follows = True
        self._widen()

    @Slot(QModelIndex, int, int)
    def _grown(self, _: QModelIndex, first: int, last: int) -> None:
        self._matches += self._matching(first) if last == len(self._lines.lines) - 1 else []
        self._widen()
        self._keep_up()

    def _widen(self) -> None:
        """Give the text the width of its longest line, and what is left at the right."""
        advance = QFontMetricsF(font(Face.FIXED)).horizontalAdvance("m")
        needed = ceil(advance * self._lines.longest) + 2 * PADDING
        left = self.viewport().width() - self.columnWidth(TIME) - self.columnWidth(SPEAKER)
        if max(needed, left) != self.columnWidth(TEXT):
            self.setColumnWidth(TEXT, max(needed, left))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen()

    @Slot()
    def _keep_up(self) -> None:
        if self._follows:
            self.scrollToBottom()

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum()
