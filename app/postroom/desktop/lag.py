"""How late the Qt loop answers: what a key press or a repaint would have waited, measured many times a second."""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

PERIOD_MS = 2
KEPT = 60_000
"""Samples kept: the last two minutes."""
LOG_EVERY_MS = 60_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lag:
    """The delays of the samples kept, in milliseconds; all 0 when there is no sample yet."""

    samples: int
    median: float
    p95: float
    p99: float
    worst: float

    def __str__(self) -> str:
        return (
            f"median {self.median:.1f} ms, 95 % {self.p95:.1f} ms, 99 % {self.p99:.1f} ms, "
            f"worst {self.worst:.1f} ms of {self.samples}"
        )


class LagMeter(QObject):
    """Sets a precise timer every 2 ms and notes how late Qt comes to it.

    A pause hides the ticks that would have come meanwhile, so each of them counts with what it would have waited:
    without that a single pause of a second would be a single sample.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._late: deque[float] = deque(maxlen=KEPT)
        self._due = 0.0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer, interval=PERIOD_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Forget earlier samples and begin."""
        self._late.clear()
        self._set()

    def stop(self) -> Lag:
        self._timer.stop()
        return self.lag()

    def lag(self) -> Lag:
        late = sorted(self._late)
        return Lag(
            samples=len(late),
            median=_percentile(late, 50),
            p95=_percentile(late, 95),
            p99=_percentile(late, 99),
            worst=_percentile(late, 100),
        )

    def _set(self) -> None:
        self._due = time.perf_counter() * 1000 + PERIOD_MS
        self._timer.start()

    def _tick(self) -> None:
        late = max(0.0, time.perf_counter() * 1000 - self._due)
        missed = min(int(late / PERIOD_MS), KEPT)
        self._late.extend(late - PERIOD_MS * ticks for ticks in range(missed + 1))
        self._set()


@contextmanager
def lag_logged() -> Iterator[None]:
    """Log the lag once a minute and at the end, if debug messages are wanted at all."""
    if not log.isEnabledFor(logging.DEBUG):
        yield
        return
    meter = LagMeter()
    reporter = QTimer(meter, interval=LOG_EVERY_MS)
    reporter.timeout.connect(lambda: log.debug("Qt answers late by: %s", meter.lag()))
    meter.start()
    reporter.start()
    try:
        yield
    finally:
        reporter.stop()
        log.debug("Qt answered late by: %s", meter.stop())


def _percentile(ordered: list[float], percent: int) -> float:
    """Take the nearest rank: the least value that `percent` of all values do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0
