"""How the lane of an account stands: its connections, and what keeps its messages waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneStanding:
    """The lane of an account at one moment."""

    account: str
    connections: int = 0
    """Those that are open or being opened."""
    limit: int = 1
    """How many may be open now: fewer than the account allows while the server asked to slow down."""
    held: str | None = None
    """Why a person has to look after it, such as a login that is refused; None where nobody has to."""
    waits_until: datetime | None = None
    """When the next connection is tried, after one that failed; None where nothing hinders one."""
    reason: str = ""
    """What hinders its messages, in a sentence; empty where nothing does."""
    in_flight: int = 0
    """Messages that are on their way over its connections."""
