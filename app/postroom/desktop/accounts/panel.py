"""The left side of the window: the accounts, a filter for them, and the way to add one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from postroom.desktop.accounts.model import ROW, SEARCH, AccountsModel
from postroom.desktop.accounts.row import AccountRow
from postroom.desktop.accounts.row_painter import RowPainter
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.parts.place_button import PlaceButton
from postroom.desktop.parts.search_field import SearchField
from postroom.model.text import say


class AccountsPanel(QWidget):
    """Shows `AccountRow`s and tells which one is chosen."""

    chosen = Signal(str)
    wanted = Signal()
    """The account that is chosen is wanted, though it was chosen before."""

    def __init__(
        self, add: QAction, spooler: QAction, certificates: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = AccountsModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self.model)
        self._shown.setFilterRole(SEARCH)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = SearchField(
            say("Filter"),
            accessible=say("Filter accounts by name, server or state"),
            tip=say("Finds names, users, servers and states, such as: stopped"),
        )
        self.filter.textChanged.connect(self._filter)
        self.view = _List()
        self.view.setModel(self._shown)
        self.view.selectionModel().currentChanged.connect(self._tell)
        self._name: str | None = None
        self._filtering = False
        self._is_here = True
        """Whether the page of an account is seen."""
        self.view.selectionModel().selectionChanged.connect(self._unmark)
        self.filter.left.connect(self._enter_list)
        self._content = OrEmpty(self.view)
        self.view.clicked.connect(self.wanted)
        self.view.activated.connect(self.wanted)
        self.spooler = PlaceButton(say("Spooler"), spooler)
        self.certificates = PlaceButton(say("Certificates"), certificates)
        self._lay_out(add)

    def _lay_out(self, add: QAction) -> None:
        heading = QLabel(say("Accounts"))
        heading.setFont(font(Face.STRONG))
        button = QToolButton()
        button.setDefaultAction(add)
        button.setIcon(qicon(Icon.PLUS))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        top = QHBoxLayout()
        top.setContentsMargins(16, 12, 12, 0)
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(button)
        middle = QHBoxLayout()
        middle.setContentsMargins(12, 0, 12, 0)
        middle.addWidget(self.filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(middle)
        layout.addWidget(self._content, 1)
        rule = QFrame()
        rule.setObjectName("rule")
        layout.addWidget(rule)
        places = QVBoxLayout()
        places.setContentsMargins(8, 0, 8, 0)
        places.setSpacing(2)
        places.addWidget(self.spooler)
        places.addWidget(self.certificates)
        layout.addLayout(places)

    def show_here(self, action: QAction | None) -> None:
        """Mark the place to which `action` leads as the one that is seen, and no other; None stands for an account."""
        for button in (self.spooler, self.certificates):
            button.show_here(button.action is action)
        self._is_here = action is None
        selection = self.view.selectionModel()
        if self._is_here and selection.currentIndex().isValid():
            selection.select(selection.currentIndex(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._unmark()

    def _unmark(self) -> None:
        """Mark no account while the page of none is seen; which one is chosen stays."""
        if not self._is_here:
            self.view.selectionModel().clearSelection()

    def show_rows(self, rows: Sequence[AccountRow]) -> None:
        """Show all accounts."""
        self.model.show(rows)
        self._tell_if_none()

    def update_rows(self, rows: Iterable[AccountRow]) -> None:
        """Show what has changed of some accounts."""
        with self._keeping_choice():
            self.model.update(rows)
        self._tell_if_none()

    def choose(self, name: str) -> None:
        """Choose an account; it is shown even if the filter hid it."""
        place = self.model.place_of(name)
        if place is None:
            return
        if not self._shown.mapFromSource(self.model.index(place)).isValid():
            self.filter.clear()
        index = self._shown.mapFromSource(self.model.index(place))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, flags)
        self.view.scrollTo(index)

    def set_compact(self, compact: bool) -> None:
        """Show each account in one line, or in two."""
        self.view.painter.compact = compact
        self.view.scheduleDelayedItemsLayout()

    def step(self, by: int) -> None:
        """Choose the next account (1) or the one before (-1)."""
        row = min(max(self.view.currentIndex().row() + by, 0), self._shown.rowCount() - 1)
        if row >= 0:
            self.view.setCurrentIndex(self._shown.index(row, 0))

    def _filter(self, text: str) -> None:
        with self._keeping_choice():
            self._shown.setFilterFixedString(text)
        self._tell_if_none()

    @contextmanager
    def _keeping_choice(self) -> Iterator[None]:
        """Keep the account that is looked at chosen, even where the filter hides it."""
        self._filtering = True
        yield
        place = None if self._name is None else self.model.place_of(self._name)
        index = QModelIndex() if place is None else self._shown.mapFromSource(self.model.index(place))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, flags)
        self._filtering = False

    def _enter_list(self) -> None:
        if not self.view.currentIndex().isValid():
            self.step(1)
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell_if_none(self) -> None:
        nothing_found = bool(self.model.rows) and not self._shown.rowCount()
        self._content.say_empty(say("No account matches.") if nothing_found else "")

    def _tell(self, current: QModelIndex | QPersistentModelIndex) -> None:
        if current.isValid() and not self._filtering:
            row: AccountRow = current.data(ROW)
            self._name = row.name
            self.chosen.emit(row.name)


class _List(QListView):
    """The rows; typing finds a name."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("accounts")
        self.painter = RowPainter(self)
        self.setItemDelegate(self.painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(say("Accounts"))
