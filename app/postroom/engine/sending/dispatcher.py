"""The dispatcher: claims what is due for the lanes, and writes down what became of it. Runs where the lease is held.

It sleeps until something is due or somebody says that more may be: a lane that is hungry, a message that was submitted,
a command, another process. Nothing is asked of the disk while nothing happens.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import Future
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from postroom.engine.sending.lane import Lane
from postroom.engine.sending.ledger import RETRY_WRITING, Ledger
from postroom.engine.sending.office import Accounts
from postroom.engine.sending.surroundings import Surroundings
from postroom.model.endpoint import is_loopback
from postroom.model.lane import LaneStanding
from postroom.model.plan import SessionPlan
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.model.spool_errors import LeaseError, SpoolClosed, SpoolError
from postroom.model.spool_lease import Lease
from postroom.model.text import say
from postroom.net.deadlines import within
from postroom.net.outbox import Outbox
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.sessions.session import Session
from postroom.spool.store import Store

LOOK_AT_LEAST: Final = 30.0
"""Seconds after which it is looked again whatever is known: clocks are set, and computers sleep."""
AFTER_FAULT: Final = 5.0
"""Seconds after which it is looked again where looking failed by a fault of ours."""
log = logging.getLogger(__name__)


class Dispatcher:
    """Sends from a store under a lease. It is the `Office` of its lanes."""

    def __init__(
        self,
        store: Store,
        lease: Lease,
        accounts: Accounts,
        around: Surroundings,
        *,
        on_lease_lost: Callable[[], None],
    ) -> None:
        self.accounts = accounts
        self.patience = around.patience
        self.linger = around.linger
        self.now = around.clock
        self.outbox = Outbox()
        self._around = around
        self._store = store
        self._lease = lease
        self._on_lease_lost = on_lease_lost
        self.capabilities: dict[str, Sequence[str]] = {}
        """What the server of each account said last that it can do."""
        self._lanes: dict[str, Lane] = {}
        self._held: dict[str, str] = {}
        self._did_send = True
        self._tasks: set[asyncio.Task[Any]] = set()
        self._ledger = Ledger(store, lease, self)
        self._looking = asyncio.Lock()
        self._news = asyncio.Event()
        self._look_anew = True
        self._due_at: datetime | None = None
        """When the next message is due, as far as it is known."""
        self._fault: str | None = None
        """Why it could not be looked for more; None where it could."""
        self._stopped = False
        self._run: asyncio.Task[None] | None = None

    # What others see

    @property
    def sends(self) -> bool:
        """Whether anything may be sent now; not while the disk does not take what became of messages."""
        return not self._stopped and self._ledger.trouble is None and self._around.sends()

    @property
    def trouble(self) -> str | None:
        """Why nothing can be sent whatever the lanes are like: the spool cannot be written, or by a fault of ours."""
        trouble = self._ledger.trouble
        return self._fault if trouble is None else str(trouble)

    @property
    def lanes(self) -> Mapping[str, LaneStanding]:
        """The lanes that are busy or hindered."""
        standings = {name: lane.standing for name, lane in self._lanes.items()}
        return {name: each for name, each in standings.items() if self._lanes[name].busy or each.reason}

    @property
    def settled(self) -> int:
        """How many attempts have been made."""
        return sum(lane.settled for lane in self._lanes.values())

    def start(self) -> None:
        """Begin to send."""
        self._run = self.spawn(self._keep_looking(), "dispatch from the spool")

    async def stop(self, grace: float) -> None:
        """Finish what is on its way within `grace` seconds, give back the rest, and write down everything."""
        self._stopped = True
        for lane in self._lanes.values():
            lane.rest()
        if self._run is not None:
            await cancel_and_wait(self._run)
        deadline = asyncio.get_running_loop().time() + grace
        while self._tasks and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        for lane in self._lanes.values():
            lane.give_up()
        await self._ledger.written_so_far()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2 * RETRY_WRITING)
        await cancel_and_wait(*self._tasks)
        await self._ledger.written_so_far()
        for lane in self._lanes.values():
            lane.close()

    def switches_changed(self) -> None:
        """Take notice that it may be allowed to send, or no longer."""
        self._did_send = self.sends
        if not self._did_send:
            for lane in self._lanes.values():
                lane.rest()
        self.look(anew=True)

    def follow(self, held: Mapping[str, str], *, anew: bool = False) -> None:
        """Take notice of the lanes that the spool holds, and why; `anew` where more may be due than was known."""
        if dict(held) != self._held:
            self._held = dict(held)
            self._hold_lanes()
        if self.sends != self._did_send:
            self.switches_changed()
        if anew:
            self.look(anew=True)

    def _hold_lanes(self) -> None:
        for name in self._held:
            self._lane(name).held = self._held[name]
        for name, lane in self._lanes.items():
            if name in self._held:
                lane.rest()
            elif lane.held is not None:
                lane.open()

    async def quiet(self, seconds: float) -> None:
        """Return when no message is on its way any more and the disk knows it, after so many seconds at the latest."""
        async with self._looking:
            pass  # what is being claimed is given back
        deadline = asyncio.get_running_loop().time() + seconds
        while any(lane.standing.in_flight for lane in self._lanes.values()):
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            await asyncio.wait(self._tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        await self._ledger.written_so_far()

    def lane_opened(self, account: str) -> None:
        """Take notice that the spool does not hold a lane any more, also where it was not known yet that it does."""
        self._held.pop(account, None)
        lane = self._lanes.get(account)
        if lane is not None and lane.held is not None:
            lane.open()

    def account_changed(self, account: str | None) -> None:
        """Begin anew with an account that is not what it was, or with all: over other connections, and at once."""
        for name, lane in self._lanes.items():
            if account in {None, name}:
                lane.rest()
        self.nudge(account)

    def nudge(self, account: str | None = None) -> None:
        """Try again at once."""
        for name, lane in self._lanes.items():
            if account in {None, name}:
                lane.nudge()
        self.look(anew=True)

    # What lanes ask for

    def is_online(self, host: str) -> bool:
        return self._around.online() or is_loopback(host)

    def make_session(self, plan: SessionPlan) -> Session:
        return self._around.make_session(plan)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        return spawn(work, name=name, owner=self._tasks)

    def look(self, *, anew: bool = False) -> None:
        self._look_anew = self._look_anew or anew
        self._news.set()

    def learned(self, account: str, capabilities: Sequence[str]) -> None:
        self.capabilities[account] = capabilities

    def pass_dot(self, claim: Claim) -> Future[None] | None:
        return self._ledger.mark(claim)

    def body(self, claim: Claim) -> Future[bytes]:
        reading = self.spawn(self._body(claim), f"read message {claim.id}")
        reading.add_done_callback(self._ledger.watch)
        return reading

    async def _body(self, claim: Claim) -> bytes:
        return await self._store.body(claim.id)

    def record(self, claim: Claim, attempt: DeliveryAttempt) -> None:
        self._ledger.record(claim, attempt)

    def give_back(self, claims: Iterable[Claim]) -> None:
        self._ledger.give_back(claims)

    def hold_lane(self, account: str, reason: str) -> None:
        held = self._store.hold_lane(account, reason)
        held.add_done_callback(lambda done: self._lane_held(account, reason, done))

    def _lane_held(self, account: str, reason: str, done: Future[None]) -> None:
        """Know it before the spool is read again, so that its opening is noticed however soon it comes."""
        self._ledger.watch(done)
        if done.cancelled() or done.exception() is not None:
            lane = self._lane(account)
            lane.held = None
            lane.slow_down(reason)  # what was refused is not repeated at once
        else:
            self._held[account] = reason

    def lane_changed(self) -> None:
        self._around.changed()

    # What the ledger tells

    def will_be_due(self, due_at: datetime) -> None:
        """Look again at that time. It counts from here: whoever reads earlier does not see it yet."""
        if self._due_at is None or due_at < self._due_at:
            self._due_at = due_at
            self._news.set()

    def trouble_changed(self) -> None:
        """Stop sending until the disk takes again what it is given, and then go on."""
        if self._ledger.trouble is not None:
            for lane in self._lanes.values():
                lane.rest()
        self._around.changed()
        self.look(anew=True)

    def lease_lost(self) -> None:
        self._on_lease_lost()

    # Looking

    async def _keep_looking(self) -> None:
        while True:
            try:
                async with within(self._until_due()):
                    await self._news.wait()
            except TimeoutError:
                self._look_anew = True
            self._news.clear()
            try:
                if self.sends:
                    async with self._looking:
                        await self._look()
                    self._tell_fault(None)
            except LeaseError:
                self._on_lease_lost()
                return
            except SpoolClosed:
                return
            except (SpoolError, OSError) as error:
                self._ledger.fail(error)
            except Exception as error:  # noqa: BLE001  # whatever it was, it must not end the sending for ever
                self._tell_fault(error)
                self.look(anew=True)
                await asyncio.sleep(AFTER_FAULT)

    def _tell_fault(self, fault: Exception | None) -> None:
        """Tell of a fault of ours once, until it has passed."""
        if (fault is None) == (self._fault is None):
            return
        self._fault = None
        if fault is not None:
            log.error("looking for messages to send failed and is tried again", exc_info=fault)
            self._fault = say(
                "Looking for messages to send failed by a fault of ours, and is tried again: the log has the details. "
                "If it does not pass, start Postroom anew."
            )
        self._around.changed()

    def _until_due(self) -> float:
        """Give the seconds for which there is nothing to do."""
        left = LOOK_AT_LEAST if self._due_at is None else (self._due_at - self.now()).total_seconds()
        return min(LOOK_AT_LEAST, max(0.001, left)) if self.sends else LOOK_AT_LEAST

    async def _look(self) -> None:
        """Claim what the lanes have room for."""
        anew, self._look_anew = self._look_anew, False
        if anew:
            await self._read_agenda()
        sends_for = self._lease.holder.sends_for
        hungry = {
            name: lane.room() for name, lane in self._lanes.items() if lane.may_have_more and sends_for(name)
        }
        rooms = {name: room for name, room in hungry.items() if room > 0}
        if rooms:
            self._hand_out(await self._store.claim(self._lease, rooms), rooms)

    async def _read_agenda(self) -> None:
        """Learn which lanes have something due, and when the next one has."""
        now = self.now()
        self._due_at = None
        for account, due_at in (await self._store.agenda()).items():
            if not self._lease.holder.sends_for(account):
                continue
            if due_at <= now:
                self._lane(account).may_have_more = True
            elif self._due_at is None or due_at < self._due_at:
                self._due_at = due_at

    def _hand_out(self, claims: Iterable[Claim], rooms: Mapping[str, int]) -> None:
        piles: dict[str, list[Claim]] = {name: [] for name in rooms}
        for claim in claims:
            piles[claim.account].append(claim)
        for name, pile in piles.items():
            self._hand_to(self._lanes[name], pile, rooms[name])
        if self._look_anew:
            self._news.set()

    def _hand_to(self, lane: Lane, pile: Sequence[Claim], room: int) -> None:
        lane.may_have_more = len(pile) >= room
        if not lane.may_have_more:
            self._look_anew = True
        if pile:
            try:
                lane.take(pile)
            except Exception:
                log.exception("the lane of %s failed, and rests", lane.account)
                lane.slow_down(say("Sending failed by a fault of ours: the log has the details."))

    def _lane(self, account: str) -> Lane:
        if account not in self._lanes:
            self._lanes[account] = Lane(account, self)
        return self._lanes[account]
