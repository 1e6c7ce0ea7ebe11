"""A dispatcher over a spool in memory that notes what is asked of it, with sessions to servers in memory."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from postroom.engine.sending.dispatcher import Dispatcher
from postroom.engine.sending.surroundings import Surroundings
from postroom.model.message import MessageState
from postroom.model.sending_rules import USUAL_SENDING, SendingRules
from postroom.model.spool_attempt import Claim
from postroom.model.spool_lease import Holder, Lease
from postroom.spool.memory_store import MemoryStore
from tests.engine.sending.clocked.lanes import LINGER, Books, Hosts, account
from tests.spool.samples import HOUR, NOON, SERVICE, WINDOW, message
from tests.spool.spools import state_of, take
from tests.support.clocked_loop import clock_from

LATER: Final = "450 4.2.0 Greylisted"


class Disk(MemoryStore):
    """A store that notes for how many messages it was asked, and can fail."""

    fault: Exception | None = None
    """Raised by what looks for messages."""
    hold_fault: Exception | None = None
    """Raised by what holds a lane."""
    body_fault: Exception | None = None
    """Raised by what reads a text."""
    keeps_texts = False
    """Whether claims come without their text."""
    slowness = 0.0
    """Seconds after which it gives what it was asked for."""

    def __init__(self) -> None:
        super().__init__(clock_from(NOON))
        self.asked: list[dict[str, int]] = []
        self.agendas = 0

    def claim(self, lease: Lease, rooms: Mapping[str, int]) -> Future[tuple[Claim, ...]]:
        self.asked.append(dict(rooms))
        if self.fault is not None:
            raise self.fault
        claims = super().claim(lease, rooms)
        if not self.slowness and not self.keeps_texts:
            return claims
        loop = asyncio.get_running_loop()
        given: Future[tuple[Claim, ...]] = loop.create_future()
        bare = tuple(each._replace(body=None) for each in claims.result())
        loop.call_later(self.slowness, given.set_result, bare)
        return given

    def body(self, number: int) -> Future[bytes]:
        if self.body_fault is not None:
            raise self.body_fault
        return super().body(number)

    def agenda(self) -> Future[Mapping[str, datetime]]:
        self.agendas += 1
        return super().agenda()

    def hold_lane(self, account: str, reason: str) -> Future[None]:
        if self.hold_fault is None:
            return super().hold_lane(account, reason)
        refused: Future[None] = asyncio.get_running_loop().create_future()
        refused.set_exception(self.hold_fault)
        return refused


class Post:
    """A dispatcher and what is around it."""

    def __init__(self) -> None:
        self.disk = Disk()
        self.hosts = Hosts()
        self.books = Books()
        self.sends = True
        self.asked_whether_it_sends = 0
        self.online = True
        self.changes = 0
        self.leases_lost = 0
        self.dispatcher: Dispatcher | None = None

    async def open(
        self, *accounts: str, holder: Holder = WINDOW, rules: SendingRules = USUAL_SENDING, start: bool = True
    ) -> Dispatcher:
        """Begin to send for these accounts."""
        self.books = Books(*[account(name, rules) for name in accounts or ("main",)])
        lease = await take(self.disk, holder)
        dispatcher = Dispatcher(
            self.disk, lease, self.books, self._surroundings(), on_lease_lost=self._lose_lease
        )
        self.dispatcher = dispatcher
        if start:
            self.start()
        return dispatcher

    def start(self) -> None:
        """Begin as whoever takes the lease does."""
        assert self.dispatcher is not None
        self.dispatcher.start()
        self.dispatcher.switches_changed()

    async def close(self) -> None:
        """End all that is under way."""
        if self.dispatcher is not None:
            await self.dispatcher.stop(0.0)

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            sends=self._may_send,
            online=lambda: self.online,
            clock=clock_from(NOON),
            changed=self._note_change,
            make_session=self.hosts.make_session,
            linger=LINGER,
        )

    def _may_send(self) -> bool:
        self.asked_whether_it_sends += 1
        return self.sends

    def _note_change(self) -> None:
        self.changes += 1

    def _lose_lease(self) -> None:
        self.leases_lost += 1

    async def lose_lease(self) -> None:
        """Let another process take over."""
        other = MemoryStore(clock_from(NOON + HOUR), beside=self.disk)
        other.locks_work = False
        await other.take_lease(SERVICE)

    async def submit(self, count: int = 1, *, account: str = "main") -> list[int]:
        """Have so many messages accepted, and tell nobody."""
        return [await self.disk.submit(message(account=account)) for _ in range(count)]

    async def states(self) -> list[MessageState]:
        """How the messages stand, in their order."""
        numbers = sorted([number async for part in self.disk.ids() for number in part])
        return [await state_of(self.disk, number) for number in numbers]
