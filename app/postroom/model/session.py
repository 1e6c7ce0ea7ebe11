"""The life of a session: the law of its states in one table, and the value that shows how it stands.

    idle -> opening -> ready -> closing -> closed
               |         |         |
               +---------+---------+--> failed

A session is opened once. Opening ends in `ready` or `failed`; cancelling it is a failure with the code `cancelled`. A
ready session that the server ends is `failed`, with what the server said last. `closed` and `failed` are final: another
try is another session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from postroom.model.errors import SessionError
from postroom.model.plan import SessionPlan
from postroom.model.step import Step, StepRecord, not_tried
from postroom.model.tls import TlsFacts


class SessionState(StrEnum):
    """How a session stands."""

    IDLE = "idle"
    OPENING = "opening"
    READY = "ready"
    CLOSING = "closing"
    CLOSED = "closed"
    FAILED = "failed"


MOVES: Final = {
    SessionState.IDLE: frozenset({SessionState.OPENING, SessionState.CLOSED}),
    SessionState.OPENING: frozenset({SessionState.READY, SessionState.FAILED}),
    SessionState.READY: frozenset({SessionState.CLOSING, SessionState.FAILED}),
    SessionState.CLOSING: frozenset({SessionState.CLOSED, SessionState.FAILED}),
    SessionState.CLOSED: frozenset[SessionState](),
    SessionState.FAILED: frozenset[SessionState](),
}
"""The legal moves; every other is an `IllegalMove`."""


class IllegalMove(RuntimeError):
    """A session was asked for something that its state does not allow: a bug of the caller."""


def move(now: SessionState, to: SessionState) -> SessionState:
    """Give `to` where the law allows it. Raises `IllegalMove`."""
    if to not in MOVES[now]:
        raise IllegalMove(f"a session that is {now} cannot become {to}")
    return to


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What STAT answered (RFC 1939 section 5): messages, and their size in octets."""

    messages: int
    octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSnapshot:
    """A session at one moment. The transcript is kept beside it, since it grows."""

    plan: SessionPlan
    state: SessionState = SessionState.IDLE
    opened_at: datetime | None = None
    """When opening began, in UTC."""
    steps: tuple[StepRecord, ...] = ()
    address: str | None = None
    """The address that took the connection."""
    tls: TlsFacts | None = None
    capabilities: tuple[str, ...] = ()
    """What the server offers, a line of CAPA or EHLO each; after STARTTLS only what it said under TLS."""
    authenticated: bool = False
    mechanism: str | None = None
    mechanism_reason: str = ""
    """Which mechanisms were offered, and why this one was taken."""
    mailbox: Mailbox | None = None
    error: SessionError | None = None
    notes: tuple[str, ...] = ()
    """What deserves to be said although nothing failed: no TLS, not authenticated, an odd line end, a slow address."""
    unproved: tuple[str, ...] = ()
    """What a ready session did not prove."""

    @property
    def ok(self) -> bool:
        """Whether everything that was planned was proved, and nothing failed since."""
        was_ready = self.state in {SessionState.READY, SessionState.CLOSING, SessionState.CLOSED}
        return was_ready and self.error is None and not self.not_tried

    @property
    def not_tried(self) -> tuple[Step, ...]:
        """The planned steps that were not begun."""
        return not_tried(self.plan.steps, self.steps)

    @property
    def seconds(self) -> float:
        """How long opening has taken, to the end of its last step."""
        return max((record.started + record.seconds for record in self.steps), default=0.0)
