"""Which messages are listed: by state, by account, and by what is searched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.combo import Combo
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.desktop.parts.search_field import SearchField
from postroom.desktop.spool.words import reading_of
from postroom.model.message import MessageState
from postroom.model.spool_filter import SEARCH_LIMIT, Filter
from postroom.model.spool_message import Counts
from postroom.model.text import say

TYPING_MS: Final = 150
"""How long nobody types before what was typed is searched for."""
GAP: Final = 12

ORDER: Final = (
    MessageState.QUEUED, MessageState.SENDING, MessageState.DEFERRED, MessageState.HELD, MessageState.UNCERTAIN,
    MessageState.FAILED, MessageState.SENT, MessageState.DISCARDED,
)  # fmt: skip


class FilterBar(QWidget):
    """Chips, accounts and search; in one row where there is room, else in two."""

    changed = Signal()
    left = Signal()
    """The search is done with: the list is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: frozenset[MessageState] = frozenset()
        self._is_wide: bool | None = None
        self.all_chip = _Chip(None)
        self.chips = {state: _Chip(state) for state in ORDER}
        self.accounts = Combo([(None, say("All accounts"))])
        self.search = SearchField(
            say("Search messages"),
            accessible=say("Search messages by sender, recipient, subject or number"),
            tip=say("Finds words in senders, recipients, subjects and numbers (Ctrl+F)"),
        )
        self.search.setMinimumWidth(160)
        self.search.setMaxLength(SEARCH_LIMIT)
        self.found = QLabel()
        self.columns_button = QToolButton()
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.changed)
        self.search.textChanged.connect(self._typed)
        self.search.left.connect(self.search_now)
        self.search.left.connect(self.left)
        self.accounts.currentIndexChanged.connect(self._narrowed)
        for chip in (self.all_chip, *self.chips.values()):
            chip.chosen.connect(self._choose)
        self._lay_out()
        self._mark()

    def _lay_out(self) -> None:
        set_role(self.found, "muted")
        self.found.hide()
        self.accounts.setAccessibleName(say("Account"))
        self.accounts.setFixedWidth(160)
        self.columns_button.setIcon(qicon(Icon.MORE))
        self.columns_button.setToolTip(say("Choose the columns"))
        self.columns_button.setAccessibleName(say("Choose the columns"))
        chips = QHBoxLayout()
        chips.setSpacing(4)
        for chip in (self.all_chip, *self.chips.values()):
            chips.addWidget(chip)
        chips.addStretch(1)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        fields.addWidget(self.search, 1)
        fields.addWidget(self.found)
        fields.addWidget(self.accounts)
        fields.addWidget(self.columns_button)
        self._chips, self._fields = QWidget(), QWidget()
        for holder, row in ((self._chips, chips), (self._fields, fields)):
            row.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(row)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(8)
        self._arrange(wide=False)

    def _arrange(self, *, wide: bool) -> None:
        if wide is not self._is_wide:
            self._is_wide = wide
            self._grid.addWidget(self._chips, 0, 0)
            self._grid.addWidget(self._fields, *((0, 1) if wide else (1, 0)))
            self._grid.setColumnStretch(1, 1 if wide else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self._chips.sizeHint().width() + GAP + self._fields.minimumSizeHint().width()
        self._arrange(wide=self.width() >= needed)

    @property
    def filter(self) -> Filter:
        """What is to be listed."""
        account = self.accounts.value
        accounts = frozenset() if account is None else frozenset({account})
        return Filter(self._states, accounts, self.search.text().strip())

    def show_counts(self, counts: Counts) -> None:
        """Show how many messages stand how, in the account that is chosen."""
        accounts = self.filter.accounts or None
        by_state = dict.fromkeys(MessageState, 0)
        for (account, state), number in counts.numbers.items():
            if accounts is None or account in accounts:
                by_state[state] += number
        self.all_chip.show_count(sum(by_state.values()))
        for state, chip in self.chips.items():
            chip.show_count(by_state[state])

    def show_found(self, count: int | None, *, goes_on: bool = False) -> None:
        """Show how many messages a search has found, and whether it `goes_on`; None where nothing is searched for."""
        self.found.setVisible(count is not None)
        if count is not None:
            self.found.setText(
                say("more than {n} found", n=f"{count:,}") if goes_on else say("{n} found", n=f"{count:,}")
            )

    def offer_accounts(self, names: Iterable[str]) -> None:
        """Offer to list one account alone. Those that were offered stay."""
        for name in sorted(names):
            self.accounts.offer(name, name)

    def choose_states(self, states: Iterable[MessageState]) -> None:
        """List these states alone; none lists all."""
        self._states = frozenset(states)
        self._typing.stop()
        self._mark()
        self.changed.emit()

    def show_all(self) -> None:
        """List everything."""
        self._states = frozenset()
        self._typing.stop()
        for field in (self.search, self.accounts):
            field.blockSignals(True)
        self.search.clear()
        self.accounts.choose(None)
        for field in (self.search, self.accounts):
            field.blockSignals(False)
        self._mark()
        self.changed.emit()

    @Slot(object, bool)
    def _choose(self, state: MessageState | None, several: bool) -> None:
        if state is None:
            self.choose_states(())
        elif several:
            self.choose_states(self._states ^ {state})
        else:
            self.choose_states({state})

    def _mark(self) -> None:
        self.all_chip.setChecked(not self._states)
        for state, chip in self.chips.items():
            chip.setChecked(state in self._states)

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def search_now(self) -> None:
        """Search for what has been typed, whether or not one goes on typing."""
        if self._typing.isActive():
            self._typing.stop()
            self.changed.emit()

    @Slot()
    def _narrowed(self) -> None:
        self._typing.stop()
        self.changed.emit()


class _Chip(QPushButton):
    """A state, and how many messages are in it."""

    chosen = Signal(object, bool)

    def __init__(self, state: MessageState | None) -> None:
        super().__init__()
        self._state = state
        self._name = say("All") if state is None else reading_of(state).word
        self._count = -1
        self.setCheckable(True)
        set_kind(self, "chip")
        self.clicked.connect(self._tell)
        self.setToolTip("" if state is None else say("Ctrl+click lists several states"))
        self.show_count(0)

    def show_count(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.setText(say("{name} {n}", name=self._name, n=f"{count:,}"))

    @Slot()
    def _tell(self) -> None:
        """Choose it; with Ctrl, beside those that are chosen."""
        several = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier)
        self.chosen.emit(self._state, several)
