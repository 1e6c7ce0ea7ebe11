"""The accounts as rows that change in place: only what is new is announced, and the selection stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from postroom.desktop.accounts.row import AccountRow

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
        wanted = {row.name for row in rows}
        for place in reversed(range(len(self.rows))):
            if self.rows[place].name not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self.rows[place]
                self.endRemoveRows()
        if self.rows:
            for place, row in enumerate(rows):
                self._put(place, row)
        elif rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self.rows = list(rows)
            self.endInsertRows()
        self._count_places()
        self.update(rows)

    def _put(self, place: int, row: AccountRow) -> None:
        if place < len(self.rows) and self.rows[place].name == row.name:
            return
        self._count_places()
        former = self._places.get(row.name)
        if former is None:
            self.beginInsertRows(QModelIndex(), place, place)
            self.rows.insert(place, row)
            self.endInsertRows()
        else:
            self.beginMoveRows(QModelIndex(), former, former, QModelIndex(), place)
            self.rows.insert(place, self.rows.pop(former))
            self.endMoveRows()

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
                return "\n".join(part for part in (row.sentence, row.about) if part)
            case _ if role == SEARCH:
                return row.search
        return None


def spans(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Give the first and the last of each unbroken run in `places`, which are in order."""
    start = previous = None
    for place in places:
        if start is None or previous is None:
            start = place
        elif place != previous + 1:
            yield start, previous
            start = place
        previous = place
    if start is not None and previous is not None:
        yield start, previous
