"""The command palette: every action and every account, found by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.empty import OrEmpty
from postroom.desktop.window.command_rows import ROW_HEIGHT, Command, CommandPainter, CommandsModel
from postroom.desktop.window.ranking import ranked
from postroom.model.text import say

MOST_ROWS: Final = 10
WIDTH: Final = 520


class CommandPalette(QFrame):
    """Lies over the window while one types. Enter does what is chosen, Escape goes back."""

    def __init__(self, window: QWidget, commands: Callable[[], Sequence[Command]]) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self._window = window
        self._commands = commands
        self._before: QWidget | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("Find a command or an account"))
        self.field.setAccessibleName(say("Find a command or an account"))
        self.field.addAction(qicon(Icon.COMMAND, Role.MUTED), QLineEdit.ActionPosition.LeadingPosition)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.model = CommandsModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(CommandPainter(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName(say("Commands"))
        self.view.clicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        self.content = OrEmpty(self.view)
        layout.addWidget(self.content)
        self.hide()

    def open(self) -> None:
        """Show all commands and let one type."""
        self._before = self._window.focusWidget()
        self.field.clear()
        self._search("")
        width = min(WIDTH, self._window.width() - 48)
        self.setGeometry(QRect((self._window.width() - width) // 2, 64, width, 62 + ROW_HEIGHT * MOST_ROWS))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        row = self.view.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Escape:
                self._leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._run(self.view.currentIndex())
            case Qt.Key.Key_Down:
                self._go_to(row + 1)
            case Qt.Key.Key_Up:
                self._go_to(row - 1)
            case _:
                return super().eventFilter(watched, event)
        return True

    def _search(self, text: str) -> None:
        commands = self._commands()
        places = ranked([command.name for command in commands], text.strip())
        self.model.show([commands[place] for place in places])
        self.content.say_empty("" if places else say("No command or account matches."))
        self._go_to(0)

    def _go_to(self, row: int) -> None:
        count = self.model.rowCount()
        if count:
            self.view.setCurrentIndex(self.model.index(row % count))

    def _run(self, index: QModelIndex | QPersistentModelIndex) -> None:
        if index.isValid():
            command = self.model.commands[index.row()]
            self._leave()
            command.run()

    def _leave(self) -> None:
        before, self._before = self._before, None
        self.hide()
        if before is not None:
            before.setFocus(Qt.FocusReason.PopupFocusReason)
