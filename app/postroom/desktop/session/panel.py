"""One session of an account: its title, its timeline and the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from postroom.desktop.look.fonts import Face, font
from postroom.desktop.look.icons import Icon, qicon
from postroom.desktop.parts.elided import ElidedLabel
from postroom.desktop.parts.kind import set_mark, set_role
from postroom.desktop.parts.statement import Shape
from postroom.desktop.session.reading import fact, reading
from postroom.desktop.session.scale import SharedScale
from postroom.desktop.session.timeline import Timeline
from postroom.desktop.session.verdict import Remedy, verdict
from postroom.desktop.session.verdict_card import VerdictCard
from postroom.model.endpoint import Endpoint, Protocol
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step
from postroom.model.text import say


class SessionPanel(QFrame):
    """Shows a session and asks for what is to be done with it; it does nothing itself."""

    start_wanted = Signal(Protocol)
    cancel_wanted = Signal(Protocol)
    stop_wanted = Signal(Protocol)
    chosen = Signal(Protocol)
    remedy_wanted = Signal(Protocol, Remedy)
    report_wanted = Signal(Protocol)

    def __init__(self, protocol: Protocol, shared: SharedScale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.protocol = protocol
        self._snapshot: SessionSnapshot | None = None
        self.setObjectName("card")
        self._title = _Title(protocol)
        self._server = ElidedLabel()
        self._server.setFont(font(Face.FIXED_SMALL))
        set_role(self._server, "muted")
        self._fact = QLabel()
        set_role(self._fact, "muted")
        self.timeline = Timeline(protocol, shared)
        self.verdict = VerdictCard()
        self.verdict.remedy_wanted.connect(self._want_remedy)
        self.verdict.report_wanted.connect(self._want_report)
        self._title.button.clicked.connect(self._want)
        self._seconds = QTimer(self, interval=500)
        self._seconds.timeout.connect(self._tell_progress)
        self._lay_out()

    def _lay_out(self) -> None:
        facts = QHBoxLayout()
        facts.setSpacing(8)
        facts.addWidget(self._server, 1)
        facts.addWidget(self._fact)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 10)
        layout.setSpacing(4)
        layout.addLayout(self._title)
        layout.addLayout(facts)
        layout.addWidget(self.timeline)
        layout.addSpacing(4)
        layout.addWidget(self.verdict, 1)

    def show_session(
        self, endpoint: Endpoint | None, planned: Sequence[Step], snapshot: SessionSnapshot | None
    ) -> None:
        """Show `snapshot`, or without one what is planned for `endpoint`."""
        self._snapshot = snapshot
        shown = endpoint if snapshot is None else snapshot.plan.endpoint
        self._server.setText("" if shown is None else str(shown))
        self._fact.setText(fact(snapshot))
        self._title.show_session(snapshot)
        self.timeline.show_session(snapshot, planned)
        if snapshot is not None and snapshot.state is SessionState.OPENING:
            self._seconds.start()
        else:
            self._seconds.stop()
        self._tell_progress()

    def set_chosen(self, chosen: bool) -> None:
        """Mark whether the details below are this session's."""
        set_mark(self, "chosen", "true" if chosen else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.chosen.emit(self.protocol)

    @Slot()
    def _tell_progress(self) -> None:
        self.verdict.show_verdict(verdict(self._snapshot, self.timeline.running_for))

    @Slot()
    def _want(self) -> None:
        state = SessionState.IDLE if self._snapshot is None else self._snapshot.state
        if state is SessionState.OPENING:
            self.cancel_wanted.emit(self.protocol)
        elif state is SessionState.READY:
            self.stop_wanted.emit(self.protocol)
        else:
            self.start_wanted.emit(self.protocol)

    @Slot(object)
    def _want_remedy(self, remedy: Remedy) -> None:
        self.remedy_wanted.emit(self.protocol, remedy)

    @Slot()
    def _want_report(self) -> None:
        self.report_wanted.emit(self.protocol)


class _Title(QHBoxLayout):
    """The protocol, its state in shape, colour and word, and the one button that fits the state."""

    def __init__(self, protocol: Protocol) -> None:
        super().__init__()
        self._protocol = protocol
        name = QLabel(protocol.label)
        name.setFont(font(Face.STRONG))
        self._shape = Shape(Icon.UNTRIED, reading(None).role)
        self._word = ElidedLabel()
        self._word.setFont(font(Face.STRONG))
        self.button = QPushButton()
        self.setSpacing(8)
        self.addWidget(name)
        self.addWidget(self._shape)
        self.addWidget(self._word, 1)
        self.addWidget(self.button)

    def show_session(self, snapshot: SessionSnapshot | None) -> None:
        look = reading(snapshot)
        self._shape.show_icon(look.icon, look.role)
        self._word.setText(look.word)
        set_role(self._word, look.role.value)
        self._show_button(SessionState.IDLE if snapshot is None else snapshot.state)

    def _show_button(self, state: SessionState) -> None:
        label = self._protocol.label
        icon, text, name = {
            SessionState.IDLE: (Icon.PLAY, say("Start"), say("Start {protocol}", protocol=label)),
            SessionState.OPENING: (Icon.CLOSE, say("Cancel"), say("Cancel {protocol}", protocol=label)),
            SessionState.READY: (Icon.STOP, say("Stop"), say("Stop {protocol}", protocol=label)),
            SessionState.CLOSING: (Icon.STOP, say("Stop"), say("Stop {protocol}", protocol=label)),
        }.get(state, (Icon.RETRY, say("Retry"), say("Retry {protocol}", protocol=label)))
        if self.button.text() != text:
            self.button.setText(text)
            self.button.setIcon(qicon(icon))
            self.button.setAccessibleName(name)
        self.button.setEnabled(state is not SessionState.CLOSING)
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
