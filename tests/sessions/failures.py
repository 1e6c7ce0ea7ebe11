"""Sessions that must fail, and what is expected of their errors."""

from __future__ import annotations

from collections.abc import Callable

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.plan import SessionPlan
from postroom.model.step import Step
from postroom.sessions.session import Session
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]


async def failure_of(plan: SessionPlan, **options: object) -> SessionError:
    """Open a session that must fail, and leave nothing behind."""
    async with no_leaks():
        session = Session(plan, **options)  # type: ignore[arg-type]
        snapshot = await session.open()
        await session.close()
    assert snapshot.error is not None, [step.detail for step in snapshot.steps]
    assert snapshot.error.advice
    return snapshot.error


def check(error: SessionError, step: Step, code: ErrorCode, *, says: str, guess: bool = False) -> None:
    assert (error.step, error.code, error.guess) == (step, code, guess)
    assert says.lower() in f"{error.message} {error.cause} {error.advice}".lower()
