"""The one clock of a session: seconds since it began, for its steps, attempts and transcript alike."""

from __future__ import annotations

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Gives seconds since the session began; never goes back."""


def stopwatch() -> Clock:
    """Start a clock at zero."""
    began = time.perf_counter()
    return lambda: time.perf_counter() - began
