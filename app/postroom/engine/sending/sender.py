"""The one that sends, or waits to be: it takes the lease, renews it, and runs a dispatcher as long as it holds it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from postroom.engine.sending.dispatcher import Dispatcher
from postroom.engine.sending.office import Accounts
from postroom.model.sending_rules import USUAL_SENDING, UncertainPolicy
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_errors import LeaseHeld, LeaseLost, SpoolClosed, SpoolError
from postroom.model.spool_lease import LASTS, RENEW_EVERY, Holder, Lease
from postroom.model.text import say
from postroom.net.deadlines import within
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.spool.store import Store

TRY_EVERY: Final = 2.0
"""Seconds after which it is tried again to become the one that sends."""
FORGET_EVERY: Final = timedelta(hours=1)
"""How often history is looked through for what is too old."""
log = logging.getLogger(__name__)

MakeDispatcher = Callable[[Lease, Callable[[], None]], Dispatcher]
"""Makes a dispatcher for a lease; the function it is given is called when the lease turns out to be lost."""


class Sender:
    """Tries to send from one store until it is stopped. `history` says how long history is kept."""

    def __init__(
        self,
        store: Store,
        holder: Holder,
        accounts: Accounts,
        make_dispatcher: MakeDispatcher,
        *,
        clock: Callable[[], datetime],
        history: Callable[[], timedelta],
        on_change: Callable[[], None],
    ) -> None:
        self.dispatcher: Dispatcher | None = None
        """None while somebody else sends."""
        self.trouble: str | None = None
        """Why this process cannot become the one that sends although nobody else does; None where it can."""
        self._store = store
        self._holder = holder
        self._accounts = accounts
        self._make_dispatcher = make_dispatcher
        self._clock = clock
        self._history = history
        self._on_change = on_change
        self._leaving: Dispatcher | None = None
        """The one that sent under a lease that was lost, until all of it has ended."""
        self._lease: Lease | None = None
        self._silent_since: float | None = None
        """When, by the clock of the loop, the lease of another was first found not to be renewed; None where it is."""
        self._lost = asyncio.Event()
        self._tried = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Begin; return once it is known whether this process sends."""
        spawn(self._keep_trying(), name="hold the lease of the spool", owner=self._tasks)
        await self._tried.wait()

    async def stop(self, grace: float) -> None:
        """End in order: finish what is on its way within `grace` seconds, and give the lease away."""
        await cancel_and_wait(*self._tasks)
        if self._leaving is not None:
            await self._leaving.stop(0.0)
            self._leaving = None
        if self.dispatcher is not None:
            await self.dispatcher.stop(grace)
            self.dispatcher = None
        if self._lease is not None:
            try:
                await self._store.release_lease(self._lease)
            except SpoolError as error:
                log.warning("the lease of the spool could not be given away: %s", error)
            self._lease = None

    async def _keep_trying(self) -> None:
        while True:
            try:
                await self._hold()
            except LeaseHeld:
                pass
            except LeaseLost:
                log.warning("another program has taken over sending from the spool")
            except SpoolClosed:
                return
            except (SpoolError, OSError) as error:
                log.warning("the lease of the spool could not be had: %s", error)
                self._tell_trouble(str(error))
            except Exception:
                log.exception("the lease of the spool could not be held, and is tried for again")
                self._tell_trouble(
                    say(
                        "Sending failed by a fault of ours, and is tried again: the log has the details. "
                        "If it does not pass, start Postroom anew."
                    )
                )
            finally:
                self._tried.set()
            await asyncio.sleep(TRY_EVERY)

    async def _hold(self) -> None:
        """Take the lease and hold it as long as it can be held. Raises `SpoolError`."""
        try:
            taken = await self._store.take_lease(self._holder)
        except LeaseHeld as refusal:
            self._tell_trouble(await self._silence_of(refusal))
            raise
        self._lease = taken.lease
        self._lost.clear()
        await self._settle_uncertain(taken.recovered.uncertain)
        held = {lane.account: lane.reason for lane in await self._store.held_lanes()}
        self.dispatcher = self._make_dispatcher(taken.lease, self._lost.set)
        try:
            self.dispatcher.follow(held)
            self.dispatcher.start()
            self.trouble = None
            self._tried.set()
            self._on_change()
            await self._renew(taken.lease)
        except Exception:
            self._leaving, self.dispatcher, self._lease = self.dispatcher, None, None
            self._on_change()
            await self._leaving.stop(0.0)
            self._leaving = None
            raise

    async def _renew(self, lease: Lease) -> None:
        """Renew the lease until it is lost, and forget old history now and then."""
        forget_at = self._clock()
        while True:
            try:
                async with within(RENEW_EVERY.total_seconds()):
                    await self._lost.wait()
                raise LeaseLost
            except TimeoutError:
                pass
            try:
                await self._store.renew_lease(lease)
                now = self._clock()
                if now >= forget_at or forget_at - now > FORGET_EVERY:
                    await self._store.forget(now - self._history())
                    forget_at = now + FORGET_EVERY
            except (LeaseLost, SpoolClosed):
                raise
            except (SpoolError, OSError) as error:
                log.warning("the lease of the spool could not be renewed: %s", error)
            except Exception:
                log.exception("the lease of the spool could not be renewed, or history not be forgotten")

    async def _silence_of(self, held: LeaseHeld) -> str | None:
        """Say that the holder is there and has not been heard of for long; None where all is well with it."""
        now = asyncio.get_running_loop().time()
        lease = await self._store.lease()
        if lease is None or not lease.has_expired(self._clock()):
            self._silent_since = None
            return None
        self._silent_since = now if self._silent_since is None else self._silent_since
        if now - self._silent_since < LASTS.total_seconds():
            return None
        return say(
            "{holder} is the one that sends, and has not been heard of for a while: it hangs. End it, and "
            "sending goes on here.",
            holder=held.holder,
        )

    def _tell_trouble(self, words: str | None) -> None:
        if words != self.trouble:
            self.trouble = words
            self._on_change()

    async def _settle_uncertain(self, numbers: tuple[int, ...]) -> None:
        """Treat what the former holder left uncertain as the account of each message wants it."""
        wanted: Mapping[UncertainPolicy, Command] = {
            UncertainPolicy.RESEND: Command.RESOLVE_RESEND,
            UncertainPolicy.SENT: Command.RESOLVE_SENT,
        }
        for row in await self._store.rows(numbers):
            command = wanted.get(self._policy(row.account))
            if command is not None:
                await self._store.command(Chosen((Seen(row.id),)), command)

    def _policy(self, account: str) -> UncertainPolicy:
        return (self._accounts.rules_of(account) or USUAL_SENDING).uncertain
