"""The one clock of a session, for its steps, attempts and transcript alike."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], float]
"""Gives seconds since the session began; never goes back."""
