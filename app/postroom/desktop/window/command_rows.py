"""The rows of the command palette."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.theme import Role

ROW_HEIGHT: Final = 32

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be done: its name, its keys in words, and the deed."""

    name: str
    keys: str
    icon: QIcon
    run: Callable[[], object]


class CommandsModel(QAbstractListModel):
    """Rows of `Command`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.commands: list[Command] = []

    def show(self, commands: list[Command]) -> None:
        """Show `commands`."""
        self.beginResetModel()
        self.commands = commands
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.commands)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        command = self.commands[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return command.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{command.name} {command.keys}".strip()
            case Qt.ItemDataRole.UserRole:
                return command
        return None


class CommandPainter(QStyledItemDelegate):
    """Paints the name of a command, and its keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        command: Command = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Role.SELECTED))
            painter.drawRoundedRect(rect, 6, 6)
        command.icon.paint(painter, QRect(rect.left() + 10, rect.top() + 8, 16, 16))
        painter.setFont(font(Face.SMALL))
        painter.setPen(theme.colour(Role.MUTED))
        keys = QFontMetrics(painter.font()).horizontalAdvance(command.keys)
        inner = rect.adjusted(36, 0, -12, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, command.keys)
        painter.setFont(font(Face.BODY))
        painter.setPen(theme.colour(Role.TEXT))
        inner.setRight(inner.right() - keys - 12)
        name = QFontMetrics(painter.font()).elidedText(
            command.name, Qt.TextElideMode.ElideMiddle, inner.width()
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()
