"""What can be done with what is chosen: a button for each command that fits, and the question before a grave one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.consent import Consent
from postroom.desktop.spool.choice import (
    ASKED_FROM,
    ICONS,
    NOTHING,
    Choice,
    consent,
    full_name,
    meaning,
    needs_consent,
    short_name,
)
from postroom.model.spool_commands import Command
from postroom.model.text import say

FIRST_ROW: Final = (Command.RETRY, Command.HOLD, Command.RELEASE, Command.CANCEL)
CONSENT_WIDTH: Final = 376
"""Room for the longest question in one line."""
SECOND_ROW: Final = (Command.REQUEUE, Command.RESOLVE_SENT, Command.RESOLVE_RESEND)
"""What is over or uncertain; one message has commands of one row alone."""


class CommandBar(QWidget):
    """Offers commands for a `Choice`."""

    wanted = Signal(Command)
    export_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = NOTHING
        self._asked: Command | None = None
        self.buttons = {command: _CommandButton(command) for command in Command}
        self.export_button = QToolButton()
        self.copy_button = QToolButton()
        for button, icon, name in (
            (self.export_button, Icon.REPORT, say("Export as .eml")),
            (self.copy_button, Icon.COPY, say("Copy as text")),
        ):
            button.setIcon(qicon(icon))
            button.setToolTip(name)
            button.setAccessibleName(name)
        self.export_button.clicked.connect(self.export_wanted)
        self.copy_button.clicked.connect(self.copy_wanted)
        for command_button in self.buttons.values():
            command_button.wanted.connect(self.ask)
        self.consent = Consent(consent(Command.CANCEL, ASKED_FROM))
        self.consent.setMinimumWidth(CONSENT_WIDTH)
        self.do_button = QPushButton(short_name(Command.CANCEL))
        self.leave_button = QPushButton(say("Leave them"))
        self.consent.changed.connect(self.do_button.setEnabled)
        self.do_button.clicked.connect(self._do)
        self.leave_button.clicked.connect(self._leave)
        self._offers, self._question = QWidget(), QWidget()
        self._lay_out()
        self.show_choice(NOTHING)

    def _lay_out(self) -> None:
        rows = QVBoxLayout()
        rows.setSpacing(4)
        for commands in (FIRST_ROW, SECOND_ROW):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch(1)
            for command in commands:
                row.addWidget(self.buttons[command])
            rows.addLayout(row)
        offers = QHBoxLayout(self._offers)
        offers.setContentsMargins(0, 0, 0, 0)
        offers.setSpacing(4)
        offers.addLayout(rows)
        offers.addSpacing(4)
        offers.addWidget(self.copy_button)
        offers.addWidget(self.export_button)
        question = QHBoxLayout(self._question)
        question.setContentsMargins(0, 0, 0, 0)
        question.setSpacing(8)
        question.addStretch(1)
        question.addWidget(self.consent)
        question.addWidget(self.do_button)
        question.addWidget(self.leave_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._offers)
        layout.addWidget(self._question)
        self._question.hide()

    def show_choice(self, choice: Choice) -> None:
        """Offer what fits `choice`."""
        self._choice = choice
        self.setVisible(choice.count > 0)
        for command, button in self.buttons.items():
            button.show_number(choice.fitting(command), several=choice.count > 1)
        self.copy_button.setEnabled(choice.count > 0)
        self.export_button.setEnabled(choice.count > 0)
        if self._asked is not None:
            if needs_consent(self._asked, choice.fitting(self._asked)):
                self._say_question(self._asked)
            else:
                self._leave()

    @Slot(Command)
    def ask(self, command: Command) -> None:
        """Do it, or ask whether it is meant."""
        number = self._choice.fitting(command)
        if needs_consent(command, number):
            self._asked = command
            self._say_question(command)
            self.consent.box.setChecked(False)
            self._offers.hide()
            self._question.show()
            self.consent.setFocus()
        elif number:
            self.wanted.emit(command)

    def _say_question(self, command: Command) -> None:
        number = self._choice.fitting(command)
        self.consent.say(consent(command, number))
        self.do_button.setText(full_name(command, number))
        self.do_button.setEnabled(self.consent.given)

    @Slot()
    def _do(self) -> None:
        command = self._asked
        self._leave()
        if command is not None:
            self.wanted.emit(command)

    @Slot()
    def _leave(self) -> None:
        self._asked = None
        self._question.hide()
        self._offers.show()


class _CommandButton(QPushButton):
    """A command with its number."""

    wanted = Signal(Command)

    def __init__(self, command: Command) -> None:
        super().__init__(qicon(ICONS[command]), short_name(command))
        self._command = command
        self.clicked.connect(self._tell)

    def show_number(self, number: int, *, several: bool) -> None:
        """Offer it for `number` messages."""
        name = short_name(self._command)
        self.setText(say("{command} {n}", command=name, n=f"{number:,}") if several and number else name)
        words = say(
            "{name}. {meaning}", name=full_name(self._command, number), meaning=meaning(self._command)
        )
        self.setToolTip(words)
        self.setAccessibleName(full_name(self._command, number))
        self.setVisible(number > 0)

    @Slot()
    def _tell(self) -> None:
        self.wanted.emit(self._command)
