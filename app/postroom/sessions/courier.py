"""A courier: delivers parcel after parcel over the connection of a ready session, as fast as the server takes them.

It drives `protocol.delivery` by what arrives: no task wakes up for a message, and what is to be said goes out in one
piece. A parcel is fetched while the one before is still under way, so that its content is there by the time the server
wants it. It is marked when nothing but its final dot is left, and not before: of each connection's messages one alone
is in doubt if the program is killed.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from postroom.model.redacted import cleaned
from postroom.model.transcript import Speaker
from postroom.net.outbox import Outbox
from postroom.net.tap import Deaf
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery import Delivery
from postroom.protocol.delivery_events import Closed, ContentWanted, Ending, Settled
from postroom.protocol.delivery_state import PATIENCE, Command
from postroom.protocol.errors import IllegalMove
from postroom.protocol.wire_check import NotWireForm
from postroom.sessions.parcel import Delivered, Parcel, Shipper
from postroom.sessions.said import written
from postroom.sessions.session import Loan

AHEAD: Final = 2
"""Parcels that are fetched and not settled: one that is under way, and the next."""
PIECE: Final = 256 * 1024
"""Octets of a large message that are sent before the server's end is asked whether it can take more."""


@dataclass(slots=True)
class _Load:
    """A parcel that was fetched."""

    parcel: Parcel
    begun_at: float
    content: bytes | Future[bytes]
    sent: int = 0
    """Octets of the content that were sent."""
    mark: Future[None] | None = None
    is_marked: bool = False
    """Whether the mark was asked for."""


class Courier(asyncio.Protocol):
    """Delivers over one lent connection. `run` returns when the shipper has no more, or the connection has ended.

    Couriers that share an `outbox` send together.
    """

    def __init__(
        self,
        loan: Loan,
        shipper: Shipper,
        *,
        linger: float = 0.0,
        patience: Mapping[Command, float] = PATIENCE,
        outbox: Outbox | None = None,
    ) -> None:
        self._loan = loan
        self._shipper = shipper
        self._linger = linger
        self._patience = patience
        self._outbox = outbox or Outbox()
        self._loop = asyncio.get_running_loop()
        self._now = self._loop.time()
        """The time of what happens now."""
        self._machine = Delivery(SmtpCapabilities(loan.snapshot.capabilities), lambda: self._now)
        self._loads: dict[int, _Load] = {}
        self._next: _Load | None = None
        """The load that was fetched and is not begun."""
        self._wanted: _Load | None = None
        """The load whose content the server waits for."""
        self._over: Future[None] = self._loop.create_future()
        self._said = 0
        """How often something was sent."""
        self._retiring = False
        self._congested = False
        self._pumping = False
        self._deadline = 0.0
        self._alarm: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport | None = None
        self.settled = 0
        """How many parcels were settled."""

    @property
    def closed(self) -> Closed | None:
        """How the connection ended, without a secret in it; None while it stands."""
        return cleaned(self._machine.closed, self._loan.redact)

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._loads and self._next is None

    async def run(self) -> None:
        """Deliver. Cancelled, it settles what is on its way and gives up the connection."""
        stream = self._loan.stream
        tap = stream.tap(Deaf())
        self._transport = stream.attach(self, bytes, hasty=False)
        try:
            self._pump()
            await self._over
        finally:
            if not self._machine.idle:
                self._abandon(Ending.ABANDONED)
            self._put_back()
            if self._alarm is not None:
                self._alarm.cancel()
            stream.detach()
            stream.tap(tap)
            closed = self.closed
            self._loan.sound = closed is None
            self._loan.last_words = None if closed is None else closed.reply

    def wake(self) -> None:
        """Ask the shipper again: it has more."""
        if not self._over.done():
            self._pump()

    def retire(self) -> None:
        """Finish what is on its way, and begin nothing more."""
        self._retiring = True
        self._put_back()
        self.wake()

    def give_up(self) -> None:
        """End at once: what is behind its final dot is uncertain, the rest was not sent."""
        self._abandon(Ending.ABANDONED)
        self._end()

    # What the connection tells

    def data_received(self, data: bytes) -> None:
        heard, said = self._machine.heard, self._said
        self._now = self._loop.time()
        self._machine.feed(data)
        if self._machine.heard != heard or self._machine.closed is not None:  # half a reply gains no time
            self._pump()
        if self._said == said and self._machine.waiting is not None:
            self._loan.stream.hasten()  # what we say next would tell the server, and there is nothing to be said

    def eof_received(self) -> bool:
        self._abandon(Ending.DISCONNECTED)
        self._end()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._abandon(Ending.DISCONNECTED)
        self._end()

    def pause_writing(self) -> None:
        self._congested = True

    def resume_writing(self) -> None:
        self._congested = False
        self._pump()

    # What is to be done

    def _pump(self) -> None:
        """Do all that can be done now."""
        if self._pumping or self._transport is None or self._over.done():
            return
        self._pumping = True
        self._now = self._loop.time()
        try:
            self._go_on()
        finally:
            self._pumping = False
        if self._machine.closed is not None:
            self._put_back()
            self._end()
        elif self._retiring and self.idle and self._machine.idle:
            self._end()
        else:
            self._watch_time()

    def _go_on(self) -> None:
        machine = self._machine
        while True:
            self._hear()
            if self._wanted is not None:
                self._send_content()
            self._fetch()
            self._begin()
            self._say()
            if not machine.has_event:
                break
        self._fetch()

    def _hear(self) -> None:
        while (event := self._machine.next_event()) is not None:
            match event:
                case Settled():
                    self._settle(event)
                case ContentWanted():
                    self._wanted = self._loads[event.transaction]
                case Closed():
                    self._wanted = None

    def _begin(self) -> None:
        """Begin the next transaction, if there is one."""
        machine, load = self._machine, self._next
        if load is not None and machine.ready and not self._congested:
            self._next = None
            load.begun_at = self._now
            self._loads[machine.begin(load.parcel.envelope)] = load

    def _fetch(self) -> None:
        """Fetch the next parcel, so that its content is there when it is its turn."""
        if self._next is not None or self._retiring or self._machine.closed is not None:
            return
        if len(self._loads) >= AHEAD:
            return
        parcel = self._shipper.next()
        if parcel is not None:
            self._next = _Load(parcel, self._now, parcel.content())
        elif self.idle and not self._linger:
            self._retiring = True

    def _send_content(self) -> None:
        """Send what the server waits for, once it is there, and the final dot once its mark is made."""
        load = self._wanted
        if load is None or self._machine.closed is not None or self._congested:
            return
        content = self._ready_content(load)
        if content is None:
            return
        try:
            while load.sent < len(content) and not self._congested:
                piece = content if len(content) <= PIECE else content[load.sent : load.sent + PIECE]
                self._machine.send_content(piece)
                load.sent += len(piece)
                if load.sent < len(content):
                    self._say()
                    self._outbox.send()  # whether there is room for more is not known before
            if load.sent < len(content):
                return
            if not load.is_marked:
                load.mark, load.is_marked = load.parcel.mark(), True
            if load.mark is None or self._is_done(load.mark):
                self._machine.send_final_dot()
                self._wanted = None
        except (NotWireForm, IllegalMove):
            self._abandon(Ending.UNFIT)

    def _ready_content(self, load: _Load) -> bytes | None:
        """Give the content where it is there; where it never will be, give up."""
        content = load.content
        if isinstance(content, Future):
            return content.result() if self._is_done(content) else None
        return content

    def _is_done(self, awaited: Future[Any]) -> bool:
        """Whether it is done; otherwise go on when it is, and give up where it failed."""
        if not awaited.done():
            awaited.add_done_callback(self._resume)
            return False
        if awaited.cancelled() or awaited.exception() is not None:
            self._abandon(Ending.ABANDONED)
            return False
        return True

    def _resume(self, _: Future[Any]) -> None:
        self._pump()

    def _say(self) -> None:
        outgoing = self._machine.take_output()
        if outgoing and self._transport is not None:
            self._said += 1
            self._outbox.write(self._transport, outgoing)

    def _settle(self, event: Settled) -> None:
        load = self._loads.pop(event.transaction)
        if self._wanted is load:
            self._wanted = None
        self.settled += 1
        if load.mark is not None:
            load.mark.cancel()  # nobody is to be in doubt about what was settled
        lines, clean = written(event.dialogue, load.begun_at, self._loan.redact)
        verdicts, closed = event.verdicts, event.closed
        if closed is not None or not clean:
            verdicts, closed = cleaned(verdicts, self._loan.redact), cleaned(closed, self._loan.redact)
        answered = closed is None or any(speaker is Speaker.SERVER for _, speaker, _ in event.dialogue)
        seconds = self._now - load.begun_at
        load.parcel.settle(Delivered(verdicts, load.begun_at, seconds, closed, answered, lines))

    # The end

    def _abandon(self, ending: Ending) -> None:
        """Settle everything: no more will be heard."""
        self._machine.connection_lost(ending)
        self._hear()
        self._put_back()

    def _put_back(self) -> None:
        """Give back the parcel that was fetched and will not be begun."""
        load, self._next = self._next, None
        if load is not None:
            load.parcel.put_back()

    def _end(self) -> None:
        if not self._over.done():
            self._over.set_result(None)

    def _watch_time(self) -> None:
        """Wait for the server no longer than it may take."""
        waiting = self._machine.waiting
        self._deadline = self._now + (self._linger if waiting is None else self._patience[waiting])
        if self._alarm is None:
            self._alarm = self._loop.call_at(self._deadline, self._look_at_clock)
        elif self._alarm.when() > self._deadline:
            self._alarm.cancel()
            self._alarm = self._loop.call_at(self._deadline, self._look_at_clock)

    def _look_at_clock(self) -> None:
        self._alarm = None
        if self._loop.time() < self._deadline:
            self._alarm = self._loop.call_at(self._deadline, self._look_at_clock)
        elif self._machine.waiting is None:
            self.retire()
        else:
            self._abandon(Ending.TIMED_OUT)
            self._end()
