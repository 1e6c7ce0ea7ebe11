"""The problems of certificates that may pass, as two columns of boxes: one for incoming mail, one for outgoing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from postroom.desktop.certificate.words import kind_name, toggle_meaning
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.check import Check
from postroom.desktop.parts.kind import set_role
from postroom.desktop.parts.wrapped import wrapped
from postroom.model.account_fields import Value
from postroom.model.endpoint import Protocol
from postroom.model.text import say
from postroom.model.trust import Toggle


class TogglesEditor(QObject):
    """One column: a box for each toggle. The box for any problem makes the others needless."""

    edited = Signal()

    def __init__(self, protocol: Protocol, parent: QObject) -> None:
        super().__init__(parent)
        self.boxes = {toggle: Check("") for toggle in Toggle}
        for toggle, box in self.boxes.items():
            box.setAccessibleName(
                say("{protocol}: let pass: {kind}", protocol=protocol.label, kind=kind_name(toggle))
            )
            box.setAccessibleDescription(toggle_meaning(toggle))
            box.clicked.connect(self._tell)

    @property
    def chosen(self) -> frozenset[Toggle]:
        """The toggles that are on."""
        return frozenset(toggle for toggle, box in self.boxes.items() if box.isChecked())

    def choose(self, toggles: frozenset[Toggle]) -> None:
        """Put `toggles` on, and all others off."""
        for toggle, box in self.boxes.items():
            box.setChecked(toggle in toggles)
        self._refresh()

    def read(self) -> Value | None:
        return tuple(sorted(self.chosen)) or None

    def write(self, value: Value | None) -> None:
        known = set(Toggle)
        named = value if isinstance(value, tuple) else ()
        self.choose(frozenset(Toggle(name) for name in named if name in known))

    def mark(self, problem: str) -> None:
        """A box cannot be wrong in itself."""

    def offer(self, offered: bool) -> None:
        """Allow the boxes, or not: there may be no such server."""
        for box in self.boxes.values():
            box.setVisible(offered)

    @Slot()
    def _tell(self) -> None:
        self._refresh()
        self.edited.emit()

    def _refresh(self) -> None:
        whole = self.boxes[Toggle.ANY].isChecked()
        for toggle, box in self.boxes.items():
            box.setEnabled(toggle is Toggle.ANY or not whole)


class TogglesGrid(QWidget):
    """Both columns, beside what each toggle means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors = {protocol: TogglesEditor(protocol, self) for protocol in Protocol}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        headings = {Protocol.POP3: say("Incoming"), Protocol.SMTP: say("Outgoing")}
        for column, protocol in enumerate(Protocol, start=2):
            grid.addWidget(_small(headings[protocol]), 0, column, Qt.AlignmentFlag.AlignHCenter)
            for row, box in enumerate(self.editors[protocol].boxes.values(), start=1):
                grid.addWidget(box, row, column, Qt.AlignmentFlag.AlignHCenter)
        for row, toggle in enumerate(Toggle, start=1):
            grid.addWidget(QLabel(kind_name(toggle)), row, 0)
            meaning = wrapped(toggle_meaning(toggle))
            meaning.setFont(font(Face.SMALL))
            meaning.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            set_role(meaning, "muted")
            grid.addWidget(meaning, row, 1)


def _small(words: str) -> QLabel:
    label = QLabel(words)
    label.setFont(font(Face.SMALL))
    set_role(label, "muted")
    return label
