"""The menu of the list's header: which columns are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from postroom.desktop.spool.columns import SPECS, Shown, title
from postroom.desktop.spool.table import AT_FIRST_HIDDEN, MessageTable
from postroom.model.text import say


class ColumnsMenu(QObject):
    """Serves the header of `table`."""

    def __init__(self, table: MessageTable) -> None:
        super().__init__(table)
        self._table = table
        self.menu = QMenu(table)
        self.actions = {shown: self._action(shown) for shown in Shown}
        self.menu.addSeparator()
        usual = self.menu.addAction(say("The usual columns"))
        usual.triggered.connect(self.restore)
        header = table.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self.open_at)

    def _action(self, shown: Shown) -> QAction:
        action = self.menu.addAction(title(shown))
        action.setCheckable(True)
        action.setData(int(shown))
        action.triggered.connect(self._turn)
        return action

    @Slot(QPoint)
    def open_at(self, place: QPoint) -> None:
        """Offer the columns beside `place`."""
        self._open(self._table.horizontalHeader().mapToGlobal(place))

    @Slot()
    def open(self) -> None:
        """Offer the columns where the list begins, at its right."""
        header = self._table.horizontalHeader()
        self._open(header.mapToGlobal(header.rect().topRight() - QPoint(self.menu.sizeHint().width(), 0)))

    def _open(self, place: QPoint) -> None:
        for shown, action in self.actions.items():
            action.setChecked(not self._table.isColumnHidden(shown))
        self.menu.popup(place)

    @Slot()
    def restore(self) -> None:
        """Show the usual columns in their usual order and widths."""
        header = self._table.horizontalHeader()
        for shown, spec in SPECS.items():
            header.moveSection(header.visualIndex(shown), shown)
            self._table.setColumnHidden(shown, shown in AT_FIRST_HIDDEN)
            self._table.setColumnWidth(shown, spec.width)

    @Slot(bool)
    def _turn(self, shown: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            is_last = self._table.horizontalHeader().hiddenSectionCount() == len(Shown) - 1
            if shown or not is_last:
                self._table.setColumnHidden(action.data(), not shown)
