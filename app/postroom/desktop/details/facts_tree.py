"""A tree of facts with their values: to be walked by keyboard and copied line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.plain_tip import plain_tip

_LONGEST_TIP: Final = 1000
"""Characters: a certificate may have names for a whole screen. Copying gives them all."""


class FactsTree(QTreeWidget):
    """Rows of texts; the columns named in `fixed` show what machines say."""

    def __init__(
        self, headings: Sequence[str], *, fixed: frozenset[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fixed = fixed
        self.setObjectName("facts")
        self.setHeaderLabels(list(headings))
        self.header().setStretchLastSection(True)
        self.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIndentation(12)
        self.setAllColumnsShowFocus(True)

    def add(self, texts: Sequence[str], below: QTreeWidgetItem | None = None) -> QTreeWidgetItem:
        """Add a row, at the end or at the end of what is `below` another."""
        item = QTreeWidgetItem(list(texts))
        for column, text in enumerate(texts):
            item.setToolTip(column, plain_tip(text))
            if column in self._fixed:
                item.setFont(column, font(Face.FIXED))
        if below is None:
            self.addTopLevelItem(item)
        else:
            below.addChild(item)
        return item

    def fit_columns(self) -> None:
        """Make every column but the last as wide as what it shows."""
        for column in range(self.columnCount() - 1):
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(self.columnWidth(column) + 16, 320))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @Slot()
    def copy(self) -> None:
        """Copy the current row."""
        item = self.currentItem()
        if item is not None:
            texts = (item.text(column) for column in range(self.columnCount()))
            QGuiApplication.clipboard().setText("\t".join(text for text in texts if text))
