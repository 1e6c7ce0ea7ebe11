"""The list of messages on the screen: it is walked by keyboard, and what is typed becomes a search."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from postroom.desktop.spool.columns import SPECS, Shown
from postroom.desktop.spool.model import MessagesModel
from postroom.desktop.spool.row_painter import RowPainter
from postroom.model.text import say

ROW_HEIGHT: Final = 28
AT_FIRST_HIDDEN: Final = (Shown.SENDER,)
_SELECT: Final = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows

Index = QModelIndex | QPersistentModelIndex


class MessageTable(QTableView):
    """Shows a `MessagesModel`; whatever is asked for by a key is told by a signal."""

    sight_changed = Signal()
    """Other rows are in sight."""
    choice_changed = Signal()
    everything_wanted = Signal()
    copy_wanted = Signal()
    cancel_wanted = Signal()
    details_wanted = Signal()
    typed = Signal(str)

    def __init__(self, model: MessagesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = model
        self.has_everything = False
        """Whether everything that the filter matches is chosen, whatever of it has been read."""
        self._is_choosing_all = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.choice_changed)
        self.setModel(model)
        self._rows = RowPainter(self, model, ROW_HEIGHT)
        self._set_up()
        self.selectionModel().selectionChanged.connect(self._choose_otherwise)
        self.selectionModel().currentChanged.connect(self._soon.start)
        self.verticalScrollBar().valueChanged.connect(self.sight_changed)
        model.modelReset.connect(self._begin_again)
        model.rowsInserted.connect(self._grow)
        model.rowsRemoved.connect(self.sight_changed)

    def _set_up(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(say("Messages"))
        self.setAccessibleDescription(
            say("Type to search, Space to choose, Delete to cancel, Enter for the details.")
        )
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        columns.setSectionsMovable(True)
        columns.setSectionsClickable(True)
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(48)
        # Each painting of a header asks whether its columns are selected, which Qt finds out row by row.
        columns.setSelectionModel(QItemSelectionModel(self.messages, columns))
        for shown, spec in SPECS.items():
            self.setColumnWidth(shown, spec.width)
        for shown in AT_FIRST_HIDDEN:
            self.setColumnHidden(shown, True)

    # What is in sight

    @property
    def sight(self) -> tuple[int, int]:
        """The first and the last row that is in sight, as far as there are so many."""
        first = self.verticalScrollBar().value() // ROW_HEIGHT
        return first, first + self.viewport().height() // ROW_HEIGHT + 1

    @property
    def is_at_top(self) -> bool:
        return self.verticalScrollBar().value() < ROW_HEIGHT

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._rows.paint(painter, event.rect())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sight_changed.emit()

    def follow(self, ids: array[int], places: Mapping[int, int]) -> None:
        """Let the list become another without moving what is looked at. `places` tells where messages are now."""
        bar, at_top = self.verticalScrollBar(), self.is_at_top
        first = self.sight[0]
        top = self.messages.ids[first] if first < len(self.messages.ids) else 0
        moved_by = (places.get(top, first) - first) * ROW_HEIGHT
        everything = self.has_everything
        self._is_choosing_all = True
        if everything:
            self.clearSelection()
        self.messages.become(ids, places)
        if everything:
            self.selectAll()
        self._is_choosing_all = False
        if not at_top and moved_by:
            bar.setValue(bar.value() + moved_by)
        self._soon.start()
        self.sight_changed.emit()

    def put_first(self, ids: array[int]) -> None:
        """Show new messages at the top. Who looks further down keeps looking at the same."""
        at_top, bar = self.is_at_top, self.verticalScrollBar()
        self.messages.put_first(ids)
        if not at_top:
            bar.setValue(bar.value() + len(ids) * ROW_HEIGHT)

    @Slot()
    def _grow(self) -> None:
        if self.has_everything and not self._is_choosing_all:
            self.choose_everything()
        self.sight_changed.emit()

    # What is chosen

    @property
    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return sum(part.height() for part in self.selectionModel().selection().toList())

    @property
    def chosen(self) -> array[int]:
        """The messages that are chosen, in the order of the list."""
        parts = sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())
        found = array("q")
        for top, bottom in parts:
            found += self.messages.ids[top : bottom + 1]
        return found

    @property
    def current(self) -> int | None:
        """The message that is current, if it is chosen too."""
        index = self.currentIndex()
        if not index.isValid() or not self.selectionModel().isSelected(index):
            return None
        return self.messages.ids[index.row()]

    def choose_row(self, row: int) -> None:
        """Choose one row alone."""
        index = self.messages.index(row, Shown.STATE)
        self.selectionModel().setCurrentIndex(index, _SELECT)
        self.scrollTo(index)

    def choose_everything(self) -> None:
        """Choose everything that the filter matches."""
        self._is_choosing_all = True
        self.selectAll()
        self._is_choosing_all = False
        self.has_everything = bool(self.messages.ids)
        self._soon.start()

    @Slot()
    def _choose_otherwise(self) -> None:
        if not self._is_choosing_all:
            self.has_everything = False
        self._soon.start()

    @Slot()
    def _begin_again(self) -> None:
        self.has_everything = False
        self._soon.start()
        self.sight_changed.emit()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.everything_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.cancel_wanted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.details_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:
        """Search as one types: Qt's own search would look at a million rows, one by one."""
        if text.strip():
            self.typed.emit(text)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End lead to the ends of the list, whatever the column."""
        if action == QAbstractItemView.CursorAction.MoveHome:
            return self.messages.index(0, Shown.STATE)
        if action == QAbstractItemView.CursorAction.MoveEnd:
            return self.messages.index(len(self.messages.ids) - 1, Shown.STATE)
        return super().moveCursor(action, modifiers)
