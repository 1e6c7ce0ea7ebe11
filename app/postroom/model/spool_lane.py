"""The lane of an account: its messages in their order, and what stops all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HeldLane:
    """An account whose messages wait for a person: its login or the server's certificate has to be looked after."""

    account: str
    reason: str
    since: datetime
