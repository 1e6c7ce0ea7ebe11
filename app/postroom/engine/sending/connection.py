"""One connection of a lane: a session is opened, and a courier delivers over it until the lane has no more."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from postroom.engine.secret_needed import SecretNeeded
from postroom.engine.sending.conclusion import summarise
from postroom.engine.sending.consignment import Consignment
from postroom.engine.sending.office import Office
from postroom.model.account_errors import UnknownAccount
from postroom.model.plan import SessionPlan
from postroom.model.session import SessionState
from postroom.model.text import say
from postroom.protocol.delivery_events import Closed, Ending, Verdict
from postroom.sessions.courier import Courier
from postroom.sessions.parcel import Delivered
from postroom.sessions.session import NotLendable, Session

if TYPE_CHECKING:
    from postroom.engine.sending.lane import Lane


class LaneConnection:
    """Opens, delivers and closes by itself; tells its lane."""

    def __init__(self, lane: Lane, office: Office) -> None:
        self.began: datetime = office.now()
        self.server = ""
        """The address that was reached."""
        self.closed: Closed | None = None
        """How the server ended it; None where we did."""
        self.begun = 0
        """Messages that were begun."""
        self.settled = 0
        """Messages that were recorded."""
        self.settled_well = False
        """Whether the server answered for at least one of them."""
        self.last_summary = ""
        self.is_ready = False
        self.broke = False
        """Whether it ended by a fault of ours, which must not be repeated without end."""
        self._lane = lane
        self._office = office
        self._session: Session | None = None
        self._courier: Courier | None = None
        self._in_flight: set[Consignment] = set()
        self._retired = False

    @property
    def in_flight(self) -> int:
        """Messages that are on their way."""
        return len(self._in_flight)

    @property
    def idle(self) -> bool:
        """Whether it could begin a message at once."""
        return self._courier is not None and self._courier.idle

    async def run(self) -> None:
        """Open, deliver, close."""
        try:
            session = await self._open()
            if session is not None:
                try:
                    await self._deliver(session)
                finally:
                    await session.close()
        except Exception:
            self.broke = True
            raise
        finally:
            self._courier = None
            self._lane.ended(self)

    def next(self) -> Consignment | None:
        """Give the courier the next message."""
        consignment = None if self._retired else self._lane.next(self)
        if consignment is not None:
            self.begun += 1
            self._in_flight.add(consignment)
        return consignment

    def finished(self, consignment: Consignment, delivered: Delivered) -> None:
        """Hear what became of a message."""
        self._in_flight.discard(consignment)
        if not self.settled_well:
            lost = {Verdict.NOT_SENT, Verdict.UNCERTAIN}
            self.settled_well = any(each.verdict not in lost for each in delivered.verdicts)
        if delivered.closed is not None:
            self.last_summary = summarise(delivered.verdicts, delivered.closed)
        self._lane.settle(self, consignment, delivered)

    def put_back(self, consignment: Consignment) -> None:
        """Hear that a message was not begun."""
        self._in_flight.discard(consignment)
        self._office.give_back([consignment.claim])

    def wake(self) -> None:
        if self._courier is not None:
            self._courier.wake()

    def retire(self) -> None:
        """Finish what is on its way, and end."""
        self._retired = True
        if self._courier is not None:
            self._courier.retire()
        elif self._session is not None and not self.is_ready:
            self._session.cancel()

    def give_up(self) -> None:
        """End at once."""
        self._retired = True
        if self._courier is not None:
            self._courier.give_up()
        elif self._session is not None:
            self._session.cancel()

    async def _open(self) -> Session | None:
        plan = await self._plan()
        if plan is None or self._retired:
            return None
        self._session = session = self._office.make_session(plan)
        snapshot = await session.open()
        self.server = snapshot.address or ""
        if snapshot.state is not SessionState.READY:
            self._lane.failed(self, snapshot, session.transcript.lines())
            await session.close()
            return None
        self._office.learned(self._lane.account, snapshot.capabilities)
        return session

    async def _plan(self) -> SessionPlan | None:
        name = self._lane.account
        try:
            return await self._office.accounts.plan_to_send(name)
        except SecretNeeded as needed:
            words = say(
                "The password of {user} is not known here: enter it once for the account {name}.",
                user=needed.user,
                name=name,
            )
            self._lane.cannot_send(words)
        except UnknownAccount:
            words = say(
                "There is no account {name} any more: add it again, or discard its messages.", name=name
            )
            self._lane.cannot_send(words)
        except LookupError:
            words = say("The account {name} has no SMTP server: enter one.", name=name)
            self._lane.cannot_send(words)
        return None

    async def _deliver(self, session: Session) -> None:
        try:
            async with session.lent() as loan:
                self._courier = Courier(
                    loan,
                    self,
                    linger=self._office.linger,
                    patience=self._office.patience,
                    outbox=self._office.outbox,
                )
                self.is_ready = True
                # Once the courier has begun: until then it looks as if one more connection were needed.
                asyncio.get_running_loop().call_soon(self._lane.ready, self)
                if self._retired:
                    self._courier.retire()
                try:
                    await self._courier.run()
                finally:
                    self.closed = self._courier.closed
        except NotLendable:
            if not self._retired:  # the server hung up between the login and now
                self.closed = Closed(Ending.DISCONNECTED)
