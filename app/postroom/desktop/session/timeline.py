"""The timeline of a session: a bar for each step on the time axis that the account's sessions share."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QListView, QToolTip, QVBoxLayout, QWidget

from postroom.desktop.look import theme
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.theme import Role
from postroom.desktop.session.geometry import AXIS_HEIGHT, ROW_HEIGHT, Geometry
from postroom.desktop.session.scale import SharedScale
from postroom.desktop.session.step_painter import StepPainter
from postroom.desktop.session.steps_model import StepsModel
from postroom.desktop.words import tick as tick_name
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step, StepState
from postroom.model.text import say

MOST_STEPS: Final = 8
"""The rows for which there is always room, so that nothing jumps when another session is shown."""

FRAME_MS: Final = 40


class Timeline(QWidget):
    """Shows the steps of one session; up and down walk through them and tell what is known of each."""

    def __init__(
        self,
        protocol: Protocol,
        shared: SharedScale,
        *,
        clock: Callable[[], float] = time.monotonic,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._protocol = protocol
        self._shared = shared
        self._clock = clock
        self._received = 0.0
        self._snapshot: SessionSnapshot | None = None
        self.model = StepsModel(protocol, self)
        self._painter = StepPainter(shared)
        self._view = _StepsView(self.model, self._painter)
        self._view.setAccessibleName(say("Steps of the {protocol} session", protocol=protocol.label))
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._advance)
        shared.changed.connect(self._rescale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(_Axis(shared))
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)

    @property
    def running_for(self) -> float:
        """How many seconds the running step takes by now; 0 where none runs."""
        running = self._running
        return 0.0 if running is None else running + self._clock() - self._received

    @property
    def _running(self) -> float | None:
        last = self._snapshot.steps[-1] if self._snapshot is not None and self._snapshot.steps else None
        return last.seconds if last is not None and last.state is StepState.RUNNING else None

    def show_session(self, snapshot: SessionSnapshot | None, planned: Sequence[Step]) -> None:
        """Show `snapshot`, or without one the steps that are `planned`."""
        self._snapshot = snapshot
        self._received = self._clock()
        self.model.show(
            planned if snapshot is None else snapshot.plan.steps, () if snapshot is None else snapshot.steps
        )
        self._painter.ended = snapshot is not None and snapshot.state in {
            SessionState.FAILED,
            SessionState.CLOSED,
        }
        error = None if snapshot is None else snapshot.error
        self._painter.cancelled = error is not None and error.code is ErrorCode.CANCELLED
        if self._running is None:
            self._frames.stop()
        elif not self._frames.isActive():
            self._frames.start()
        self._advance()

    @Slot()
    def _advance(self) -> None:
        self._painter.running_for = self.running_for
        self._painter.pulse = self._clock() * 5
        self._shared.fit(self._protocol, self._longest())
        if self._running is not None and self.isVisible():
            self._view.update(self.model.index(len(self._snapshot.steps) - 1 if self._snapshot else 0))

    def _longest(self) -> float:
        if self._snapshot is None or not self._snapshot.steps:
            return 0.0
        return max(self._snapshot.seconds, self._snapshot.steps[-1].started + self.running_for)

    @Slot()
    def _rescale(self) -> None:
        self._view.viewport().update()


class _Axis(QWidget):
    """The figures above the bars."""

    def __init__(self, shared: SharedScale) -> None:
        super().__init__()
        self._shared = shared
        self.setFixedHeight(AXIS_HEIGHT)
        shared.changed.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        if self._shared.is_empty:
            return
        painter = QPainter(self)
        painter.setFont(font(Face.SMALL))
        painter.setPen(theme.colour(Role.MUTED))
        columns = Geometry(self.width(), self._shared.scale)
        ticks = columns.scale.ticks
        room = columns.x(ticks[1]) - columns.x(0)
        words = [tick_name(moment) if moment else "0" for moment in ticks]
        every = 1 if room > painter.fontMetrics().horizontalAdvance(max(words, key=len)) + 8 else 2
        for tick, word in list(zip(ticks, words, strict=True))[::every]:
            width = painter.fontMetrics().horizontalAdvance(word)
            left = round(columns.x(tick)) - (width // 2 if tick else 2)
            painter.drawText(QRect(left, 0, width + 2, self.height() - 2), Qt.AlignmentFlag.AlignBottom, word)


class _StepsView(QListView):
    """The rows. Their story is the tooltip, and shows by keyboard as well."""

    def __init__(self, model: StepsModel, painter: StepPainter) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setFixedHeight(ROW_HEIGHT * MOST_STEPS)

    def sizeHint(self) -> QSize:
        return QSize(320, ROW_HEIGHT * MOST_STEPS)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            place = self.visualRect(current).bottomLeft() + QPoint(28, -8)
            words = current.data(Qt.ItemDataRole.ToolTipRole)
            QToolTip.showText(self.viewport().mapToGlobal(place), words, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            QToolTip.hideText()
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        QToolTip.hideText()
        super().focusOutEvent(event)
