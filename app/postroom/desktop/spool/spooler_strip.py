"""How the spooler stands: its state with the reason, who sends, and how fast."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import Shape
from postroom.desktop.parts.wrapped import wrapped
from postroom.desktop.spool.queue import Queue
from postroom.desktop.spool.sparkline import Sparkline
from postroom.desktop.spool.times import remaining
from postroom.desktop.spool.words import spooler_reading, throughput
from postroom.model.text import say


class SpoolerStrip(QFrame):
    """Shows the standing of a `Queue`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self._shape = Shape(Icon.UNTRIED, Role.UNTRIED)
        self.word = QLabel()
        self.word.setFont(font(Face.STRONG))
        self.reason = wrapped("")
        self.sparkline = Sparkline()
        self.rate = QLabel()
        self.rate.setFont(font(Face.STRONG))
        self.left = QLabel()
        self.left.setFont(font(Face.SMALL))
        for label in (self.rate, self.left):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self.left, "muted")
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._shape)
        head.addWidget(self.word)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self.reason)
        head.addStretch(1)
        figures = QVBoxLayout()
        figures.setSpacing(0)
        figures.addWidget(self.rate)
        figures.addWidget(self.left)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(16)
        layout.addLayout(words, 1)
        layout.addWidget(self.sparkline)
        layout.addLayout(figures)

    def show_queue(self, queue: Queue) -> None:
        """Show how `queue` stands."""
        standing = queue.standing
        reading = spooler_reading(standing.state)
        self._shape.show_icon(reading.icon, reading.role)
        set_role(self, "" if reading.role is Role.UNTRIED else reading.role.value)
        set_role(self.word, reading.role.value)
        self.word.setText(reading.word)
        self.reason.setText(_reason(queue))
        self.reason.setAccessibleName(say("{state}: {reason}", state=reading.word, reason=standing.reason))
        self.show_rate(queue)

    def show_rate(self, queue: Queue) -> None:
        """Show how fast messages go out."""
        self.sparkline.show_values(queue.rate.history)
        self.rate.setText(throughput(queue.rate.per_second))
        left = remaining(queue.remaining_seconds) if queue.standing.sends else ""
        self.left.setText(left or say("in the last minute"))


def _reason(queue: Queue) -> str:
    """Give the reason, and who sends where that is another program."""
    reason = queue.standing.reason
    if queue.sender is None or queue.is_sender:
        return reason
    return say("{reason} It is sent by {program}.", reason=reason, program=queue.sender)
