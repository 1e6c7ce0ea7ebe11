"""The store in memory: the promises of the file's, but for the disk. It serves tests, and what must leave no trace."""

from __future__ import annotations

import asyncio
import functools
from array import array
from asyncio import Future
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from postroom.model.spool_attempt import Claim, DeliveryAttempt, Ended, ended
from postroom.model.spool_commands import (
    FITS,
    SAMPLE,
    Changed,
    Chosen,
    Command,
    Progress,
    Refusal,
    Selection,
    refuse,
)
from postroom.model.spool_errors import (
    ClaimLost,
    LeaseHeld,
    NothingToUndo,
    SpoolClosed,
    SpoolError,
)
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Filter, Key, Order
from postroom.model.spool_lane import HeldLane
from postroom.model.spool_lease import Holder, Lease, Taken, may_take
from postroom.model.spool_message import Counts, MessageDetail, MessageRow, NewMessage, Page
from postroom.model.spooler import Switches
from postroom.spool.changes import Listener, Listeners, SpoolChanges
from postroom.spool.kept import Kept, key_of
from postroom.spool.memory import Memory
from postroom.spool.moments import system_clock

A = ParamSpec("A")
T = TypeVar("T")


def _at_once(
    method: Callable[Concatenate[MemoryStore, A], T],
) -> Callable[Concatenate[MemoryStore, A], Future[T]]:
    """Do it when it is asked for, and let the future tell."""

    @functools.wraps(method)
    def ask(store: MemoryStore, /, *arguments: A.args, **options: A.kwargs) -> Future[T]:
        store.check_open()
        future: Future[T] = asyncio.get_running_loop().create_future()
        try:
            future.set_result(method(store, *arguments, **options))
        except SpoolError as error:
            future.set_exception(error)
        return future

    return ask


class MemoryStore:
    """A `Store` that is gone with the process. Several may share a memory, as several processes share a file."""

    locks_work = True
    """Whether it is known at once that the holder of the lease is gone."""

    def __init__(
        self, clock: Callable[[], datetime] = system_clock, beside: MemoryStore | None = None
    ) -> None:
        self._clock = clock
        self._memory: Memory = Memory() if beside is None else beside._memory
        self._handles: list[MemoryStore] = [] if beside is None else beside._handles
        self._handles.append(self)
        self._listeners = Listeners()
        self._has_lock = False
        """Whether its death would end the lease."""

    async def close(self) -> None:
        if self in self._handles:
            self._handles.remove(self)
        self._has_lock = False

    def check_open(self) -> None:
        """Raise `SpoolClosed` once it is closed."""
        if self not in self._handles:
            raise SpoolClosed

    @_at_once
    def submit(self, new: NewMessage) -> int:
        number = self._memory.accept(new, self._clock())
        self._tell([number])
        return number

    @_at_once
    def take_lease(self, holder: Holder) -> Taken:
        memory, now = self._memory, self._clock()
        others = [handle for handle in self._handles if handle is not self]
        holder_lives = any(handle._has_lock for handle in others) if self.locks_work else None
        if not may_take(memory.lease, holder_lives=holder_lives, now=now):
            assert memory.lease is not None
            raise LeaseHeld(str(memory.lease.holder))
        memory.leases += 1
        memory.lease = Lease(memory.leases, holder, now, now)
        self._has_lock = not holder_lives
        last_seen, memory.last_seen = memory.last_seen, now
        moved = memory.mind_clock(last_seen, now)
        recovered = memory.settle_claims(now)
        self._tell(recovered.all, spooler=True, anything=moved)
        return Taken(memory.lease, recovered)

    @_at_once
    def renew_lease(self, lease: Lease) -> None:
        memory, now = self._memory, self._clock()
        memory.check_lease(lease.number)
        last_seen, memory.last_seen = memory.last_seen, now
        memory.lease = Lease(lease.number, lease.holder, lease.taken_at, now)
        self._tell(anything=memory.mind_clock(last_seen, now))

    @_at_once
    def release_lease(self, lease: Lease) -> None:
        memory = self._memory
        if memory.lease is not None and memory.lease.number == lease.number:
            memory.lease = None
            recovered = memory.settle_claims(self._clock())
            self._tell(recovered.all, spooler=True)
        self._has_lock = False

    @_at_once
    def claim(self, lease: Lease, rooms: Mapping[str, int]) -> tuple[Claim, ...]:
        self._memory.check_lease(lease.number)
        now = self._clock()
        due = [kept for due_at, kept in self._memory.waiting() if due_at <= now]
        chosen = [
            kept
            for account, room in rooms.items()
            for kept in [kept for kept in due if kept.new.account == account][:room]
        ]
        claims = tuple(self._memory.claim(kept, lease.number, now) for kept in chosen)
        self._tell([claim.id for claim in claims])
        return claims

    def pass_dot(self, claim: Claim) -> None:
        self._memory.pass_dot(claim)

    def note(self, claim: Claim, attempt: DeliveryAttempt) -> Ended:
        self._memory.note(claim, attempt)
        return ended(claim, attempt)

    @_at_once
    def record(self, ended: Sequence[Ended]) -> None:
        owned = [self._memory.owned(each.message, each.lease, each.number) for each in ended]
        for kept, each in zip(owned, ended, strict=True):
            self._memory.record(kept, each.attempt, self._clock())
        self._tell([kept.id for kept in owned])

    @_at_once
    def give_back(self, claims: Iterable[Claim]) -> int:
        owned: list[Kept] = []
        for claim in claims:
            try:
                owned.append(self._memory.owned(claim.id, claim.lease, claim.number))
            except ClaimLost:
                continue
        for kept in owned:
            self._memory.give_back(kept)
        self._tell([kept.id for kept in owned])
        return len(owned)

    @_at_once
    def agenda(self) -> Mapping[str, datetime]:
        first: dict[str, datetime] = {}
        for due_at, kept in self._memory.waiting():
            first.setdefault(kept.new.account, due_at)
        return first

    async def command(
        self, selection: Selection, command: Command, progress: Progress | None = None
    ) -> Changed:
        self.check_open()
        refused: list[Refusal] = []
        if isinstance(selection, Chosen):
            fitting, refused = self._sift(selection, command)
        else:
            matching = self._memory.matching(selection.filter)
            fitting = [kept for kept in matching if kept.standing.state in FITS[command]]
        total = len(fitting) + len(refused)
        if progress is not None and not progress(0, total):
            return Changed(0, left=total)
        operation = self._memory.new_operation(command) if fitting else None
        for kept in fitting:
            self._memory.obey(kept, command, operation, self._clock())
        if command is Command.RETRY and fitting:
            self._memory.nudge({kept.new.account for kept in fitting})
            self._tell(spooler=True)
        return self._changed([kept.id for kept in fitting], refused, operation, progress)

    async def undo(self, token: int, progress: Progress | None = None) -> Changed:
        self.check_open()
        moved = self._memory.moved_by(token)
        if not moved:
            raise NothingToUndo
        if progress is not None and not progress(0, len(moved)):
            return Changed(0, left=len(moved))
        for kept in moved:
            self._memory.put_back(kept, self._clock())
        return self._changed([kept.id for kept in moved], [], None, progress)

    @_at_once
    def switch(self, switches: Switches) -> None:
        self._memory.switches = switches
        self._tell(spooler=True)

    @_at_once
    def hold_lane(self, account: str, reason: str) -> None:
        held = self._memory.lanes.get(account)
        since = self._clock() if held is None else held.since
        self._memory.lanes[account] = HeldLane(account, reason, since)
        self._tell(spooler=True)

    @_at_once
    def open_lane(self, account: str) -> None:
        self._tell(spooler=self._memory.lanes.pop(account, None) is not None)

    @_at_once
    def nudge(self, account: str | None = None) -> None:
        self._memory.nudge(self._memory.waiting_accounts() if account is None else {account})
        self._tell(spooler=True)

    async def rename_account(self, old: str, new: str) -> int:
        self.check_open()
        renamed = self._memory.rename(old, new)
        self._tell(renamed, spooler=True)
        return len(renamed)

    async def forget(self, before: datetime) -> int:
        self.check_open()
        forgotten = self._memory.forget(before)
        self._tell(forgotten)
        return len(forgotten)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        return self._listeners.subscribe(listener)

    async def page(
        self,
        wanted: Filter = EVERYTHING,
        order: Order = NEWEST_FIRST,
        after: Key | None = None,
        limit: int = 100,
    ) -> Page:
        self.check_open()
        part = self._memory.listed(wanted, order, after)[:limit]
        return Page(
            tuple(kept.row for kept in part), key_of(part[-1], order.column) if len(part) == limit else None
        )

    async def ids(
        self, wanted: Filter = EVERYTHING, order: Order = NEWEST_FIRST
    ) -> AsyncIterator[array[int]]:
        self.check_open()
        yield array("q", [kept.id for kept in self._memory.listed(wanted, order, None)])

    @_at_once
    def rows(self, ids: Sequence[int]) -> tuple[MessageRow, ...]:
        found = [self._memory.get(number) for number in ids]
        return tuple(kept.row for kept in found if kept is not None)

    def rows_within(self, seconds: float, ids: Sequence[int]) -> tuple[MessageRow, ...]:
        return self.rows(ids).result()

    @_at_once
    def count(self, wanted: Filter = EVERYTHING) -> int:
        return sum(1 for _ in self._memory.matching(wanted))

    @_at_once
    def counts(self) -> Counts:
        return self._memory.counts()

    @_at_once
    def message(self, number: int) -> MessageDetail:
        return self._memory.find(number).detail

    @_at_once
    def attempts(self, number: int) -> tuple[DeliveryAttempt, ...]:
        return tuple(self._memory.find(number).attempts)

    @_at_once
    def body(self, number: int) -> bytes:
        return self._memory.find(number).new.body

    @_at_once
    def switches(self) -> Switches:
        return self._memory.switches

    @_at_once
    def held_lanes(self) -> tuple[HeldLane, ...]:
        return tuple(sorted(self._memory.lanes.values(), key=lambda lane: lane.account))

    @_at_once
    def nudges(self) -> Mapping[str, int]:
        return dict(self._memory.nudges)

    @_at_once
    def lease(self) -> Lease | None:
        return self._memory.lease

    @_at_once
    def examine(self) -> tuple[str, ...]:
        return ()

    def _sift(self, chosen: Chosen, command: Command) -> tuple[list[Kept], list[Refusal]]:
        fitting: list[Kept] = []
        refused: list[Refusal] = []
        for seen in {seen.id: seen for seen in chosen.messages}.values():
            kept = self._memory.get(seen.id)
            state = None if kept is None else kept.standing.state
            refusal = refuse(command, seen, state, 0 if kept is None else kept.version)
            if refusal is not None:
                refused.append(refusal)
            elif kept is not None:
                fitting.append(kept)
        return fitting, refused

    def _changed(
        self, numbers: list[int], refused: list[Refusal], operation: int | None, progress: Progress | None
    ) -> Changed:
        total = len(numbers) + len(refused)
        if progress is not None and total:
            progress(total, total)
        self._tell(numbers)
        return Changed(len(numbers), tuple(numbers[:SAMPLE]), tuple(refused), operation)

    def _tell(self, messages: Collection[int] = (), *, spooler: bool = False, anything: bool = False) -> None:
        changes = SpoolChanges(frozenset(messages), spooler, anything)
        if changes:
            for handle in self._handles:
                told = changes if handle is self else SpoolChanges(anything=True)
                asyncio.get_running_loop().call_soon(handle._listeners.tell, told)
