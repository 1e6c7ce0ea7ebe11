"""All that is known of the message that is chosen: why it is here, its recipients, attempts, header and source."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from postroom.desktop.details.facts_tree import FactsTree
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import qicon
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.desktop.spool.attempts_view import AttemptsView
from postroom.desktop.spool.source import headers, source
from postroom.desktop.spool.words import outcome_reading
from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_message import MessageDetail, RecipientRow
from postroom.model.text import say, say_count

ATTEMPTS, HEADERS, SOURCE = range(1, 4)
"""The tabs behind the recipients."""
MOST_RECIPIENTS: Final = 1_000


class MessagePane(QWidget):
    """Shows one message. What its tabs need is asked for when they are turned to."""

    tab_changed = Signal()

    def __init__(self, bar: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel()
        self.heading.setFont(font(Face.STRONG))
        self.why = wrapped("")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(say("Details of the message"))
        self.tabs.setExpanding(False)
        self.recipients = FactsTree((say("Recipient"), say("Outcome"), say("Reply")), fixed=frozenset({0, 2}))
        self.attempts = AttemptsView()
        self.headers = FactsTree((say("Field"), say("Value")), fixed=frozenset({1}))
        self.source = QPlainTextEdit()
        self._note = QLabel()
        self._rows: tuple[RecipientRow, ...] = ()
        self._attempts: tuple[DeliveryAttempt, ...] | None = None
        self._stack, self._rest = QStackedWidget(), QWidget()
        self._empty_attempts = OrEmpty(self.attempts)
        self._set_up()
        self._lay_out(bar)

    def _set_up(self) -> None:
        for view in (self.recipients, self.headers):
            view.setRootIsDecorated(False)
        self.recipients.setAccessibleName(say("Recipients"))
        self.headers.setAccessibleName(say("Header"))
        self.source.setAccessibleName(say("Source"))
        self.source.setReadOnly(True)
        self.source.setFont(font(Face.FIXED))
        self.source.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.source.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.source.setTabChangesFocus(True)
        self._note.setFont(font(Face.SMALL))
        self._note.setContentsMargins(12, 4, 12, 0)
        set_role(self._note, "muted")
        text = QWidget()
        column = QVBoxLayout(text)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.source, 1)
        column.addWidget(self._note)
        names = (say("Rec&ipients"), say("Atte&mpts"), say("&Headers"), say("So&urce"))
        for name, page in zip(
            names, (self.recipients, self._empty_attempts, self.headers, text), strict=True
        ):
            self.tabs.addTab(name)
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._turn)

    def _lay_out(self, bar: QWidget) -> None:
        words = QVBoxLayout()
        words.setContentsMargins(12, 8, 12, 0)
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.why)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(16)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(6)
        layout.addLayout(words)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._rest, 1)

    def show_message(self, detail: MessageDetail, why: str) -> None:
        """Show a message, and why it is where it is."""
        self.heading.setText(say("Why is it here?"))
        self.why.setText(why)
        self._show_tabs(True)
        if detail.recipients != self._rows:
            self._rows = detail.recipients
            self._show_recipients()

    def show_words(self, heading: str, words: str) -> None:
        """Show words in the place of a message."""
        self.heading.setText(heading)
        self.why.setText(words)
        self._show_tabs(False)

    def _show_tabs(self, shown: bool) -> None:
        self.tabs.setVisible(shown)
        self._stack.setVisible(shown)
        self._rest.setVisible(not shown)

    def _show_recipients(self) -> None:
        tree = self.recipients
        tree.clear()
        for each in self._rows[:MOST_RECIPIENTS]:
            reading = outcome_reading(each.outcome)
            reply = "" if each.reply is None else str(each.reply)
            item = tree.add((each.recipient.address.text, reading.word, reply))
            item.setIcon(1, qicon(reading.icon, reading.role))
        more = len(self._rows) - MOST_RECIPIENTS
        if more > 0:
            tree.add((say_count("and {n} more", "and {n} more", more), "", ""))
        tree.fit_columns()

    def show_attempts(self, attempts: tuple[DeliveryAttempt, ...]) -> None:
        """Show what was tried."""
        if attempts != self._attempts:
            self._attempts = attempts
            self.attempts.show_attempts(attempts)
            self._empty_attempts.say_empty(
                ""
                if attempts
                else say("It has not been tried yet. Each attempt comes here with its replies.")
            )

    def show_body(self, body: bytes) -> None:
        """Show header and source."""
        self.headers.clear()
        for pair in headers(body):
            self.headers.add(pair)
        self.headers.fit_columns()
        text, note = source(body)
        self.source.setPlainText(text)
        self._say_note(note)

    def show_broken_body(self, why: str) -> None:
        """Say why there is no text to be shown."""
        self.headers.clear()
        self.source.clear()
        self._say_note(why)

    def _say_note(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))

    @property
    def tab(self) -> int:
        """The tab that is shown."""
        return self.tabs.currentIndex()

    @Slot(int)
    def _turn(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        self.tab_changed.emit()
