"""The accounts whose messages do not get on, why, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.look.theme import Role
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.statement import Shape
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.lane import LaneStanding
from postroom.model.text import say, say_count

MOST_LINES: Final = 3
NAME_WIDTH: Final = 144
BUTTON_WIDTH: Final = 132


class LanesStrip(QFrame):
    """Shows a line for each troubled lane, the held ones first."""

    retry_wanted = Signal(str)
    open_wanted = Signal(str)
    account_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.lines = [_Line(self) for _ in range(MOST_LINES)]
        self._more = QLabel()
        set_role(self._more, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(4)
        for line in self.lines:
            layout.addWidget(line)
        layout.addWidget(self._more)
        self.show_lanes({})

    def show_lanes(self, lanes: Mapping[str, LaneStanding]) -> None:
        """Show the lanes that are troubled; without any, nothing."""
        troubled = sorted(
            (lane for lane in lanes.values() if lane.held is not None or lane.reason),
            key=lambda lane: (lane.held is None, lane.account),
        )
        for place, line in enumerate(self.lines):
            line.show_lane(troubled[place] if place < len(troubled) else None)
        more = len(troubled) - MOST_LINES
        self._more.setText(say_count("{n} more account waits.", "{n} more accounts wait.", max(more, 0)))
        self._more.setVisible(more > 0)
        self.setVisible(bool(troubled))


class _Line(QWidget):
    """One lane."""

    def __init__(self, strip: LanesStrip) -> None:
        super().__init__(strip)
        self._strip = strip
        self._lane: LaneStanding | None = None
        self._shape = Shape(Icon.LOCK, Role.ATTENTION)
        self.name = ElidedLabel()
        self.name.setFont(font(Face.STRONG))
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.name.setFixedWidth(NAME_WIDTH)
        self.reason = wrapped("")
        self.go_button = QPushButton(say("Try again now"))
        self.edit_button = QPushButton(qicon(Icon.EDIT), say("Edit account"))
        self.go_button.setMinimumWidth(BUTTON_WIDTH)
        self.go_button.clicked.connect(self._go)
        self.edit_button.clicked.connect(self._edit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._shape)
        layout.addWidget(self.name)
        layout.addWidget(self.reason, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.go_button)
        layout.addWidget(self.edit_button)

    def show_lane(self, lane: LaneStanding | None) -> None:
        self.setVisible(lane is not None)
        if lane is None or lane == self._lane:
            return
        self._lane = lane
        held = lane.held is not None
        self._shape.show_icon(Icon.LOCK if held else Icon.CLOCK, Role.FAILED if held else Role.ATTENTION)
        self.name.setText(lane.account)
        self.reason.setText(lane.reason or lane.held or "")
        self.go_button.setIcon(qicon(Icon.PLAY if held else Icon.RETRY))
        self.go_button.setText(say("Open lane") if held else say("Try again now"))
        name = (
            say("Open the lane of {account}", account=lane.account)
            if held
            else say("Try {account} again now", account=lane.account)
        )
        self.go_button.setAccessibleName(name)
        self.edit_button.setAccessibleName(say("Edit account {account}", account=lane.account))

    @Slot()
    def _go(self) -> None:
        if self._lane is not None and self._lane.held is not None:
            self._strip.open_wanted.emit(self._lane.account)
        elif self._lane is not None:
            self._strip.retry_wanted.emit(self._lane.account)

    @Slot()
    def _edit(self) -> None:
        if self._lane is not None:
            self._strip.account_wanted.emit(self._lane.account)
