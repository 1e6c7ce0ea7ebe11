"""Sending in the background: who holds the lease, what dispatches, and whether there is a network to send over."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from postroom.model.spool_errors import SpoolClosed, SpoolDamaged, SpoolError
from postroom.model.spool_lease import Holder
from postroom.net.online import has_route
from postroom.net.tasks import cancel_and_wait, spawn

if TYPE_CHECKING:
    from postroom.engine.sending.dispatcher import Dispatcher
    from postroom.engine.sending.office import Accounts
    from postroom.engine.sending.sender import Sender
    from postroom.model.spool_lease import Lease
    from postroom.spool.store import Store

STOP_SECONDS: Final = 3.0
"""How long messages that are on their way may take when the program ends."""
ROUTE_EVERY: Final = 2.0
"""Seconds between two looks at whether this computer is on line."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms is sent in the background."""

    accounts: Accounts
    history: Callable[[], timedelta]
    """How long history is kept."""
    clock: Callable[[], datetime]
    may_send: Callable[[], bool]
    """Whether the spooler may send now, as far as people decide."""
    changed: Callable[[], None]
    """Is called when something stands otherwise that a face shows."""
    has_route: Callable[[], bool] = has_route
    dispatching: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the dispatcher's `Surroundings`."""


class Background:
    """Does nothing until it is begun."""

    def __init__(self, terms: Terms) -> None:
        self.online = True
        """Whether this computer has a network; it is looked after while this process may send."""
        self.damage: str | None = None
        """What was found when the spool was looked through; None where nothing was."""
        self._terms = terms
        self._sender: Sender | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def begun(self) -> bool:
        """Whether this process sends, or would if nobody else did."""
        return self._sender is not None

    @property
    def dispatcher(self) -> Dispatcher | None:
        """What sends; None while another process does, or nobody."""
        return None if self._sender is None else self._sender.dispatcher

    @property
    def trouble(self) -> str | None:
        """Why nothing is sent although it may be: the spool is damaged, or cannot be written. None when all is well."""
        if self.damage is not None or self._sender is None:
            return self.damage
        return self._sender.trouble if self.dispatcher is None else self.dispatcher.trouble

    def examine(self, store: Store) -> None:
        """Look through the whole spool beside everything else; where it is damaged, nothing more is sent."""
        spawn(self._examine(store), name="look for damage in the spool", owner=self._tasks)

    async def _examine(self, store: Store) -> None:
        try:
            findings = await store.examine()
        except SpoolClosed:
            return
        except SpoolError as error:
            self.damage = str(error)
        else:
            self.damage = str(SpoolDamaged(findings[0])) if findings else None
        if self.damage is not None:
            log.error("%s", self.damage)
            self.changed()

    async def begin(self, store: Store, program: str, account: str | None) -> None:
        """Become the one that sends from `store`, or only for one account, as soon as nobody else does."""
        from postroom.engine.sending.sender import Sender

        self.online = self._has_route()
        spawn(self._keep_looking_for_routes(), name="see whether there is a network", owner=self._tasks)

        def make_dispatcher(lease: Lease, lost: Callable[[], None]) -> Dispatcher:
            return self._make_dispatcher(store, lease, lost)

        self._sender = Sender(
            store,
            Holder(program, os.getpid(), socket.gethostname(), account),
            self._terms.accounts,
            make_dispatcher,
            clock=self._terms.clock,
            history=self._terms.history,
            on_change=self.changed,
        )
        await self._sender.start()

    async def stop(self) -> None:
        """Finish what is on its way, within `STOP_SECONDS`, and let go of the lease. Twice is harmless."""
        await cancel_and_wait(*self._tasks)
        if self._sender is not None:
            await self._sender.stop(STOP_SECONDS)
            self._sender = None

    def changed(self) -> None:
        """Take notice that it may be allowed to send, or no longer."""
        self._terms.changed()
        if self.dispatcher is not None:
            self.dispatcher.switches_changed()

    async def quiet(self) -> None:
        """Return when nothing is on its way any more, after `STOP_SECONDS` at the latest."""
        if self.dispatcher is not None:
            self.dispatcher.switches_changed()
            await self.dispatcher.quiet(STOP_SECONDS)

    def look(self) -> None:
        """Look for more that is due."""
        if self.dispatcher is not None:
            self.dispatcher.look(anew=True)

    def nudge(self, account: str | None = None) -> None:
        """Try again at once, whatever the last connections met."""
        if self.dispatcher is not None:
            self.dispatcher.nudge(account)

    def lane_opened(self, account: str) -> None:
        """Take notice that the spool holds a lane no more."""
        if self.dispatcher is not None:
            self.dispatcher.lane_opened(account)

    def account_changed(self, account: str | None = None) -> None:
        """Begin anew with an account that is not what it was; without a name, with all of them."""
        if self.dispatcher is not None:
            self.dispatcher.account_changed(account)

    def _make_dispatcher(self, store: Store, lease: Lease, lost: Callable[[], None]) -> Dispatcher:
        from postroom.engine.sending.dispatcher import Dispatcher
        from postroom.engine.sending.surroundings import Surroundings

        terms = self._terms
        around = Surroundings(
            sends=terms.may_send,
            online=lambda: self.online,
            clock=terms.clock,
            changed=terms.changed,
            **terms.dispatching,
        )
        return Dispatcher(store, lease, terms.accounts, around, on_lease_lost=lost)

    def _has_route(self) -> bool:
        """Tell whether there is a network, as far as that can be found out: what is not known hinders nobody."""
        try:
            return self._terms.has_route()
        except Exception:
            log.exception("it could not be found out whether there is a network")
            return True

    async def _keep_looking_for_routes(self) -> None:
        while True:
            await asyncio.sleep(ROUTE_EVERY)
            try:
                self._look_for_route()
            except Exception:
                log.exception("whether there is a network could not be told to all who want to know")

    def _look_for_route(self) -> None:
        online = self._has_route()
        if online != self.online:
            self.online = online
            self.changed()
            if online:
                self.nudge()
