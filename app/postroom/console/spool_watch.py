"""What a running spooler tells, and when it comes to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from postroom.console.spool_run_page import RunPage
from postroom.console.usage import ExitStatus
from postroom.engine.changes import BATCH_SECONDS, Changes
from postroom.engine.spooler import Spooler
from postroom.model.message import MessageState
from postroom.model.spool_filter import Filter

UNDER_WAY: Final = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.DEFERRED})
"""What the spooler has still to do something about."""
WENT_WRONG: Final = frozenset({MessageState.FAILED, MessageState.UNCERTAIN})
SETTLED: Final = WENT_WRONG | {MessageState.SENT, MessageState.DEFERRED}
"""How an attempt may end."""
MOST: Final = 1000
"""No more messages than that are on their way at a time."""


class SpoolRun:
    """Tells what happens, and knows when to end."""

    def __init__(self, spooler: Spooler, lines: RunPage | None, accounts: Collection[str] | None) -> None:
        self._spooler = spooler
        self._lines = lines
        self._accounts = accounts
        self._news = asyncio.Event()
        self._changed: set[int] = set()
        self.ended_by: int | None = None
        """The signal that asked for the end; None before one did."""
        self.in_hand: tuple[int, ...] = ()
        """The messages that were on their way when the end came, which closing lets finish."""
        self.stuck: tuple[str, ...] = ()
        """The accounts that have messages left, and that somebody has to look after."""
        self._wrong = self._count(WENT_WRONG)
        self._went_wrong = 0

    def changed(self, changes: Changes) -> None:
        """Take note of what is to be told."""
        self._changed |= changes.messages
        self._news.set()

    def end(self, number: int) -> None:
        """Come to an end soon, because of a signal."""
        self.ended_by = number
        self._news.set()

    async def work(self, *, until_empty: bool) -> ExitStatus:
        """Tell what happens until the end."""
        while True:
            await self._tell()
            if self.ended_by is not None:
                self.in_hand = await self._on_their_way()
                await self._tell_the_rest()
                return ExitStatus.INTERRUPTED if until_empty else ExitStatus.OK
            if until_empty and not self._count(UNDER_WAY):
                await self._tell_the_rest()
                return ExitStatus.FAILED if self._went_wrong else ExitStatus.OK
            if until_empty and (stuck := self._waits_for_a_person()):
                self.stuck = stuck
                await self._tell_the_rest()
                return ExitStatus.FAILED
            await self._news.wait()
            self._news.clear()

    async def _tell_the_rest(self) -> None:
        """Tell what is known here and was not named yet: changes come in batches, a little later."""
        await asyncio.sleep(2 * BATCH_SECONDS)
        await self._tell()

    async def _tell(self) -> None:
        wrong = self._count(WENT_WRONG)
        self._went_wrong += max(0, wrong - self._wrong)
        self._wrong = wrong
        changed, self._changed = sorted(self._changed), set()
        if self._lines is None:
            return
        spooler = self._spooler
        self._lines.spooler(spooler.standing, spooler.sender)
        self._lines.accounts(
            {name: lane.reason for name, lane in spooler.lanes.items() if self._is_shown(name)}
        )
        await self.tell_of(spooler, changed)

    async def tell_of(self, spooler: Spooler, ids: Sequence[int]) -> None:
        """Tell what became of messages that were tried."""
        if self._lines is not None:
            for row in await spooler.rows(ids):
                if row.state in SETTLED and row.attempts and self._is_shown(row.account):
                    self._lines.message(row)

    async def _on_their_way(self) -> tuple[int, ...]:
        if not self._spooler.is_sender:
            return ()
        page = await self._spooler.page(Filter(states=frozenset({MessageState.SENDING})), limit=MOST)
        return tuple(row.id for row in page.rows)

    def _is_shown(self, account: str) -> bool:
        return self._accounts is None or account in self._accounts

    def _count(self, states: frozenset[MessageState]) -> int:
        return self._spooler.counts.total(states, self._accounts)

    def _waits_for_a_person(self) -> tuple[str, ...]:
        """Name the accounts that are left, where every one of them has to be looked after by somebody."""
        if self._count(frozenset({MessageState.SENDING})):
            return ()
        lanes = self._spooler.lanes
        left = {
            account
            for (account, state), number in self._spooler.counts.numbers.items()
            if number and state in UNDER_WAY and self._is_shown(account)
        }
        stuck = {name for name in left & set(lanes) if lanes[name].reason and not lanes[name].waits_until}
        return tuple(sorted(left)) if left == stuck else ()
