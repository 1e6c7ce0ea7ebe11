"""The mail of the demo: put into the spool as long as the demo runs, and taken out again with it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postroom.engine.admission import Submitted
from postroom.engine.spooler import Spooler
from postroom.model.account import Account
from postroom.model.endpoint import Protocol
from postroom.model.envelope import Envelope
from postroom.model.mail_fate import MailFate
from postroom.model.spool_commands import Chosen, Command, Seen
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_refusals import Refused
from postroom.net.deadlines import within
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
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self, traffic: Traffic) -> None:
        """Fill the queue; then go on beside, until there is no more or it is stopped."""
        if self._spooler.is_saved:
            return
        self.posted.clear()
        for posting in traffic.opening():
            await self._post(posting)
        spawn(self._go_on(traffic), name="post the demo's mail", owner=self._tasks)

    async def stop(self) -> None:
        """Post no more. Harmless where nothing is posted."""
        await cancel_and_wait(*self._tasks)

    async def discard(self, seconds: float) -> None:
        """Discard what waits, and in the end what has not arrived in that time either."""
        mine = Chosen(tuple([Seen(number) for number in self.posted]))
        if not (mine.messages and self._spooler.is_open):
            return
        with suppress(SpoolError):
            await self._spooler.command(mine, Command.CANCEL)
            with suppress(TimeoutError):
                async with within(seconds):
                    await self._spooler.until_empty()
            await self._spooler.command(mine, Command.CANCEL)

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
            self.posted[number] = Posted(posting.about, posting.expected)
            if posting.is_held:
                await self._spooler.command(Chosen((Seen(number),)), Command.HOLD)
        except (Refused, SpoolError):
            return  # somebody has disabled the spooler, which the demo is there to show too
