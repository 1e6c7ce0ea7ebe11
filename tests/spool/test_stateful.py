"""Any history of a spool: the file and the memory stay the same message for message, and the law holds throughout."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from datetime import timedelta
from operator import methodcaller
from pathlib import Path
from typing import TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from postroom.model.message import HISTORY, WAITING, MessageState, RecipientOutcome, state_after
from postroom.model.spool_attempt import Claim
from postroom.model.spool_commands import FITS, Chosen, Command, Matching, Seen
from postroom.model.spool_errors import NothingToUndo
from postroom.model.spool_filter import Filter
from postroom.model.spool_lease import LASTS, Lease
from postroom.model.spool_message import MessageDetail
from postroom.spool.file_store import FILE, FileStore
from postroom.spool.memory_store import MemoryStore
from postroom.spool.store import Store
from tests.spool.samples import DAY, HOUR, WINDOW, Clock, attempt, message
from tests.spool.spools import ids_of, record

T = TypeVar("T")
EXAMPLES = 1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 40

ACCOUNTS = ["main", "news"]
ADDRESSES = ["a@example.org", "b@example.org", "c@example.org"]
OPEN = WAITING | {MessageState.SENDING, MessageState.HELD, MessageState.DISCARDED}
"""The states in which at least one recipient waits."""

accounts = st.sampled_from(ACCOUNTS)
numbers = st.integers(0, 7)
outcomes = st.lists(st.sampled_from(RecipientOutcome), min_size=3, max_size=3)
filters = st.builds(
    Filter,
    states=st.frozensets(st.sampled_from(MessageState), max_size=3),
    accounts=st.frozensets(accounts, max_size=1),
    search=st.sampled_from(["", "offer", "b@example.org", "1"]),
)


class Histories(RuleBasedStateMachine):
    """Whatever is done is done to both stores."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        file = self.runner.run(FileStore.open(Path(self.folder.name), self.clock))
        self.stores: tuple[Store, Store] = (file, MemoryStore(self.clock))
        self.lease = self.take()
        self.held: list[Claim] = []
        self.tokens: list[int] = []

    def teardown(self) -> None:
        for store in self.stores:
            self.runner.run(store.close())
        self.runner.close()
        check_file(Path(self.folder.name) / FILE)
        self.folder.cleanup()

    def both(self, ask: Callable[[Store], Awaitable[T]]) -> T:
        """Ask both, and give the answer if it is the same."""

        async def answer(store: Store) -> T:
            return await ask(store)

        file, memory = (self.runner.run(answer(store)) for store in self.stores)
        assert file == memory
        return file

    def take(self) -> Lease:
        return self.both(lambda store: store.take_lease(WINDOW)).lease

    @rule(account=accounts, recipients=st.integers(1, 3), subject=st.sampled_from(["Offer", "Invoice"]))
    def submit(self, account: str, recipients: int, subject: str) -> None:
        new = message(*ADDRESSES[:recipients], account=account, subject=subject)
        self.both(lambda store: store.submit(new))

    @rule(room=st.integers(1, 4), account=accounts)
    def claim(self, room: int, account: str) -> None:
        self.held += self.both(lambda store: store.claim(self.lease, {account: room}))

    @precondition(lambda self: self.held)
    @rule(number=numbers)
    def pass_dot(self, number: int) -> None:
        claim = self.held[number % len(self.held)]
        for store in self.stores:
            store.pass_dot(claim)

    @precondition(lambda self: self.held)
    @rule(number=numbers, outcomes=outcomes, wait=st.integers(1, 600))
    def record(self, number: int, outcomes: list[RecipientOutcome], wait: int) -> None:
        claim = self.held.pop(number % len(self.held))
        each = outcomes[: len(claim.places)]
        waits = RecipientOutcome.WAITING in each
        next_at = self.clock() + timedelta(minutes=wait) if waits else None
        tried = attempt(claim, *each, next_at=next_at, started_at=self.clock())
        self.both(lambda store: record(store, claim, tried))

    @precondition(lambda self: self.held)
    @rule(number=numbers, sent=st.booleans())
    def note(self, number: int, sent: bool) -> None:
        claim = self.held.pop(number % len(self.held))
        outcome = RecipientOutcome.SENT if sent else RecipientOutcome.FAILED
        tried = attempt(claim, *[outcome] * len(claim.places), started_at=self.clock())
        for store in self.stores:
            store.note(claim, tried)

    @precondition(lambda self: self.held)
    @rule(number=numbers)
    def give_back(self, number: int) -> None:
        claim = self.held.pop(number % len(self.held))
        assert self.both(lambda store: store.give_back([claim])) == 1

    @rule(command=st.sampled_from(Command), number=st.integers(1, 4), stale=st.booleans())
    def command_one(self, command: Command, number: int, stale: bool) -> None:
        seen = Seen(number, 1 if stale else None)
        self.remember(self.both(lambda store: store.command(Chosen((seen,)), command)).undo)

    @rule(command=st.sampled_from(Command), wanted=filters)
    def command_many(self, command: Command, wanted: Filter) -> None:
        self.remember(self.both(lambda store: store.command(Matching(wanted), command)).undo)

    def remember(self, token: int | None) -> None:
        if token is not None:
            self.tokens.append(token)

    @precondition(lambda self: self.ids)
    @rule(number=numbers, picks=st.lists(st.integers(0, 11), min_size=2, max_size=6))
    def steer(self, number: int, picks: list[int]) -> None:
        """Do to one message what fits it, and take it back, in turns."""
        chosen = self.ids[number % len(self.ids)]
        for pick in picks:
            state = self.both(methodcaller("message", chosen)).row.state
            options = [command for command in Command if state in FITS[command]]
            step = pick % (len(options) + 1)
            if step < len(options):
                self.remember(self.both(methodcaller("command", Chosen((Seen(chosen),)), options[step])).undo)
            else:
                self.undo(0)

    @precondition(lambda self: self.tokens)
    @rule(number=numbers)
    def undo_earlier(self, number: int) -> None:
        self.undo(number)

    def undo(self, number: int) -> None:
        if not self.tokens:
            return
        token = self.tokens[-1 - number % len(self.tokens)]

        async def undone(store: Store) -> object:
            try:
                return await store.undo(token)
            except NothingToUndo:
                return None

        self.both(undone)

    @rule(account=accounts, opened=st.booleans())
    def turn_lane(self, account: str, opened: bool) -> None:
        self.both(lambda store: store.open_lane(account) if opened else store.hold_lane(account, "why"))
        self.both(lambda store: store.held_lanes())

    @rule(minutes=st.integers(1, 3000))
    def wait(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        self.both(lambda store: store.renew_lease(self.lease))

    @rule(back=st.sampled_from([HOUR, DAY]))
    def set_clock_back(self, back: timedelta) -> None:
        self.clock.advance(-back)
        self.both(lambda store: store.renew_lease(self.lease))

    @rule()
    def start_again(self) -> None:
        self.clock.advance(LASTS * 2)
        self.lease = self.take()
        self.held.clear()

    @rule(days=st.integers(0, 3))
    def forget(self, days: int) -> None:
        self.both(lambda store: store.forget(self.clock() - days * DAY))

    @rule(wanted=filters)
    def look(self, wanted: Filter) -> None:
        ids = self.both(lambda store: ids_of(store, wanted))
        assert self.both(lambda store: store.count(wanted)) == len(ids)

    @property
    def ids(self) -> list[int]:
        return self.runner.run(ids_of(self.stores[1]))

    @invariant()
    def they_are_twins(self) -> None:
        ids = self.both(ids_of)
        counts = self.both(counted)
        assert sum(counts.values()) == len(ids)
        self.both(agenda)
        for number in ids:
            check_law(self.both(methodcaller("message", number)))
            self.both(methodcaller("attempts", number))


async def counted(store: Store) -> dict[tuple[str, MessageState], int]:
    return {key: number for key, number in (await store.counts()).numbers.items() if number}


async def agenda(store: Store) -> dict[str, object]:
    return dict(await store.agenda())


ORPHANED = "SELECT id FROM attempts WHERE id >> 20 NOT IN (SELECT id FROM messages)"
COUNTED = "SELECT account, state, count(*) FROM standings GROUP BY account, state ORDER BY account, state"
KEPT = "SELECT account, state, number FROM counts WHERE number <> 0 ORDER BY account, state"


def check_file(path: Path) -> None:
    """What SQLite does not enforce: no row without its message, and the kept counts are what counting gives."""
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute(ORPHANED).fetchall() == []
    assert connection.execute(KEPT).fetchall() == connection.execute(COUNTED).fetchall()
    connection.close()


def check_law(detail: MessageDetail) -> None:
    """What is true of a message however it came to stand so."""
    state = detail.row.state
    became = [each.outcome for each in detail.recipients]
    if state in OPEN:
        assert RecipientOutcome.WAITING in became
    else:
        assert state_after(became) is state
    assert (detail.row.next_attempt_at is not None) == (state in WAITING)
    assert (detail.finished_at is not None) == (state in HISTORY)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=EXAMPLES, stateful_step_count=40, deadline=None)
