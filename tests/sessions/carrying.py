"""Couriers for tests: over a session to a receiver, to the end of their work or beside a test."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.net.tasks import spawn
from postroom.protocol.delivery_state import Command
from postroom.sessions.courier import Courier
from postroom.sessions.parcel import Shipper
from postroom.sessions.session import Session
from tests.sessions.parcels import Cart
from tests.sessions.plans import opened, plan
from tests.support.receiver import EXTENSIONS, Manners, Receiver

ONE_BY_ONE = Manners(extensions=EXTENSIONS[1:])
IN_HASTE: Mapping[Command, float] = dict.fromkeys(Command, 0.1)
DEADLINE = 15.0

both_ways = pytest.mark.parametrize("manners", [Manners(), ONE_BY_ONE], ids=["pipelined", "one by one"])


def to(receiver: Receiver, **options: Any) -> Any:
    return opened(plan(Protocol.SMTP, Security.NONE, receiver.port, credentials=None, **options))


async def carry(session: Session, shipper: Shipper, **options: Any) -> Courier:
    """Deliver all there is; give the courier, whose work is done."""
    async with asyncio.timeout(DEADLINE), session.lent() as loan:
        courier = Courier(loan, shipper, **options)
        await courier.run()
    return courier


class UnderWay:
    """A courier that runs while a test does something."""

    def __init__(self, session: Session, cart: Cart, **options: Any) -> None:
        self.courier: Courier | None = None
        self._owner: set[asyncio.Task[Any]] = set()
        self.ready = asyncio.Event()
        self.task = spawn(self._run(session, cart, options), name="carry", owner=self._owner)

    async def _run(self, session: Session, cart: Cart, options: dict[str, Any]) -> None:
        async with asyncio.timeout(DEADLINE), session.lent() as loan:
            self.courier = Courier(loan, cart, **options)
            self.ready.set()
            await self.courier.run()

    async def begun(self) -> Courier:
        await self.ready.wait()
        assert self.courier is not None
        return self.courier


async def heard(receiver: Receiver, verb: str) -> None:
    """Return when the server has heard a command."""
    register = receiver.register
    await asyncio.to_thread(register.wait_until, lambda: verb in register.verbs())
