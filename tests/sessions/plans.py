"""Plans for sessions with servers on loopback, and sessions that end with their test."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.plan import Credentials, SessionPlan, Trust
from postroom.model.secret import Secret
from postroom.model.tls import TrustMode
from postroom.net.address import Address
from postroom.sessions.session import Session
from tests.support.ca import Certificates
from tests.support.ports import LOOPBACK

PATIENT: Final = 10.0
"""A time-out that no test is meant to reach."""

PASSWORD: Final = Secret("tomato & p\u00e4per-17")
CREDENTIALS: Final = Credentials("ada", PASSWORD)


def plan(
    protocol: Protocol,
    security: Security,
    port: int,
    *,
    ca: Certificates | None = None,
    host: str = LOOPBACK,
    credentials: Credentials | None = CREDENTIALS,
    timeout: float = PATIENT,
    **options: Any,
) -> SessionPlan:
    files = () if ca is None else (ca.root,)
    options.setdefault("trust", Trust(TrustMode.SYSTEM, files))
    return SessionPlan(
        protocol=protocol,
        endpoint=Endpoint(host, port, security),
        credentials=credentials,
        timeout=timeout,
        **options,
    )


@asynccontextmanager
async def opened(plan: SessionPlan, **options: Any) -> AsyncIterator[Session]:
    """Open a session, and close it at the end."""
    session = Session(plan, **options)
    try:
        await session.open()
        yield session
    finally:
        await session.close()


class OnLoopback:
    """A resolver that finds every name on this computer."""

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        return (Address(socket.AF_INET, (LOOPBACK, port)),)


def said(session: Session) -> list[str]:
    """Give the conversation as lines such as `server: 220 ready`."""
    return [f"{line.speaker}: {line.text}" for line in session.transcript.lines()]
