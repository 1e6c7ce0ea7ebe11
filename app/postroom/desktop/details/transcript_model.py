"""A transcript as rows. It grows by whole batches and stays within bounds by dropping lines from the middle."""

from __future__ import annotations

from typing import Any, Final, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from postroom.model.text import say, say_count
from postroom.model.transcript import Speaker, TranscriptLine

FIRST_ROWS: Final = 200
MOST_ROWS: Final = 12_000
DROPPED_AT_ONCE: Final = 2_000

TIME, SPEAKER, TEXT = range(3)
LINE: Final = Qt.ItemDataRole.UserRole
"""Gives the `TranscriptLine`."""

MARKS: Final = {Speaker.SERVER: "S", Speaker.CLIENT: "C", Speaker.NOTE: "-"}

Index = QModelIndex | QPersistentModelIndex


class Conversation(Protocol):
    """A transcript that can be read from any line on."""

    @property
    def count(self) -> int: ...
    def lines(self, since: int = 0) -> tuple[TranscriptLine, ...]: ...


class TranscriptModel(QAbstractTableModel):
    """Rows of time, speaker and text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversation: Conversation | None = None
        self._read = 0
        self._dropped = 0
        self.lines: list[TranscriptLine] = []
        self.longest = 0
        """The characters of the longest line so far."""

    def follow(self, conversation: Conversation | None) -> None:
        """Show `conversation` from now on; the one that is shown already is only read further."""
        if conversation is not self._conversation:
            self.beginResetModel()
            self._conversation = conversation
            self._read = self._dropped = self.longest = 0
            self.lines = []
            self.endResetModel()
        self._read_on()

    def _read_on(self) -> None:
        if self._conversation is None or self._conversation.count == self._read:
            return
        new = self._conversation.lines(self._read)
        self._read = self._conversation.count
        self.longest = max(self.longest, *(len(line.text) for line in new))
        self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(new) - 1)
        self.lines += new
        self.endInsertRows()
        if len(self.lines) > MOST_ROWS:
            self._drop(len(self.lines) - MOST_ROWS + DROPPED_AT_ONCE)

    def _drop(self, count: int) -> None:
        """Drop `count` rows after the first ones, where one row tells how many are missing."""
        begin = FIRST_ROWS + (1 if self._dropped else 0)
        self.beginRemoveRows(QModelIndex(), begin, begin + count - 1)
        self._dropped += count
        del self.lines[begin : begin + count]
        self.endRemoveRows()
        text = say_count("[{n} line is not shown]", "[{n} lines are not shown]", self._dropped)
        gap = TranscriptLine(self.lines[FIRST_ROWS - 1].time, Speaker.NOTE, text)
        if begin > FIRST_ROWS:
            self.lines[FIRST_ROWS] = gap
            self.dataChanged.emit(self.index(FIRST_ROWS, TIME), self.index(FIRST_ROWS, TEXT))
            return
        self.beginInsertRows(QModelIndex(), FIRST_ROWS, FIRST_ROWS)
        self.lines.insert(FIRST_ROWS, gap)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (say("Time"), say("Speaker"), say("Line"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return line
            case Qt.ItemDataRole.DisplayRole:
                return (f"{line.time:.3f}", MARKS[line.speaker], line.text)[index.column()]
            case Qt.ItemDataRole.AccessibleTextRole:
                return sentence(line)
            case Qt.ItemDataRole.ToolTipRole if index.column() == TIME:
                return say("{seconds} s after the session began", seconds=f"{line.time:.6f}")
        return None


def sentence(line: TranscriptLine) -> str:
    """Read a line aloud."""
    template = {
        Speaker.SERVER: say("Server: {text}"),
        Speaker.CLIENT: say("Client: {text}"),
        Speaker.NOTE: say("Note: {text}"),
    }[line.speaker]
    return template.format(text=line.text)


def as_text(lines: list[TranscriptLine]) -> str:
    """Give lines as plain text, one each."""
    return "\n".join(f"{line.time:9.3f}  {MARKS[line.speaker]}  {line.text}" for line in lines)
