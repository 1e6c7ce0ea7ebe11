"""The accounts as rows that change in place: only what is new is announced, and the selection stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from postroom.desktop.accounts.row import AccountRow
from postroom.desktop.parts.plain_tip import plain_tip
from postroom.desktop.parts.row_changes import arrange, spans

ROW: Final = Qt.ItemDataRole.UserRole
SEARCH: Final = Qt.ItemDataRole.UserRole.value + 1

Index = QModelIndex | QPersistentModelIndex


class AccountsModel(QAbstractListModel):
    """Rows of `AccountRow`, known by their name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[AccountRow] = []
        self._places: dict[str, int] = {}

    def show(self, rows: Sequence[AccountRow]) -> None:
        """Show `rows` in their order: what is gone is removed, what is new is inserted, what moved is moved."""
        arrange(self, self.rows, rows, attrgetter("name"))
        self._count_places()
        self.update(rows)

    def _count_places(self) -> None:
        self._places = {row.name: place for place, row in enumerate(self.rows)}

    def update(self, rows: Iterable[AccountRow]) -> None:
        """Put `rows` in the place of those of the same name, and announce what differs in contiguous spans."""
        changed = []
        for row in rows:
            place = self._places.get(row.name)
            if place is not None and self.rows[place] != row:
                self.rows[place] = row
                changed.append(place)
        for first, last in spans(sorted(changed)):
            self.dataChanged.emit(self.index(first), self.index(last))

    def place_of(self, name: str) -> int | None:
        """Give the row number of an account; None where it has no row."""
        return self._places.get(name)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.sentence
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join(part for part in (row.sentence, row.about, *row.excuses) if part))
            case _ if role == SEARCH:
                return row.search
        return None
