"""The messages as a table: the numbers of all of them, and what is known of those that are looked at.

A row whose message has not been read yet is a placeholder, so that nothing jumps when it comes. A message that has
changed is doubted: it is shown as it was until it has been read again.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from postroom.desktop.parts.plain_tip import plain_tip
from postroom.desktop.parts.row_changes import spans
from postroom.desktop.spool.columns import SPECS, Shown, heading, tip
from postroom.desktop.spool.words import sentence
from postroom.model.spool_filter import NEWEST_FIRST, Order
from postroom.model.spool_message import MessageRow
from postroom.model.text import say

ROW: Final = Qt.ItemDataRole.UserRole
"""Gives the `MessageRow`; None while it is not known."""
MOST_KNOWN: Final = 4_000
"""So many messages are kept at most that are not in sight."""

Index = QModelIndex | QPersistentModelIndex
_LAST: Final = len(Shown) - 1
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MessagesModel(QAbstractTableModel):
    """Rows of `MessageRow`, in the order of `ids`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: array[int] = array("q")
        self.now = datetime.now(UTC)
        self._order = NEWEST_FIRST
        self._known: dict[int, MessageRow] = {}
        self._doubted: set[int] = set()
        self._gone: set[int] = set()
        self._asked: frozenset[int] = frozenset()

    def begin(self, ids: array[int], rows: Iterable[MessageRow] = ()) -> None:
        """Show another list, as far as it is known, of which these `rows` have just been read."""
        self.beginResetModel()
        self._gone.clear()
        self._known.update((row.id, row) for row in rows)
        self.ids = ids
        self.endResetModel()

    def extend(self, ids: array[int]) -> None:
        """Show what the list goes on with."""
        if ids:
            self.beginInsertRows(QModelIndex(), len(self.ids), len(self.ids) + len(ids) - 1)
            self.ids.extend(ids)
            self.endInsertRows()

    def put_first(self, ids: array[int]) -> None:
        """Show these above all others."""
        if ids:
            self.beginInsertRows(QModelIndex(), 0, len(ids) - 1)
            self.ids = ids + self.ids
            self.endInsertRows()

    def become(self, ids: array[int], places: Mapping[int, int]) -> None:
        """Show the list as it is now. What is selected stays so where `places` tells its new place.

        Rows come and go at the end alone, and in between they change their places: that keeps everything that Qt has
        of them, without a reset.
        """
        before, after = len(self.ids), len(ids)
        if after > before:
            self.extend(ids[before:])
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        new = [self._moved(index, places) for index in old]
        self.ids = ids if after >= before else ids + self.ids[after:]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()
        if after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            del self.ids[after:]
            self.endRemoveRows()

    def _moved(self, index: QModelIndex, places: Mapping[int, int]) -> QModelIndex:
        place = places.get(self.ids[index.row()])
        return QModelIndex() if place is None else self.index(place, index.column())

    def show_order(self, order: Order) -> None:
        """Tell in the header what the messages are ordered by."""
        self._order = order
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, _LAST)

    # What is known of messages

    def row(self, place: int) -> MessageRow | None:
        """Give what is known of the message in a row."""
        return self._known.get(self.ids[place])

    def known(self, number: int) -> MessageRow | None:
        """Give what is known of a message."""
        return self._known.get(number)

    def unknown(self, first: int, last: int) -> list[int]:
        """Give the messages of these rows that have never been read."""
        part = self.ids[max(first, 0) : last + 1]
        return [number for number in part if number not in self._known and number not in self._gone]

    def doubted(self, first: int, last: int) -> list[int]:
        """Give the messages of these rows that have to be read again."""
        part = self.ids[max(first, 0) : last + 1]
        return [number for number in part if number in self._doubted and number in self._known]

    def ask(self, numbers: Iterable[int]) -> None:
        """These are being read: what is told of them from now on may come too late for that, and doubts them again."""
        self._asked = frozenset(numbers)
        self._doubted -= self._asked

    def learn(self, asked: Sequence[int], rows: Iterable[MessageRow], first: int, last: int) -> int:
        """Take in what was read, while rows `first` to `last` are in sight; give how many of `asked` are gone."""
        found = {row.id: row for row in rows}
        changed = {number for number, row in found.items() if self._known.get(number) != row}
        self._known.update(found)
        gone = [number for number in asked if number not in found]
        self._gone.update(gone)
        self._doubted.difference_update(gone)
        for number in gone:
            self._known.pop(number, None)
        self._announce(changed.union(gone), first, last)
        if len(self._known) > MOST_KNOWN:
            near = set(self.ids[max(first, 0) : last + 1]) | set(asked)
            self._known = {number: row for number, row in self._known.items() if number in near}
            self._doubted &= near
        return len(gone)

    def doubt(self, numbers: Iterable[int] | None = None) -> None:
        """Read these messages again before they are trusted, by default all."""
        known = self._known.keys() | self._asked
        self._doubted |= known if numbers is None else known & set(numbers)

    def go_on(self, now: datetime, first: int, last: int) -> None:
        """Let times be told as of `now`."""
        self.now = now
        last = min(last, len(self.ids) - 1)
        if first <= last:
            for column in (Shown.QUEUED, Shown.NEXT_ATTEMPT):
                self.dataChanged.emit(self.index(first, column), self.index(last, column))

    def _announce(self, numbers: set[int], first: int, last: int) -> None:
        last = min(last, len(self.ids) - 1)
        for begin, end in spans([place for place in range(first, last + 1) if self.ids[place] in numbers]):
            self.dataChanged.emit(self.index(begin, 0), self.index(end, _LAST))

    # What Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else _LAST + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        shown = Shown(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return heading(shown, self._order)
        if role == Qt.ItemDataRole.TextAlignmentRole and SPECS[shown].right:
            return _RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, shown = self.row(index.row()), Shown(index.column())
        if row is None:
            return say("Loading ...") if role == Qt.ItemDataRole.AccessibleTextRole else None
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return SPECS[shown].text(row, self.now)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(tip(row, shown, self.now))
            case Qt.ItemDataRole.AccessibleTextRole if shown is Shown.STATE:
                return sentence(row)
        return None
