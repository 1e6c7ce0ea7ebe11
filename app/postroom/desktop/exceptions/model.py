"""The exceptions as a table."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from postroom.desktop.exceptions.row import ExceptionRow
from postroom.desktop.parts.plain_tip import plain_tip
from postroom.desktop.parts.row_changes import arrange, spans
from postroom.model.text import say

ROW: Final = Qt.ItemDataRole.UserRole
STATE, WHERE, KINDS, UNTIL, WHY, BY = range(6)
COLUMNS: Final = ("state", "where", "kinds", "until", "why", "by")

Index = QModelIndex | QPersistentModelIndex


class ExceptionsModel(QAbstractTableModel):
    """Rows of `ExceptionRow`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ExceptionRow] = []

    def show(self, rows: Sequence[ExceptionRow]) -> None:
        """Show `rows`; only what differs is announced."""
        arrange(self, self.rows, rows, attrgetter("key"))
        changed = [place for place, row in enumerate(rows) if self.rows[place] != row]
        self.rows[:] = rows
        for first, last in spans(changed):
            self.dataChanged.emit(self.index(first, STATE), self.index(last, BY))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (say("State"), say("Server"), say("May have"), say("Until"), say("Why"), say("By"))
        return names[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return getattr(row, COLUMNS[index.column()])
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{row.sentence}\n{row.details}")
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == STATE:
                return row.sentence
        return None
