"""The page of the spooler: how it stands, the list of its messages, and all that is known of the one that is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.banner import Banner
from postroom.desktop.parts.check import Check
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.parts.kind import set_kind
from postroom.desktop.spool.chooser import Chooser
from postroom.desktop.spool.columns import SPECS, Shown
from postroom.desktop.spool.columns_menu import ColumnsMenu
from postroom.desktop.spool.command_bar import CommandBar
from postroom.desktop.spool.detail_reader import DetailReader
from postroom.desktop.spool.filter_bar import FilterBar
from postroom.desktop.spool.lanes_strip import LanesStrip
from postroom.desktop.spool.message_pane import MessagePane
from postroom.desktop.spool.model import MessagesModel
from postroom.desktop.spool.progress_line import ProgressLine
from postroom.desktop.spool.queue import Queue
from postroom.desktop.spool.reader import Reader
from postroom.desktop.spool.sight_reader import Spawn
from postroom.desktop.spool.spooler_strip import SpoolerStrip
from postroom.desktop.spool.table import MessageTable
from postroom.model.spool_commands import Command
from postroom.model.spool_filter import EVERYTHING, Order
from postroom.model.text import say, say_count

PANE_HEIGHT: Final = 240
_DESCENDING_FIRST: Final = frozenset({Shown.QUEUED, Shown.SIZE, Shown.ATTEMPTS})


class SpoolPage(QWidget):
    """Shows `queue`. What is to be done it asks for by signals."""

    disable_wanted = Signal(bool)
    pause_wanted = Signal(bool)

    def __init__(self, queue: Queue, spawn: Spawn, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self.disable_box = Check(say("Disable the email spooler"))
        self.pause_button = QPushButton(say("&Pause"))
        self.strip = SpoolerStrip()
        self.lanes = LanesStrip()
        self.trouble = Banner()
        self.filters = FilterBar()
        self.model = MessagesModel(self)
        self.table = MessageTable(self.model)
        self.columns_menu = ColumnsMenu(self.table)
        self.show_all_button = QPushButton(say("Show all messages"))
        self.content = OrEmpty(self.table, self.show_all_button)
        self.news_button = QPushButton(say("New messages"), self.table)
        self.bar = CommandBar()
        self.pane = MessagePane(self.bar)
        self.progress = ProgressLine()
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.reader = Reader(queue, self.model, self.table, spawn)
        self.details = DetailReader(queue, self.pane, spawn)
        self.chooser = Chooser(queue, self.table, self.reader, spawn)
        self._shown_counts: object = None
        self._is_closing = False
        self._set_up()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)
        self._follow_choice()

    def _set_up(self) -> None:
        set_kind(self.news_button, "pill")
        self.news_button.hide()
        self.news_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.table.viewport().installEventFilter(self)

    def _lay_out(self) -> None:
        title = QLabel(say("Spooler"))
        title.setFont(font(Face.TITLE))
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(title)
        top.addStretch(1)
        top.addWidget(self.disable_box)
        top.addWidget(self.pause_button)
        for content in (self.content, self.pane):
            self.splitter.addWidget(_card(content))
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(8)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([3 * PANE_HEIGHT, PANE_HEIGHT])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        for widget in (self.trouble, self.strip, self.lanes, self.filters):
            layout.addWidget(widget)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.progress)

    def _connect(self) -> None:
        self.disable_box.clicked.connect(self.disable_wanted)
        self.pause_button.clicked.connect(self._pause)
        self.filters.changed.connect(self.show_list)
        self.filters.left.connect(self._enter_list)
        self.show_all_button.clicked.connect(self.filters.show_all)
        self.filters.columns_button.clicked.connect(self.columns_menu.open)
        self.news_button.clicked.connect(self._show_news)
        self.reader.news_changed.connect(self._tell_news)
        self.reader.listed.connect(self._tell_if_none)
        self.reader.listed.connect(self._tell_found)
        self.model.rowsInserted.connect(self._tell_found)
        self.reader.sight.refreshed.connect(self.chooser.look)
        self.reader.sight.refreshed.connect(self.details.refresh)
        self.reader.troubled.connect(self.trouble.tell)
        self.table.typed.connect(self._search_for)
        self.table.details_wanted.connect(self._enter_details)
        self.table.cancel_wanted.connect(self._cancel)
        self.table.horizontalHeader().sectionClicked.connect(self._order_by)
        self.chooser.changed.connect(self._follow_choice)

    # What is shown

    def show_standing(self) -> None:
        """Show how the spooler stands, and its numbers."""
        queue = self._queue
        self.disable_box.setChecked(not queue.switches.enabled)
        paused = queue.switches.paused
        self.pause_button.setText(say("&Resume") if paused else say("&Pause"))
        self.pause_button.setIcon(qicon(Icon.PLAY if paused else Icon.PAUSE))
        self.strip.show_queue(queue)
        self.lanes.show_lanes(queue.lanes)
        if queue.trouble is not None:
            self.trouble.tell(queue.trouble)
        if queue.counts is not self._shown_counts:
            self._shown_counts = queue.counts
            self.filters.offer_accounts({account for account, _ in queue.counts.numbers})
            self.filters.show_counts(queue.counts)
            self.chooser.look()
            self._tell_if_none()

    def show_rate(self) -> None:
        """Show how fast messages go out."""
        self.strip.show_rate(self._queue)

    def tell_changes(self, numbers: frozenset[int], *, many: bool) -> None:
        """These messages have changed, or many have."""
        self.reader.tell_changes(numbers, many=many)
        self.chooser.doubt()
        self.details.tell_changes(numbers, many=many)

    @Slot()
    def show_list(self) -> None:
        """Show the list that filter and order ask for."""
        self.filters.show_counts(self._queue.counts)
        self.reader.show(self.filters.filter, self.reader.order)

    def show_ordered(self, order: Order) -> None:
        """Show the list in another order."""
        self.model.show_order(order)
        self.reader.show(self.filters.filter, order)

    def start_search(self) -> None:
        """Let one type what is to be found."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def close_down(self) -> None:
        """Read nothing any more: the spooler is about to be closed."""
        self._is_closing = True
        self.reader.sleep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_standing()
        if not self._is_closing:
            self.reader.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.reader.sleep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_news()
        return super().eventFilter(watched, event)

    @Slot()
    def _follow_choice(self) -> None:
        choice = self.chooser.choice
        self.bar.show_choice(choice)
        if choice.count == 1 and not choice.everything:
            self.details.show(self.chooser.number)
            return
        self.details.show(None)
        if choice.count:
            self.pane.show_words(*self.chooser.words)
        else:
            self.pane.show_words(
                say("No message is chosen"),
                say("Choose one to see why it is where it is, and what comes next."),
            )

    @Slot()
    def _tell_if_none(self) -> None:
        is_filtered = self.filters.filter != EVERYTHING
        self.show_all_button.setVisible(is_filtered)
        if self.model.ids or self.reader.is_listing:
            self.content.say_empty("")
        elif is_filtered:
            self.content.say_empty(say("No message matches."))
        else:
            self.content.say_empty(
                say(
                    "No message yet. Each one that is sent in the background comes here, and tells where it is and "
                    "why. Put ready messages in with: postroom spool import --account NAME FILE.eml"
                )
            )

    @Slot()
    def _tell_found(self) -> None:
        is_search = bool(self.reader.wanted.words)
        self.filters.show_found(len(self.model.ids) if is_search else None, goes_on=self.reader.is_listing)

    @Slot(int)
    def _tell_news(self, count: int) -> None:
        self.news_button.setText(say_count("{n} new message", "{n} new messages", count))
        self.news_button.setVisible(count > 0 and not self.table.is_at_top)
        self._place_news()

    def _place_news(self) -> None:
        button, place = self.news_button, self.table.viewport().geometry()
        button.resize(button.sizeHint())
        button.move(place.center().x() - button.width() // 2, place.top() + 8)
        button.raise_()

    # What is asked for

    @Slot(int)
    def _order_by(self, section: int) -> None:
        shown, order = Shown(section), self.reader.order
        column = SPECS[shown].order
        if column is None:
            return
        if column is order.column:
            self.show_ordered(Order(column, not order.descending))
        else:
            self.show_ordered(Order(column, shown in _DESCENDING_FIRST))

    @Slot()
    def _pause(self) -> None:
        self.pause_wanted.emit(not self._queue.switches.paused)

    @Slot()
    def _show_news(self) -> None:
        self.reader.show_news()
        self.table.scrollToTop()
        self.table.setFocus()

    @Slot(str)
    def _search_for(self, text: str) -> None:
        search = self.filters.search
        search.setFocus(Qt.FocusReason.OtherFocusReason)
        search.insert(text)

    @Slot()
    def _enter_list(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.table.current is None and self.model.ids:
            self.table.choose_row(0)

    @Slot()
    def _enter_details(self) -> None:
        if self.pane.tabs.isVisible():
            self.pane.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _cancel(self) -> None:
        self.bar.ask(Command.CANCEL)


def _card(content: QWidget) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 4, 1, 4)
    inside.addWidget(content)
    return card
