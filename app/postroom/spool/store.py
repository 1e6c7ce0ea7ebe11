"""What a spool's store promises, whether it is a file or lies in memory.

What it takes in is on the disk when the awaitable has its result, never before; what it refuses changes nothing. Only
marks and outcomes may then still be on their way from the system to the disk: they outlive the program in any case
(`journal`), and a power cut that takes them is noticed, so that what it made unknown is told as uncertain (`boot`).

Each thing is asked for as soon as its method is called, so that what is asked for together shares a commit.
Times come from the clock that the store was opened with. Errors are those of `postroom.model.spool_errors`.
"""

from __future__ import annotations

from array import array
from asyncio import Future
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from postroom.model.spool_attempt import Claim, DeliveryAttempt, Ended
from postroom.model.spool_commands import Changed, Command, Progress, Selection
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Filter, Key, Order
from postroom.model.spool_lane import HeldLane
from postroom.model.spool_lease import Holder, Lease, Taken
from postroom.model.spool_message import Counts, MessageDetail, MessageRow, NewMessage, Page
from postroom.model.spooler import Switches
from postroom.spool.changes import Listener


class Accepting(Protocol):
    """Taking messages in."""

    def submit(self, new: NewMessage) -> Awaitable[int]:
        """Accept a message and give its number."""
        ...


class Sending(Protocol):
    """What the one process needs that sends."""

    def take_lease(self, holder: Holder) -> Awaitable[Taken]:
        """Become the one that sends, and settle what the former holder left. Raises `LeaseHeld`."""
        ...

    def renew_lease(self, lease: Lease) -> Awaitable[None]:
        """Say that all is well, every `spool_lease.RENEW_EVERY`. Raises `LeaseLost`."""
        ...

    def release_lease(self, lease: Lease) -> Awaitable[None]:
        """Stop being the one, and settle every claim that is left. One that was lost is gone already."""
        ...

    def claim(self, lease: Lease, rooms: Mapping[str, int]) -> Awaitable[tuple[Claim, ...]]:
        """Take up what is due, at most so many messages of each account, those first that have been due the longest.

        Held lanes give nothing. Raises `LeaseLost`.
        """
        ...

    def pass_dot(self, claim: Claim) -> None:
        """Mark that the final dot may be on its way; once this returns it may be sent, and the mark outlives us.

        Raises `ClaimLost`, and `TooMuchUnwritten` where outcomes have to be committed first.
        """
        ...

    def note(self, claim: Claim, attempt: DeliveryAttempt) -> Ended:
        """Note what became of each recipient that was tried: if the claim was marked, that outlives us.

        `record` has to follow.
        """
        ...

    def record(self, ended: Sequence[Ended]) -> Future[None]:
        """End claims with what was noted. Raises `ClaimLost` where one of them was lost, and then ends none."""
        ...

    def give_back(self, claims: Iterable[Claim]) -> Future[int]:
        """End claims without an attempt: the messages stand as before. Claims that were lost are left alone."""
        ...

    def agenda(self) -> Awaitable[Mapping[str, datetime]]:
        """Give when the next message of each account is due, but for held lanes."""
        ...


class Steering(Protocol):
    """What an administrator does, from any process.

    What moves many messages goes part after part. `progress` is asked before each part; what was done before it said
    no stays done.
    """

    async def command(
        self, selection: Selection, command: Command, progress: Progress | None = None
    ) -> Changed:
        """Do it to every message of the selection that it fits. What a filter matches is settled when it begins."""
        ...

    async def undo(self, token: int, progress: Progress | None = None) -> Changed:
        """Take a command back where nothing has moved the messages since. Raises `NothingToUndo`."""
        ...

    def switch(self, switches: Switches) -> Awaitable[None]:
        """Set the spooler's switches."""
        ...

    def hold_lane(self, account: str, reason: str) -> Future[None]:
        """Let all messages of an account wait for a person."""
        ...

    def open_lane(self, account: str) -> Awaitable[None]:
        """Let them go again."""
        ...

    def nudge(self, account: str | None = None) -> Awaitable[None]:
        """Ask whoever sends to try an account again at once, or all accounts that have something to be sent.

        To retry messages asks for it too.
        """
        ...

    async def rename_account(self, old: str, new: str) -> int:
        """Let all messages of an account follow it to its new name, and give their number."""
        ...

    async def forget(self, before: datetime) -> int:
        """Forget the history of messages that ended before then, and give their number."""
        ...


class Looking(Protocol):
    """What there is to be seen, from any process."""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` on the loop's thread with what changed; the returned function ends it."""
        ...

    async def page(
        self,
        wanted: Filter = EVERYTHING,
        order: Order = NEWEST_FIRST,
        after: Key | None = None,
        limit: int = 100,
    ) -> Page:
        """Give a part of a list, from its beginning or behind a key."""
        ...

    def ids(self, wanted: Filter = EVERYTHING, order: Order = NEWEST_FIRST) -> AsyncIterator[array[int]]:
        """Give the numbers of all messages of a list, some thousands at a time."""
        ...

    def rows(self, ids: Sequence[int]) -> Awaitable[tuple[MessageRow, ...]]:
        """Give the rows of these messages, in this order; those that are gone are left out."""
        ...

    def rows_within(self, seconds: float, ids: Sequence[int]) -> tuple[MessageRow, ...] | None:
        """Give the rows at once, holding up the loop; None where that would take longer than so many seconds."""
        ...

    def count(self, wanted: Filter = EVERYTHING) -> Awaitable[int]:
        """Give how many messages the filter matches."""
        ...

    def counts(self) -> Awaitable[Counts]:
        """Give how many messages stand how, by account."""
        ...

    def message(self, number: int) -> Awaitable[MessageDetail]:
        """Give all that is known of a message but its body and attempts. Raises `UnknownMessage`."""
        ...

    def attempts(self, number: int) -> Awaitable[tuple[DeliveryAttempt, ...]]:
        """Give the attempts at a message, the first one first. Raises `UnknownMessage`."""
        ...

    def body(self, number: int) -> Awaitable[bytes]:
        """Give the body of a message, octet for octet. Raises `UnknownMessage`, `BodyDamaged`."""
        ...

    def switches(self) -> Awaitable[Switches]:
        """Give the spooler's switches."""
        ...

    def held_lanes(self) -> Awaitable[tuple[HeldLane, ...]]:
        """Give the lanes that are held, by account."""
        ...

    def nudges(self) -> Awaitable[Mapping[str, int]]:
        """Give how often it was asked to try each account again at once; a number that has grown is a new wish."""
        ...

    def lease(self) -> Awaitable[Lease | None]:
        """Give the lease of the one that sends; None while nobody may."""
        ...

    def examine(self) -> Awaitable[tuple[str, ...]]:
        """Look for damage in the whole store and say what is found; nothing where it is sound."""
        ...


class Store(Accepting, Sending, Steering, Looking, Protocol):
    """A spool's store."""

    async def close(self) -> None:
        """Finish what was asked for, then let go of everything. Later calls raise `SpoolClosed`; twice is harmless."""
        ...
