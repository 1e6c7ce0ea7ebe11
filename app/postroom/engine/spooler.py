"""The spooler as faces see it: what waits, what is sent, what stops it, and every command over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from postroom.engine.background import Background, Terms
from postroom.engine.changes import ChangeFeed
from postroom.engine.rate import RateHistory
from postroom.engine.spool_messages import SpoolMessages
from postroom.engine.spool_watch import SpoolWatch, open_store
from postroom.model.explanation import Circumstances, explain
from postroom.model.lane import LaneStanding
from postroom.model.message import PENDING, WAITING, MessageState
from postroom.model.spool_commands import Changed, Command, Matching, Progress, Selection
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_filter import Filter
from postroom.model.spool_lease import Holder
from postroom.model.spool_message import Counts, NewMessage
from postroom.model.spooler import SpoolerStanding, Switches, stand
from postroom.net.online import has_route

if TYPE_CHECKING:
    from postroom.engine.sending.office import Accounts

Clock = Callable[[], datetime]

ON_ITS_WAY: Final = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.DEFERRED})
"""What the spooler will still do something about by itself."""


class Spooler(SpoolMessages):
    """One spool, in `folder` or, where that is None, in memory. All methods belong to the thread of the loop.

    It does nothing until it is opened. Whatever needs the spool raises `SpoolError`, whose message is fit to be shown.
    """

    def __init__(
        self,
        folder: Path | None,
        feed: ChangeFeed,
        accounts: Accounts,
        *,
        history: Callable[[], timedelta],
        clock: Clock | None = None,
        online: Callable[[], bool] = has_route,
        dispatching: Mapping[str, Any] | None = None,
    ) -> None:
        self.trouble: str | None = None
        """Why the spool cannot be opened; None when it can."""
        self.folder = folder
        super().__init__()
        self._feed = feed
        self._accounts = accounts
        self._clock = clock
        self._now: Clock = clock or partial(datetime.now, UTC)
        self._stopping = False
        self._emptying = False
        terms = Terms(
            accounts=accounts,
            history=history,
            clock=self._now,
            may_send=lambda: self._may_send,
            changed=feed.spooler_changed,
            has_route=online,
            dispatching=dispatching or {},
        )
        self._background = Background(terms)
        self._watch: SpoolWatch | None = None
        self._turn = asyncio.Lock()
        self._read = asyncio.Event()
        """Is set, and another takes its place, each time when it was read how the spool stands."""

    # Opening and closing

    @property
    def is_open(self) -> bool:
        return self._watch is not None

    @property
    def is_saved(self) -> bool:
        """Whether the spool outlives the program."""
        return self.folder is not None

    async def open(
        self, *, send: bool = False, program: str = "postroom", account: str | None = None
    ) -> None:
        """Open the spool, and with `send` become the one that sends as soon as nobody else does. Harmless twice.

        With `account` only its messages are sent, and meanwhile no others by anybody. Raises `SpoolError`, which
        `trouble` then tells too.
        """
        async with self._turn:
            try:
                if self._watch is None:
                    await self._open()
            except (SpoolError, OSError) as error:
                self.trouble = str(error)
                self._feed.spooler_changed()
                raise
            self.trouble = None
            if send and not self._background.begun:
                self._stopping = False
                await self._background.begin(self._opened, program, account)
                self._background.examine(self._opened)

    async def aclose(self) -> None:
        """Stop sending in order, then let go of the spool. Twice is harmless."""
        async with self._turn:
            self._stopping = True
            await self._background.stop()
            if self._watch is not None:
                await self._watch.stop()
                self._watch = None
                self._tell_waiting()
            if self._store is not None:
                await self._store.close()
                self._store = None

    async def _open(self) -> None:
        store = await open_store(self.folder, self._clock)
        watch = SpoolWatch(store, self._feed, self._read_anew)
        self._store = store
        try:
            await watch.start()
        except BaseException:
            await watch.stop()
            await store.close()
            self._store = None
            raise
        self._watch = watch

    # How it stands

    @property
    def switches(self) -> Switches:
        return Switches() if self._watch is None else self._watch.switches

    @property
    def counts(self) -> Counts:
        return Counts({}) if self._watch is None else self._watch.counts

    @property
    def standing(self) -> SpoolerStanding:
        """The state and its reason."""
        background = self._background
        online = background.online or not background.begun or not self._waits_for_network
        standing = stand(self.switches, pending=self.counts.total(ON_ITS_WAY), online=online)
        trouble = background.trouble or (None if self._watch is None else self._watch.trouble)
        return (
            standing if trouble is None else SpoolerStanding(standing.state, standing.accepts, False, trouble)
        )

    @property
    def lanes(self) -> Mapping[str, LaneStanding]:
        """The lanes that are busy or hindered, by account."""
        held = {} if self._watch is None else self._watch.held
        standings = {
            name: LaneStanding(account=name, held=reason, reason=reason) for name, reason in held.items()
        }
        dispatcher = self._background.dispatcher
        return standings if dispatcher is None else standings | dict(dispatcher.lanes)

    @property
    def sender(self) -> Holder | None:
        """Who sends from this spool; None where nobody does."""
        if self._watch is None or self._watch.lease is None:
            return None
        return None if self._watch.lease.has_expired(self._now()) else self._watch.lease.holder

    @property
    def is_sender(self) -> bool:
        """Whether this process does."""
        return self._background.dispatcher is not None

    @property
    def rate(self) -> RateHistory:
        return RateHistory() if self._watch is None else self._watch.rate

    @property
    def remaining_seconds(self) -> float | None:
        """In how many seconds what can be sent now will be gone at the present rate; None where that is unknown."""
        left = self.counts.total([MessageState.QUEUED, MessageState.SENDING])
        rate = self.rate.per_second
        return left / rate if left and rate > 0 else None

    # Switches and lanes

    async def enable(self) -> None:
        await self._switch(enabled=True)

    async def disable(self) -> None:
        """Take no new messages; those that wait are still sent."""
        await self._switch(enabled=False)

    async def pause(self) -> None:
        """Send nothing for now."""
        await self._switch(paused=True)

    async def resume(self) -> None:
        await self._switch(paused=False)

    async def hold_lane(self, account: str, reason: str) -> None:
        """Let all messages of an account wait for a person."""
        await self._opened.hold_lane(account, reason)
        await self._look_again()

    async def open_lane(self, account: str) -> None:
        """Let them go again, and try at once."""
        await self._opened.open_lane(account)
        self._background.lane_opened(account)
        await self._look_again()
        await self.nudge(account)

    async def nudge(self, account: str | None = None) -> None:
        """Try again at once, whatever the last connections met; where another process sends, ask it to."""
        if self.is_sender:
            self._background.nudge(account)
        elif self._store is not None:
            await self._store.nudge(account)

    def capabilities(self, account: str) -> Sequence[str]:
        """Give what the account's server said last in the background that it can do."""
        return (
            ()
            if self._background.dispatcher is None
            else self._background.dispatcher.capabilities.get(account, ())
        )

    async def account_changed(self, account: str) -> None:
        """Try again for an account that, or whose password, is not what it was; held or not, and as it is now."""
        self._background.account_changed(account)
        if self._watch is not None and account in self._watch.held:
            await self.open_lane(account)

    def accounts_changed(self) -> None:
        """Try again for all accounts: any of them may be new, or not what it was."""
        self._background.account_changed()

    async def account_renamed(self, old: str, new: str) -> None:
        """Let the messages of an account follow it to its new name."""
        from postroom.spool.file_store import FILE

        if self.folder is not None and not self.is_open and (self.folder / FILE).exists():
            await self.open()
        if self._store is not None:
            await self._store.rename_account(old, new)

    # Messages

    async def submit(self, new: NewMessage) -> int:
        """Queue a message that was checked; its number comes once it is on the disk."""
        number = await self._opened.submit(new)
        self._background.look()
        return number

    async def explain(self, number: int) -> str:
        """Say why a message is where it is, and what happens next. Raises `UnknownMessage`."""
        detail = await self._opened.message(number)
        account, sender = detail.row.account, self.sender
        rules = self._accounts.rules_of(account)
        return explain(
            detail,
            Circumstances(
                standing=self.standing,
                lane=self.lanes.get(account),
                retry=None if rules is None else rules.retry,
                has_sender=self.is_sender or sender is not None,
                sender_for_others=None if sender is None or sender.sends_for(account) else sender,
                now=self._now(),
            ),
        )

    async def command(
        self, selection: Selection, command: Command, progress: Progress | None = None
    ) -> Changed:
        """Do it to every message of the selection that it fits."""
        changed = await self._opened.command(selection, command, progress)
        await self._look_again()
        return changed

    async def undo(self, token: int, progress: Progress | None = None) -> Changed:
        """Take a command back where nothing has moved the messages since. Raises `NothingToUndo`."""
        changed = await self._opened.undo(token, progress)
        await self._look_again()
        return changed

    async def empty(self, progress: Progress | None = None) -> Changed:
        """Discard everything that is pending; it stays readable, and can be queued again."""
        self._emptying = True
        try:
            await self._background.quiet()
            pending = Filter(PENDING - {MessageState.SENDING})
            return await self.command(Matching(pending), Command.CANCEL, progress)
        finally:
            self._emptying = False
            self._background.changed()

    async def until_empty(self) -> None:
        """Return when the spooler has nothing left to do; held messages wait for a person and do not count."""
        if self._watch is not None:
            await self._watch.read_now()
        while self.is_open and self.counts.total(ON_ITS_WAY):
            await self._read.wait()

    # Within

    @property
    def _may_send(self) -> bool:
        held_back = self._emptying or self._stopping or self._background.damage is not None
        return not (self.switches.paused or held_back)

    @property
    def _waits_for_network(self) -> bool:
        """Whether what waits is for servers on other computers."""
        waiting = {account for account, state in self.counts.numbers if state in WAITING}
        return not waiting or any(not self._accounts.is_local(account) for account in waiting)

    async def _switch(self, *, enabled: bool | None = None, paused: bool | None = None) -> None:
        before = await self._opened.switches()
        after = Switches(
            before.enabled if enabled is None else enabled, before.paused if paused is None else paused
        )
        await self._opened.switch(after)
        await self._look_again()

    async def _look_again(self) -> None:
        """Let everything follow a command of ours at once."""
        if self._watch is not None:
            await self._watch.read_now()
        self._background.look()

    def _read_anew(self, foreign: bool, nudged: frozenset[str]) -> None:
        """Follow what was read; `foreign` where another process may have changed it."""
        for account in nudged:
            self._background.nudge(account)
        if self._background.dispatcher is not None and self._watch is not None:
            self._background.dispatcher.follow(self._watch.held, anew=foreign)
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        read, self._read = self._read, asyncio.Event()
        read.set()
