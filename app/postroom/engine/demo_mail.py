"""The mail of the demo: put into the spool as long as the demo runs, and taken out again with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postroom.engine.admission import Submitted
from postroom.engine.spooler import Spooler
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.envelope import Envelope
from postroom.model.mail_fate import MailFate
from postroom.model.message import PENDING, MessageState
from postroom.model.spool_commands import Chosen, Command, Matching, Seen
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_filter import Filter
from postroom.model.spool_refusals import Refused
from postroom.net.tasks import cancel_and_wait, spawn

if TYPE_CHECKING:
    from postroom.demo.traffic import Posting, Traffic

Submit = Callable[[str, Envelope, bytes], Awaitable[Submitted]]


@dataclass(frozen=True, slots=True)
class Posted:
    """A message of the demo that is in the spool."""

    about: str
    """What it is there to show, in a few words."""
    expected: MailFate
    """What is to become of it in a few seconds."""


class DemoMail:
    """Posts to a spool in memory only: what is saved is no place for mail that is not meant.

    `find` gives the guest's account of that name, if it is there. Only what still leads to the demo's own server gets
    messages, whatever somebody makes of the accounts meanwhile.
    """

    def __init__(self, spooler: Spooler, submit: Submit, find: Callable[[str], Account | None]) -> None:
        self.posted: dict[int, Posted] = {}
        """By the number of the message."""
        self._spooler = spooler
        self._submit = submit
        self._find = find
        self._used: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self, traffic: Traffic) -> None:
        """Fill the queue; then go on beside, until there is no more or it is stopped."""
        if self._spooler.is_saved:
            return
        for posting in traffic.opening():
            await self._post(posting)
        spawn(self._go_on(traffic), name="post the demo's mail", owner=self._tasks)

    async def stop(self) -> None:
        """Post no more. Harmless where nothing is posted."""
        await cancel_and_wait(*self._tasks)

    async def discard(self) -> None:
        """Discard what still waits for accounts that go."""
        used, self._used = self._used, set()
        self.posted.clear()
        if used and self._spooler.is_open:
            waiting = Filter(PENDING - {MessageState.SENDING}, frozenset(used))
            await self._spooler.command(Matching(waiting), Command.CANCEL)

    async def _go_on(self, traffic: Traffic) -> None:
        for pause, posting in traffic.later():
            await asyncio.sleep(pause)
            await self._post(posting)

    async def _post(self, posting: Posting) -> None:
        """Submit one message; let it be where that is not wanted now."""
        account = posting.account
        found = self._find(account.name)
        if found is None or found.endpoint(Protocol.SMTP) != account.endpoint(Protocol.SMTP):
            return
        try:
            number = (await self._submit(account.name, posting.envelope, posting.message)).id
            self._used.add(account.name)
            self.posted[number] = Posted(posting.about, posting.expected)
            if posting.is_held:
                await self._spooler.command(Chosen((Seen(number),)), Command.HOLD)
        except (Refused, SpoolError):
            return  # somebody has disabled the spooler, which the demo is there to show too
