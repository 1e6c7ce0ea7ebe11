"""All exceptions in one table: those that count, the accounts' own toggles, and the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from postroom.desktop.exceptions.cell_painter import CellPainter
from postroom.desktop.exceptions.model import BY, KINDS, ROW, STATE, UNTIL, WHERE, WHY, ExceptionsModel
from postroom.desktop.exceptions.row import ExceptionRow
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.banner import Banner
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.text import say

_WIDTHS: Final = {STATE: 104, WHERE: 228, UNTIL: 104, WHY: 168, BY: 88}
_ROW: Final = 32


class ExceptionsPage(QWidget):
    """Shows `ExceptionRow`s, and asks to revoke them or to edit the account that they belong to."""

    revoke_wanted = Signal(str)
    account_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ExceptionsModel(self)
        self.view = _Table(self.model)
        self.trouble = Banner()
        self._content = OrEmpty(self.view)
        self._details = wrapped("")
        set_role(self._details, "muted")
        self.revoke_button = QPushButton(qicon(Icon.CANCELLED), say("&Revoke"))
        self.account_button = QPushButton(qicon(Icon.EDIT), say("Edit &account"))
        self.revoke_button.clicked.connect(self._revoke)
        self.account_button.clicked.connect(self._edit)
        self.view.revoke_wanted.connect(self._revoke)
        self.view.doubleClicked.connect(self._edit)
        self.view.selectionModel().currentChanged.connect(self._follow)
        self.model.dataChanged.connect(self._follow)
        self.model.rowsInserted.connect(self._follow)
        self.model.rowsRemoved.connect(self._follow)
        self._lay_out()
        self.setFocusProxy(self.view)
        self.show_rows([])

    def _lay_out(self) -> None:
        title = QLabel(say("Certificate exceptions"))
        title.setFont(font(Face.TITLE))
        about = wrapped(
            say(
                "What may pass although something is wrong with a server's certificate. Each is a risk: revoke what is "
                "no longer needed."
            )
        )
        set_role(about, "muted")
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 8, 1, 8)
        inside.addWidget(self._content)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addWidget(self._details, 1)
        bottom.addWidget(self.account_button, 0, Qt.AlignmentFlag.AlignTop)
        bottom.addWidget(self.revoke_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addWidget(about)
        layout.addWidget(self.trouble)
        layout.addWidget(card, 1)
        layout.addLayout(bottom)

    def show_rows(self, rows: Sequence[ExceptionRow]) -> None:
        """Show all exceptions; without any, say how one comes to be."""
        self.model.show(rows)
        self._content.say_empty(
            ""
            if rows
            else say(
                "No certificate gets away with anything. When one is rejected, its page offers an exception: for one "
                "server, one key and certain problems, until a day that you choose."
            )
        )
        self._follow()

    @property
    def chosen(self) -> ExceptionRow | None:
        """The row that is chosen."""
        index = self.view.currentIndex()
        row: ExceptionRow | None = index.data(ROW) if index.isValid() else None
        return row

    @Slot()
    def _follow(self) -> None:
        row = self.chosen
        self._details.setText("" if row is None else row.details)
        self.revoke_button.setEnabled(row is not None and bool(row.id))
        self.account_button.setVisible(row is not None and bool(row.account))

    @Slot()
    def _revoke(self) -> None:
        row = self.chosen
        if row is not None and row.id:
            self.revoke_wanted.emit(row.id)

    @Slot()
    def _edit(self) -> None:
        row = self.chosen
        if row is not None and row.account:
            self.account_wanted.emit(row.account)


class _Table(QTableView):
    """The rows; Delete asks to revoke."""

    revoke_wanted = Signal()

    def __init__(self, model: ExceptionsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(CellPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(say("Exceptions"))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(KINDS, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.revoke_wanted.emit()
        else:
            super().keyPressEvent(event)
