"""Writes down what becomes of claims. What the disk does not take is kept, and written again until it does."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Future
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final, Protocol

from postroom.model.spool_attempt import Claim, DeliveryAttempt, Ended
from postroom.model.spool_errors import (
    BodyDamaged,
    ClaimLost,
    LeaseError,
    SpoolClosed,
    SpoolError,
    TooMuchUnwritten,
)
from postroom.model.spool_lease import Lease
from postroom.spool.store import Store

RETRY_WRITING: Final = 1.0
"""Seconds after which is written again what the disk did not take."""
GATHERING: Final = 0.05
"""Seconds for which outcomes are gathered: they are noted, nobody waits for them, and one commit for many costs hardly
more than one for few."""
ENOUGH: Final = 512
"""Recipients whose outcomes are written at once, but for those of one message, which are written together."""
log = logging.getLogger(__name__)


class Keeper(Protocol):
    """Whom a ledger tells."""

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]: ...
    def trouble_changed(self) -> None:
        """The disk takes nothing any more, or takes everything again."""
        ...

    def will_be_due(self, due_at: datetime) -> None:
        """A message waits for that time, and the disk knows it."""
        ...

    def look(self, *, anew: bool = False) -> None:
        """There may be more to send than was known."""
        ...

    def lease_lost(self) -> None:
        """Another process sends."""
        ...


class Ledger:
    """Writes under a lease. Nothing here is awaited by those who have a connection in hand."""

    def __init__(self, store: Store, lease: Lease, keeper: Keeper) -> None:
        self.trouble: SpoolError | None = None
        """Why the spool cannot be written; None when it can."""
        self._store = store
        self._lease = lease
        self._keeper = keeper
        self._loop = asyncio.get_running_loop()
        self._outcomes: dict[int, Ended] = {}
        """What came out and is not in the spool yet, by message."""
        self._gathered: list[Ended] = []
        """That part of it which was not asked for yet."""
        self._tried = 0
        """The recipients in it."""
        self._alarm: asyncio.TimerHandle | None = None
        self._returns: dict[int, Claim] = {}
        """What was not tried and is not given back on the disk yet, by message."""

    def mark(self, claim: Claim) -> Future[None] | None:
        """Write down that a final dot may be on its way: None where that is done, else the future tells."""
        try:
            self._store.pass_dot(claim)
        except TooMuchUnwritten:
            return self._keeper.spawn(self._mark_later(claim), f"mark message {claim.id}")
        except (SpoolError, OSError) as error:
            refused: Future[None] = asyncio.get_running_loop().create_future()
            refused.set_exception(error)
            refused.exception()
            self.fail(error)
            return refused
        return None

    async def _mark_later(self, claim: Claim) -> None:
        """Mark a claim once what has happened is written."""
        while True:
            await self.written_so_far()
            with suppress(TooMuchUnwritten):
                self._store.pass_dot(claim)
                return
            await asyncio.sleep(RETRY_WRITING)

    def record(self, claim: Claim, attempt: DeliveryAttempt) -> None:
        """Have it written. It outlives this process at once; the spool gets it with others, a moment later."""
        ended = self._store.note(claim, attempt)
        self._outcomes[claim.id] = ended
        self._gathered.append(ended)
        self._tried += len(attempt.results)
        if self._tried >= ENOUGH:
            self._write()
        elif self._alarm is None:
            self._alarm = self._loop.call_later(GATHERING, self._write)

    def give_back(self, claims: Iterable[Claim]) -> None:
        """Have it written that these were not tried; then they may be claimed once more."""
        claims = tuple(claims)
        if claims:
            self._returns |= {claim.id: claim for claim in claims}
            with suppress(SpoolClosed):
                self._store.give_back(claims).add_done_callback(partial(self._given_back, claims))

    async def written_so_far(self) -> None:
        """Return when the spool has taken, or refused, all that it was given: it keeps the order."""
        self._write()
        with suppress(SpoolError, OSError):
            await self._store.give_back(())
            if self._outcomes and self.trouble is None:  # some are written one by one
                await self._store.give_back(())

    def watch(self, done: Future[Any]) -> None:
        """Take notice of how something ended that was asked of the spool."""
        error = None if done.cancelled() else done.exception()
        if error is not None and not isinstance(error, SpoolClosed | BodyDamaged | ClaimLost):
            self.fail(error)

    def _write(self) -> None:
        """Have written what was gathered, but for what was written meanwhile because the spool had not taken it."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        gathered, self._gathered, self._tried = self._gathered, [], 0
        self._write_these([ended for ended in gathered if self._outcomes.get(ended.message) is ended])

    def _write_these(self, ended: Sequence[Ended]) -> None:
        if not ended:
            return
        try:
            recorded = self._store.record(ended)
        except SpoolClosed:
            for each in ended:
                log.error(
                    "the outcome of message %s could not be recorded: the spool was closed", each.message
                )
        except Exception as error:  # noqa: BLE001  # it is kept, and written again
            self.fail(error)
        else:
            recorded.add_done_callback(partial(self._recorded, ended))

    def _recorded(self, ended: Sequence[Ended], done: Future[None]) -> None:
        error = None if done.cancelled() else done.exception()
        if isinstance(error, ClaimLost) and len(ended) > 1:
            for each in ended:
                self._write_these([each])
        elif error is not None and not isinstance(error, ClaimLost | SpoolClosed):
            self.fail(error)
        else:
            for each in ended:
                self._outcomes.pop(each.message, None)
            self._tell(ended, error)

    def _tell(self, ended: Iterable[Ended], error: BaseException | None) -> None:
        for each in ended:
            if error is not None:
                log.warning("the outcome of message %s was not recorded: %s", each.message, error)
            elif each.attempt.next_attempt_at is not None:
                self._keeper.will_be_due(each.attempt.next_attempt_at)

    def _given_back(self, claims: tuple[Claim, ...], done: Future[int]) -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None and not isinstance(error, ClaimLost | SpoolClosed):
            self.fail(error)
            return
        self._forget_returns(claims)
        self._keeper.look(anew=True)

    def _forget_returns(self, claims: Iterable[Claim]) -> None:
        for claim in claims:
            self._returns.pop(claim.id, None)

    def fail(self, error: BaseException) -> None:
        """Take notice that the spool does not do its work; try again until it takes what it is given."""
        if isinstance(error, LeaseError):
            self._keeper.lease_lost()
        elif self.trouble is None:
            log.error("the spool cannot be written: %s", error)
            self.trouble = error if isinstance(error, SpoolError) else SpoolError(str(error))
            self._keeper.spawn(self._recover(), "write again to the spool")
            self._keeper.trouble_changed()

    async def _recover(self) -> None:
        """Try until everything is written that has happened."""
        while self.trouble is not None:
            await asyncio.sleep(RETRY_WRITING)
            try:
                await self._write_again()
            except LeaseError:
                self._keeper.lease_lost()
                return
            except SpoolClosed:
                return
            except Exception as error:  # noqa: BLE001  # whatever it was, the next try may succeed
                log.debug("the spool still cannot be written: %s", error)
            else:
                if not (self._outcomes or self._returns):
                    self.trouble = None
        self._keeper.trouble_changed()

    async def _write_again(self) -> None:
        for ended in tuple(self._outcomes.values()):
            error: ClaimLost | None = None
            try:
                await self._store.record([ended])
            except ClaimLost as lost:
                error = lost
            self._outcomes.pop(ended.message, None)
            self._tell([ended], error)
        if self._returns:
            claims = tuple(self._returns.values())
            await self._store.give_back(claims)
            self._forget_returns(claims)
        await self._store.renew_lease(self._lease)
