"""The general settings as they stand in their dialog."""

from __future__ import annotations

from dataclasses import dataclass, field

from postroom.model.closing import CloseAnswer
from postroom.model.history import DEFAULT_HISTORY
from postroom.model.plan import DEFAULT_TIMEOUT, Trust
from postroom.model.trust import Toggle


@dataclass(frozen=True, slots=True)
class GeneralSettings:
    """Each with its usual value."""

    trust: Trust = field(default_factory=Trust)
    timeout: float = DEFAULT_TIMEOUT
    """Seconds of silence that a new account bears."""
    ignore_incoming: frozenset[Toggle] = frozenset()
    """What new accounts let pass of the certificates of POP3 servers."""
    ignore_outgoing: frozenset[Toggle] = frozenset()
    """The same for SMTP servers."""
    history_days: int = DEFAULT_HISTORY
    on_close: CloseAnswer | None = None
    """What becomes of messages that wait when the window is closed; None to ask each time."""
    spooler_disabled: bool = False
