"""A session: opened once, watched while it is open, kept alive, and closed in order or cancelled at any moment."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from postroom.model.diagnosis import Failure, Seen, diagnose
from postroom.model.diagnosis.failure import EVIDENCE_LINES
from postroom.model.plan import SessionPlan
from postroom.model.redaction import Redactor
from postroom.model.reply import ServerReply
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step
from postroom.net.deadlines import within
from postroom.net.resolve import RESOLVE_SECONDS, SYSTEM_RESOLVER, Resolver
from postroom.net.stream import Stream
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.net.transcript import Transcript
from postroom.protocol.exchange import conceal
from postroom.sessions.connection import Connection
from postroom.sessions.drivers import driver_for
from postroom.sessions.faults import FORESEEN, Stopped, facts_of
from postroom.sessions.opening import Opening
from postroom.sessions.timeline import Timeline

log = logging.getLogger(__name__)


class NotLendable(RuntimeError):
    """The connection of a session cannot be lent now: use another one."""


@dataclass(slots=True)
class Loan:
    """The connection of a session, lent."""

    stream: Stream
    snapshot: SessionSnapshot
    redact: Callable[[str], str]
    sound: bool = False
    """To be set where the connection can be used again."""
    last_words: ServerReply | None = None
    """What the server said when it ended the connection."""


KEEP_ALIVE_SECONDS: Final = 240.0
"""How often an open session gives a sign of life: SMTP servers wait for five minutes (RFC 5321 section 4.5.3.2.7), POP3
servers for ten (RFC 1939 section 3)."""

QUIT_SECONDS: Final = 2.0
"""How long a server may take to answer QUIT."""


class Session:
    """One session by one plan. All methods belong to the thread of the loop.

    `snapshot` shows how it stands and `transcript` what was said; `on_change` is called after each change of either,
    from within it. `clock` gives seconds that never go back.
    """

    def __init__(
        self,
        plan: SessionPlan,
        *,
        resolver: Resolver = SYSTEM_RESOLVER,
        clock: Callable[[], float] = time.perf_counter,
        on_change: Callable[[], None] = lambda: None,
        keep_alive: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._plan = plan
        self._clock = clock
        self._began: float | None = None
        self._keep_alive = keep_alive
        self._redactor = _redactor(plan)
        self.transcript = Transcript(self._elapsed, self._redactor, conceal, on_change)
        self._timeline = Timeline(plan, self._elapsed, on_change, self._redactor)
        self._connection = Connection(plan, self.transcript, resolver=resolver, clock=self._elapsed)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._scope: asyncio.Timeout | None = None
        self._cancelled = False
        self._is_lent = False
        self._over = asyncio.Event()

    @property
    def snapshot(self) -> SessionSnapshot:
        """The session as it stands."""
        return self._timeline.snapshot

    async def ended(self) -> SessionSnapshot:
        """Wait until the session is closed or has failed."""
        await self._over.wait()
        return self.snapshot

    async def open(self) -> SessionSnapshot:
        """Open the session; return when it is ready or has failed.

        Raises nothing that a server or a network can cause. When this call is cancelled, so is the session. Raises
        `IllegalMove` when called twice; a session that was cancelled before is closed and stays so.
        """
        if self.snapshot.state is SessionState.CLOSED:
            return self.snapshot
        self._timeline.move(SessionState.OPENING, opened_at=datetime.now(UTC))
        try:
            async with within(0 if self._cancelled else None) as self._scope:
                speak = await driver_for(self._plan.protocol)
                self._began = self._clock()
                opening = Opening(
                    self._plan, self._connection, self._timeline, self.transcript, speak, self._redactor
                )
                await opening.run()
        except Exception as error:  # noqa: BLE001  a bug of ours is told as one
            self._fail(error)
        except BaseException:
            self._cancelled = True
            self._fail(asyncio.CancelledError())
            raise
        else:
            self._stay()
        return self.snapshot

    def cancel(self) -> None:
        """Stop at once, whatever the session is doing, and release the connection. Harmless when it has ended.

        An opening one fails with the code `cancelled`; an open one is closed without taking leave.
        """
        self._cancelled = True
        match self.snapshot.state:
            case SessionState.IDLE:
                self._end()
            case SessionState.READY:
                self._timeline.move(SessionState.CLOSING)
                self._end()
            case SessionState.OPENING | SessionState.CLOSING if self._scope and not self._scope.expired():
                self._scope.reschedule(asyncio.get_running_loop().time())
            case _:
                pass

    async def close(self) -> None:
        """End the session in order: take leave, then release the connection. Harmless when it has ended.

        An opening one is cancelled. Returns when nothing of the session is left.
        """
        if self.snapshot.state is SessionState.READY:
            await self._take_leave()
        elif self.snapshot.state in {SessionState.IDLE, SessionState.OPENING}:
            self.cancel()
        await self._over.wait()
        await cancel_and_wait(*self._tasks)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Loan]:
        """Lend the connection of a ready session to whoever speaks over it otherwise, such as a delivery.

        Meanwhile the session stays ready and is not kept alive. In the end it goes on where `Loan.sound` says that no
        answer is outstanding; otherwise it has failed. Raises `NotLendable` where it is not ready, is waiting for an
        answer, or is lent already.
        """
        if not self._is_ready() or self._is_lent or self._connection.driver.waiting:
            raise NotLendable
        self._is_lent = True
        try:
            await cancel_and_wait(*self._tasks)
            if not self._is_ready():
                raise NotLendable
            loan = Loan(self._connection.driver.lend(), self.snapshot, self._redactor)
            try:
                yield loan
            finally:
                if self._is_ready():
                    self._go_on(loan)
        finally:
            self._is_lent = False

    def _is_ready(self) -> bool:
        return self.snapshot.state is SessionState.READY

    def _go_on(self, loan: Loan) -> None:
        if loan.sound and not loan.stream.ended.done():
            self._connection.driver.resume()
            self._watch_over()
        else:
            self._fail(Stopped(Seen.DROPPED, reply=loan.last_words))

    def _elapsed(self) -> float:
        return 0.0 if self._began is None else self._clock() - self._began

    def _stay(self) -> None:
        """Be ready, and watch over it. A cancellation that came too late to stop the opening still counts."""
        if self._cancelled:
            self._fail(asyncio.CancelledError())
            return
        self._timeline.move(SessionState.READY)
        self._watch_over()

    def _watch_over(self) -> None:
        spawn(self._watch(), name=f"watch {self._plan.protocol} {self._plan.endpoint}", owner=self._tasks)

    async def _watch(self) -> None:
        try:
            while True:
                await self._overhear_for(self._keep_alive)
                async with within(self._plan.timeout):
                    await self._connection.driver.keep_alive()
        except Exception as error:  # noqa: BLE001  a bug of ours is told as one
            if self.snapshot.state is SessionState.READY:
                self._fail(error)

    async def _overhear_for(self, seconds: float) -> None:
        """Return after so many seconds of peace; raise what disturbs it."""
        with suppress(TimeoutError):
            async with within(seconds):
                await self._connection.driver.overhear()

    async def _take_leave(self) -> None:
        self._scope = None
        self._timeline.move(SessionState.CLOSING)
        try:
            await cancel_and_wait(*self._tasks)
            with suppress(*FORESEEN):
                async with within(0 if self._cancelled else QUIT_SECONDS) as self._scope:
                    await self._quit()
        finally:
            self._end()

    async def _quit(self) -> None:
        driver = self._connection.driver
        if not driver.waiting:
            await driver.quit()
        await driver.stream.aclose()

    def _end(self) -> None:
        self._connection.release()
        for task in self._tasks:
            task.cancel()
        self._timeline.move(SessionState.CLOSED)
        self._over.set()

    def _fail(self, error: BaseException) -> None:
        self._connection.release()
        failure = self._failure(error)
        if failure.seen is Seen.BUG:
            trace = "".join(traceback.format_exception(error))
            log.error(
                "session to %s failed by a fault of ours\n%s", self._plan.endpoint, self._redactor(trace)
            )
        diagnosis = diagnose(failure)
        self.transcript.note(diagnosis.message)
        self._timeline.move(SessionState.FAILED, error=diagnosis)
        self._over.set()

    def _failure(self, error: BaseException) -> Failure:
        """Gather what is known when `error` ends the session."""
        steps = self.snapshot.steps
        step = steps[-1].step if steps else Step.RESOLVE
        patience = RESOLVE_SECONDS if step is Step.RESOLVE else self._plan.timeout
        facts: dict[str, Any] = {
            "step": step,
            "plan": self._plan,
            "was_ready": self.snapshot.state is SessionState.READY,
            "addresses": tuple(address.text for address in self._connection.addresses),
            "waited": min(patience, self._plan.timeout),
            "transcript": self.transcript.lines(max(0, self.transcript.count - EVIDENCE_LINES)),
        }
        if self._connection.stands:
            facts |= self._connection.driver.facts(self._redactor)
        facts |= {"seen": Seen.CANCELLED} if self._cancelled else facts_of(error, self._redactor)
        return Failure(**facts)


def _redactor(plan: SessionPlan) -> Redactor:
    credentials = plan.credentials
    return Redactor() if credentials is None else Redactor([credentials.secret], [credentials.user])
