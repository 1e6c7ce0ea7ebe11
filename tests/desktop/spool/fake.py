"""A spooler without an engine: a store in memory, with the standing that a test gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from postroom.engine.spool_messages import SpoolMessages
from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Recipient
from postroom.model.explanation import Circumstances, explain
from postroom.model.lane import LaneStanding
from postroom.model.message import WAITING, MessageState, RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.retry import DEFAULT_RETRY
from postroom.model.spool_attempt import DeliveryAttempt, Result
from postroom.model.spool_commands import Changed, Command, Progress, Selection
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_lease import Holder, Lease
from postroom.model.spool_message import Counts, NewMessage
from postroom.model.spooler import SpoolerStanding, Switches, stand
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.spool.changes import Listener, SpoolChanges
from postroom.spool.memory_store import MemoryStore
from tests.spool.spools import record

NOW = datetime.now(UTC)
BUSY = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.DEFERRED})
GREYLISTED = ServerReply("450", "4.2.0", "Greylisted, come back later")
REFUSED = ServerReply("550", "5.1.1", "No such user here")
TAKEN = ServerReply("250", "2.0.0", "Ok: queued as 4711")


@dataclass
class FakeRate:
    """What a test says of the throughput."""

    per_second: float = 0.0
    history: tuple[float, ...] = (0.0,) * 60


class FakeSpooler(SpoolMessages):
    """Does what `postroom.engine.spooler.Spooler` does, but for sending."""

    def __init__(self) -> None:
        super().__init__()
        self.store = self._store = MemoryStore()
        self.listeners: list[Listener] = []
        self.store.subscribe(self.tell)
        self.is_open = True
        self.trouble: str | None = None
        self.switches = Switches()
        self.online = True
        self.lanes: dict[str, LaneStanding] = {}
        self.sender: Holder | None = None
        self.is_sender = True
        self.rate = FakeRate()
        self.remaining_seconds: float | None = None
        self.asked: list[str] = []
        """What was asked for, in words."""
        self.trouble_with_commands: SpoolError | None = None
        self._lease: Lease | None = None

    @property
    def counts(self) -> Counts:
        return self.store._memory.counts()

    @property
    def standing(self) -> SpoolerStanding:
        return stand(self.switches, pending=self.counts.total(BUSY), online=self.online)

    def tell(self, changes: SpoolChanges) -> None:
        """Tell all who listen."""
        for listener in self.listeners:
            listener(changes)

    # Switches

    async def enable(self) -> None:
        self._switch(replace(self.switches, enabled=True))

    async def disable(self) -> None:
        self._switch(replace(self.switches, enabled=False))

    async def pause(self) -> None:
        self._switch(replace(self.switches, paused=True))

    async def resume(self) -> None:
        self._switch(replace(self.switches, paused=False))

    def _switch(self, switches: Switches) -> None:
        self.switches = switches
        self.tell(SpoolChanges(spooler=True))

    async def open_lane(self, account: str) -> None:
        self.asked.append(f"open {account}")

    async def nudge(self, account: str | None = None) -> None:
        self.asked.append(f"nudge {account}")

    def accounts_changed(self) -> None:
        """Do nothing: it sends for no account."""

    async def explain(self, number: int) -> str:
        detail = await self.store.message(number)
        known = Circumstances(
            standing=self.standing,
            lane=self.lanes.get(detail.row.account),
            retry=DEFAULT_RETRY,
            has_sender=True,
            now=datetime.now(UTC),
        )
        return explain(detail, known)

    async def command(
        self, selection: Selection, command: Command, progress: Progress | None = None
    ) -> Changed:
        if self.trouble_with_commands is not None:
            raise self.trouble_with_commands
        return await self.store.command(selection, command, progress)

    async def undo(self, token: int, progress: Progress | None = None) -> Changed:
        return await self.store.undo(token, progress)

    # What a test does

    async def submit(
        self,
        subject: str = "Hello",
        *,
        account: str = "ada@example.com",
        sender: str = "ada@example.com",
        to: Sequence[str] = ("bob@example.org",),
        size: int = 2_048,
    ) -> int:
        recipients = tuple(Recipient(parse_address(each)) for each in to)
        envelope = Envelope(parse_address(sender) if sender else None, recipients, size)
        body = f"From: {sender}\r\nTo: {', '.join(to)}\r\nSubject: {subject}\r\n\r\nHello\r\n".encode()
        return await self.store.submit(NewMessage(account, envelope, subject, body))

    async def attempt(self, number: int, outcome: RecipientOutcome) -> None:
        """Let an attempt at a message that is due end like this for all its recipients."""
        if self._lease is None:
            self._lease = (await self.store.take_lease(Holder("test", 1, "here"))).lease
        kept = self.store._memory.find(number)
        assert kept.standing.state in WAITING
        claim = self.store._memory.claim(kept, self._lease.number, NOW)
        if outcome is RecipientOutcome.UNCERTAIN:
            self.store.pass_dot(claim)
        reply = {
            RecipientOutcome.WAITING: GREYLISTED,
            RecipientOutcome.FAILED: REFUSED,
            RecipientOutcome.SENT: TAKEN,
        }.get(outcome)
        attempt = DeliveryAttempt(
            number=claim.number,
            started_at=datetime.now(UTC),
            seconds=0.42,
            server="192.0.2.25",
            summary="connection lost after the end of the message" if reply is None else str(reply),
            results=tuple(Result(place, outcome, reply) for place in claim.places),
            transcript=(
                TranscriptLine(0.0, Speaker.CLIENT, "MAIL FROM:<ada@example.com>"),
                TranscriptLine(0.012, Speaker.SERVER, "250 2.1.0 Ok"),
                TranscriptLine(0.013, Speaker.CLIENT, "RCPT TO:<bob@example.org>"),
                TranscriptLine(0.09, Speaker.SERVER, str(reply or "")),
            ),
            next_attempt_at=datetime.now(UTC) + timedelta(minutes=4)
            if outcome is RecipientOutcome.WAITING
            else None,
        )
        await record(self.store, claim, attempt)

    async def begin_sending(self, number: int) -> None:
        """Leave a message on its way."""
        if self._lease is None:
            self._lease = (await self.store.take_lease(Holder("test", 1, "here"))).lease
        self.store._memory.claim(self.store._memory.find(number), self._lease.number, NOW)
