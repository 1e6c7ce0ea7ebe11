"""The last day of an exception: typed, or chosen by how long it is to last."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from postroom.desktop.form.editors import TextEditor
from postroom.desktop.look.fonts import Face, font
from postroom.desktop.parts.kind import set_kind, set_role
from postroom.model.text import say, say_count
from postroom.model.trust import LONGEST_EXCEPTION, USUAL_EXCEPTION

_OFFERED: Final = (timedelta(days=1), timedelta(days=7), USUAL_EXCEPTION, timedelta(days=90))


class EndField(QWidget):
    """Takes a day from tomorrow to a year ahead, as the standard writes it (RFC 3339)."""

    changed = Signal()

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = now.date()
        self.line = TextEditor(fixed=True)
        self.line.setFixedWidth(112)
        self.line.textChanged.connect(self._follow)
        self.said = QLabel()
        self.said.setFont(font(Face.SMALL))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        self.offers = [_Offer(lasting) for lasting in _OFFERED]
        for offer in self.offers:
            offer.clicked.connect(self._take)
            layout.addWidget(offer)
        layout.addWidget(self.said, 1)
        self.setFocusProxy(self.line)
        self._last = USUAL_EXCEPTION
        self.line.setText(self._day(USUAL_EXCEPTION))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    @property
    def is_valid(self) -> bool:
        """Whether the day that stands there can be an exception's last."""
        return self._read() is not None

    @property
    def lasting(self) -> timedelta:
        """How long the exception lasts; where no good day stands there, what stood there last."""
        return self._last

    def _read(self) -> timedelta | None:
        try:
            lasting = date.fromisoformat(self.line.text().strip()) - self._today
        except ValueError:
            return None
        return lasting if timedelta(0) < lasting < LONGEST_EXCEPTION else None

    def _day(self, lasting: timedelta) -> str:
        return (self._today + lasting).isoformat()

    @Slot()
    def _take(self) -> None:
        offer = self.sender()
        if isinstance(offer, _Offer):
            self.line.setText(self._day(offer.lasting))

    @Slot()
    def _follow(self) -> None:
        lasting = self._read()
        self._last = self._last if lasting is None else lasting
        self.line.mark("" if lasting else "error")
        self.said.setText("" if lasting else say("A day from tomorrow to a year ahead."))
        set_role(self.said, "" if lasting else "failed")
        self.changed.emit()


class _Offer(QPushButton):
    """A usual duration."""

    def __init__(self, lasting: timedelta) -> None:
        super().__init__(say_count("{n} day", "{n} days", lasting.days))
        self.lasting = lasting
        self.setAutoDefault(False)
        set_kind(self, "quiet")
