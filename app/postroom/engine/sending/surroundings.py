"""What a dispatcher finds around it: what it is told, and whom it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from postroom.engine.sending.office import MakeSession
from postroom.protocol.delivery_state import PATIENCE, Command
from postroom.sessions.session import Session

LINGER: Final = 5.0
"""Seconds that a connection without work stays open for the next message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a dispatcher is told, and whom it tells."""

    sends: Callable[[], bool]
    """Whether the spooler may send."""
    online: Callable[[], bool]
    """Whether there is a network."""
    clock: Callable[[], datetime]
    changed: Callable[[], None]
    """Is called when a lane stands otherwise."""
    make_session: MakeSession = Session
    patience: Mapping[Command, float] = field(default_factory=lambda: PATIENCE)
    """Seconds that servers have for their answers."""
    linger: float = LINGER
