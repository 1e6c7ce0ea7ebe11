"""How Qt calls the event loop: soon, at a time, and when a descriptor is ready."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal

LONGEST_ALARM_MS = 24 * 60 * 60 * 1000
"""A QTimer counts milliseconds in 32 bits; a later deadline is reached in several alarms."""

PULSE_MS = 250


class Wakeup(QObject):
    """Calls `turn` on the GUI thread, never from within the call that asks for it."""

    _rung = Signal()

    def __init__(self, turn: Callable[[], None]) -> None:
        super().__init__()
        self._turn = turn
        self._ringing = False
        self._rung.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._alarm = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(self._sound)
        self._alarm_at = math.inf
        self._notifier: QSocketNotifier | None = None

    def ring(self) -> None:
        """Ask for a turn soon; any thread may ask, and many requests make one turn."""
        if not self._ringing:
            self._ringing = True
            self._rung.emit()

    def ring_at(self, deadline: float, now: float) -> None:
        """Ask for a turn at `deadline` (seconds, like `now`) or, if that is a day off, a day from now.

        An earlier alarm stays: it costs one idle turn, less than setting the timer anew for each deadline.
        """
        if deadline < self._alarm_at:
            self._alarm_at = deadline
            delay = math.ceil(min(max(deadline - now, 0.0) * 1000, LONGEST_ALARM_MS))
            self._alarm.start(delay)

    def watch(self, descriptor: int) -> None:
        """Ask for a turn whenever `descriptor` is readable, once `listen` was called."""
        self._notifier = QSocketNotifier(descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.setEnabled(False)
        self._notifier.activated.connect(self._turn)

    def listen(self, on: bool) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(on)

    def beat(self) -> None:
        """Give Python a moment a few times a second, for signals on a system where they do not wake Qt."""
        pulse = QTimer(self)
        pulse.timeout.connect(int)
        pulse.start(PULSE_MS)

    def close(self) -> None:
        """Release the timer and the notifier; call it before the watched descriptor is closed."""
        self._ringing = True
        self._alarm.stop()
        self.listen(False)
        self.deleteLater()

    def _answer(self) -> None:
        self._ringing = False
        self._turn()

    def _sound(self) -> None:
        self._alarm_at = math.inf
        self._turn()
