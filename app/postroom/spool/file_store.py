"""The store in a file: its writer, its readers, and what each of its promises asks of them."""

from __future__ import annotations

from array import array
from asyncio import Future
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

from postroom.model.spool_attempt import Claim, DeliveryAttempt, Ended, ended
from postroom.model.spool_commands import Changed, Command, Progress, Selection
from postroom.model.spool_errors import ClaimLost
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Filter, Key, Order
from postroom.model.spool_lane import HeldLane
from postroom.model.spool_lease import Holder, Lease, Taken
from postroom.model.spool_message import Counts, MessageDetail, MessageRow, NewMessage, Page
from postroom.model.spooler import Switches
from postroom.spool import governing, leasing, looking, sending
from postroom.spool.accepting import accept
from postroom.spool.attempt_columns import attempt_columns
from postroom.spool.bulk import Bulk
from postroom.spool.changes import Listener, Listeners
from postroom.spool.claiming import Claimed, Claiming, ClaimRequest, claims_of, undo
from postroom.spool.database import open_for_writing
from postroom.spool.forgetting import CHUNK, forget_some
from postroom.spool.journal import Journals
from postroom.spool.lease_lock import LeaseLock
from postroom.spool.looking import Part
from postroom.spool.moments import system_clock, to_number
from postroom.spool.readers import Readers
from postroom.spool.renaming import CHUNK as RENAMED_AT_ONCE
from postroom.spool.renaming import Renaming, rename_some
from postroom.spool.upkeep import Upkeep
from postroom.spool.writer import Writer

FILE: Final = "spool.db"
LOCK: Final = "sender.lock"
IDS: Final = 20_000
"""Numbers that are read at once: about 10 ms."""

Clock = Callable[[], datetime]


class FileStore:
    """A `Store` in a folder. Several processes may have it open; the file keeps them from each other's way."""

    def __init__(
        self, writer: Writer, readers: Readers, listeners: Listeners, lock: LeaseLock, journals: Journals
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._listeners = listeners
        self._lock = lock
        self._journals = journals
        self._bulk = Bulk(writer, readers, self.ids)
        self._claiming = Claiming()

    @classmethod
    async def open(cls, folder: Path, clock: Clock = system_clock) -> Self:
        """Open the spool in `folder`, made where it is missing. Raises `SpoolTrouble`."""
        path = folder / FILE
        readers = Readers(path)
        try:
            connection = await readers.run(partial(open_for_writing, path))
        except BaseException:
            await readers.close()
            raise
        listeners = Listeners()
        writer = Writer(
            connection, clock=lambda: to_number(clock()), upkeep=Upkeep(connection), tell=listeners.tell
        )
        return cls(writer, readers, listeners, LeaseLock(folder / LOCK), Journals(folder))

    async def close(self) -> None:
        try:
            await self._readers.close()
        finally:
            await self._writer.close()
            self._journals.close()
            self._lock.release()

    def submit(self, new: NewMessage) -> Future[int]:
        return self._writer.write(accept, new, weight=len(new.body))

    def take_lease(self, holder: Holder) -> Future[Taken]:
        request = leasing.TakeRequest(holder, self._lock, self._journals)
        taken = self._writer.write(leasing.take_lease, request)
        taken.add_done_callback(self._taken)
        return taken

    def renew_lease(self, lease: Lease) -> Future[None]:
        return self._writer.write(leasing.renew_lease, self._own(lease))

    def release_lease(self, lease: Lease) -> Future[None]:
        released = self._writer.write(leasing.release_lease, self._own(lease))
        released.add_done_callback(partial(self._released, lease.number))
        return released

    def claim(self, lease: Lease, rooms: Mapping[str, int]) -> Future[tuple[Claim, ...]]:
        request = ClaimRequest(lease.number, rooms)
        return self._writer.write_and(self._claiming.claim_due, request, self._claims)

    def pass_dot(self, claim: Claim) -> None:
        if self._journals.ours is None:
            raise ClaimLost(claim.id)
        self._journals.ours.mark(claim)

    def note(self, claim: Claim, attempt: DeliveryAttempt) -> Ended:
        columns = attempt_columns(attempt)
        if self._journals.ours is not None:
            self._journals.ours.note(claim, columns)
        return ended(claim, attempt, columns)

    def record(self, ended: Sequence[Ended]) -> Future[None]:
        endings = sending.endings(ended)
        recorded = self._writer.write(sending.record, endings, lags=True)
        recorded.add_done_callback(partial(self._free, endings.messages))
        return recorded

    def give_back(self, claims: Iterable[Claim]) -> Future[int]:
        claims = tuple(claims)
        given_back = self._writer.write(sending.give_back, claims)
        given_back.add_done_callback(partial(self._free, [claim.id for claim in claims]))
        return given_back

    async def agenda(self) -> Mapping[str, datetime]:
        return await self._readers.read(looking.read_agenda)

    async def command(
        self, selection: Selection, command: Command, progress: Progress | None = None
    ) -> Changed:
        return await self._bulk.command(selection, command, progress)

    async def undo(self, token: int, progress: Progress | None = None) -> Changed:
        return await self._bulk.undo(token, progress)

    def switch(self, switches: Switches) -> Future[None]:
        return self._writer.write(governing.set_switches, switches)

    def hold_lane(self, account: str, reason: str) -> Future[None]:
        return self._writer.write(governing.hold_lane, governing.LaneHold(account, reason))

    def open_lane(self, account: str) -> Future[None]:
        return self._writer.write(governing.open_lane, account)

    def nudge(self, account: str | None = None) -> Future[None]:
        return self._writer.write(governing.nudge, account)

    async def rename_account(self, old: str, new: str) -> int:
        renamed = 0
        while (some := await self._writer.write(rename_some, Renaming(old, new))) == RENAMED_AT_ONCE:
            renamed += some
        return renamed + some

    async def forget(self, before: datetime) -> int:
        forgotten = 0
        while (chunk := await self._writer.write(forget_some, to_number(before))) == CHUNK:
            forgotten += chunk
        return forgotten + chunk

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        return self._listeners.subscribe(listener)

    async def page(
        self,
        wanted: Filter = EVERYTHING,
        order: Order = NEWEST_FIRST,
        after: Key | None = None,
        limit: int = 100,
    ) -> Page:
        return await self._readers.read(looking.read_page, Part(wanted, order, after, limit))

    async def ids(
        self, wanted: Filter = EVERYTHING, order: Order = NEWEST_FIRST
    ) -> AsyncIterator[array[int]]:
        after: Key | None = None
        while True:
            ids, after = await self._readers.read(looking.read_ids, Part(wanted, order, after, IDS))
            yield ids
            if after is None:
                return

    async def rows(self, ids: Sequence[int]) -> tuple[MessageRow, ...]:
        return await self._readers.read(looking.read_rows, ids)

    def rows_within(self, seconds: float, ids: Sequence[int]) -> tuple[MessageRow, ...] | None:
        return self._readers.read_within(seconds, looking.read_rows, ids)

    async def count(self, wanted: Filter = EVERYTHING) -> int:
        return await self._readers.read(looking.read_count, wanted)

    async def counts(self) -> Counts:
        return await self._readers.read(looking.read_counts)

    async def message(self, number: int) -> MessageDetail:
        return await self._readers.read(looking.read_message, number)

    async def attempts(self, number: int) -> tuple[DeliveryAttempt, ...]:
        return await self._readers.read(looking.read_attempts, number)

    async def body(self, number: int) -> bytes:
        return await self._readers.read(looking.read_body, number)

    async def switches(self) -> Switches:
        return await self._readers.read(governing.read_switches)

    async def held_lanes(self) -> tuple[HeldLane, ...]:
        return await self._readers.read(governing.read_held_lanes)

    async def nudges(self) -> Mapping[str, int]:
        return await self._readers.read(governing.read_nudges)

    async def lease(self) -> Lease | None:
        return await self._readers.read(leasing.read_lease)

    async def examine(self) -> tuple[str, ...]:
        return await self._readers.read(looking.read_findings)

    def _claims(self, claimed: Claimed | tuple[Claim, ...]) -> tuple[Claim, ...]:
        """Give the claims of what was taken up. Where they cannot be made nobody has them, and it is put back."""
        if not isinstance(claimed, Claimed):
            return claimed
        try:
            return claims_of(claimed)
        except Exception:
            self._writer.write(undo, claimed)
            raise

    def _own(self, lease: Lease) -> leasing.OwnRequest:
        return leasing.OwnRequest(lease.number, self._lock, self._journals)

    def _taken(self, done: Future[Taken]) -> None:
        if done.cancelled():
            return
        if done.exception() is None:
            self._journals.adopt(done.result().lease.number)
        else:
            self._lock.release()  # it would prove that we hold the lease

    def _released(self, lease: int, done: Future[None]) -> None:
        if not done.cancelled() and done.exception() is None:
            self._journals.end(lease)

    def _free(self, numbers: Sequence[int], done: Future[Any]) -> None:
        """Free the slots of messages once the spool itself says how they stand."""
        if self._journals.ours is not None and not done.cancelled() and done.exception() is None:
            self._journals.ours.end(numbers)
