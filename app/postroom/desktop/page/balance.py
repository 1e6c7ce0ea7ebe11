"""The splitter between the sessions and their details: verdicts get the room that they need, unless one moves it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QSplitter, QWidget

from postroom.desktop.parts.fitted import Fitted

RESERVED: Final = 416
"""Pixels that most verdicts need with their timeline: kept free, so that nothing jumps when a verdict comes."""

LEAST_DETAILS: Final = 124


class Balance(QSplitter):
    """Holds the panels above and the details below."""

    def __init__(self, panels: tuple[QWidget, ...], details: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._by_hand = False
        self._row = Fitted()
        layout = QHBoxLayout(self._row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for panel in panels:
            layout.addWidget(panel, 1)
        # Queued: sizes that are set while the scroll area takes its own would leave its viewport too high.
        self._row.changed.connect(self.balance, Qt.ConnectionType.QueuedConnection)
        self._area = area = QScrollArea()
        area.setWidget(self._row)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        details.setMinimumHeight(LEAST_DETAILS)
        self.addWidget(area)
        self.addWidget(details)
        self.setHandleWidth(12)
        self.setChildrenCollapsible(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(200)
        self.splitterMoved.connect(self._note_hand)

    @Slot(bool)
    def give_all(self, to_details: bool) -> None:
        """Give the details everything, or the panels their room again."""
        self._area.setVisible(not to_details)
        self.balance()

    def saveState(self) -> QByteArray:
        return super().saveState() if self._by_hand else QByteArray()

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        self._by_hand = super().restoreState(state)
        return self._by_hand

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.balance()

    @Slot()
    def balance(self) -> None:
        """Give the panels what they need, as long as the details keep their least."""
        needed = self._row.needed_height()
        self._row.setMinimumHeight(needed)
        if not self._by_hand:
            upper = min(max(needed, RESERVED), self.height() - LEAST_DETAILS - self.handleWidth())
            self.setSizes([upper, self.height() - upper - self.handleWidth()])

    @Slot()
    def _note_hand(self) -> None:
        self._by_hand = True
