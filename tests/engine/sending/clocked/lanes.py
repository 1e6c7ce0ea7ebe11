"""A lane in an office that notes everything, with sessions that a test opens, to servers that answer in memory."""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from postroom.engine.sending.lane import Lane
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.account_errors import UnknownAccount
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.message import RecipientOutcome
from postroom.model.plan import SessionPlan, Trust
from postroom.model.reply import ServerReply
from postroom.model.sending_rules import USUAL_SENDING, SendingRules
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.spool_attempt import Claim, DeliveryAttempt
from postroom.model.step import Step
from postroom.net.outbox import Outbox
from postroom.net.stream import Stream
from postroom.net.tap import Deaf
from postroom.net.tasks import cancel_and_wait, spawn
from postroom.protocol.delivery_state import PATIENCE, Command
from postroom.sessions.session import Loan, NotLendable, Session
from tests.spool.samples import BODY, NOON, envelope
from tests.support.clocked_loop import clock_from, settle_down

ADDRESS: Final = "192.0.2.25"
LINGER: Final = 60.0
NOTHING: Final = ""
"""In place of an answer: the server is silent."""
FRIENDLY: Final = {
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go on",
    ".": "250 2.0.0 Ok: queued as 4711",
    "RSET": "250 2.0.0 Ok",
}
BUSY: Final = "421 4.7.0 Too busy"


def error_of(code: ErrorCode, *, reply: ServerReply | None = None, message: str = "No way.") -> SessionError:
    """An error with which a session fails."""
    return SessionError(code, Step.CONNECT, message, "", False, "Do something.", reply)


class Line(Stream):
    """A connection to a server that answers each command by a table; the table may change meanwhile."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(Deaf())
        self.answers = answers
        self.heard: list[str] = []
        """The verbs, and a dot for the end of each message."""
        self._in_message = False

    def pass_on(self, data: bytes, shown: bytes) -> None:
        del shown
        for line in data.decode().split("\r\n")[:-1]:
            if not self._in_message:
                self._answer(line.split()[0])
            elif line == ".":
                self._in_message = False
                self._answer(".")

    def _answer(self, verb: str) -> None:
        self.heard.append(verb)
        answer = self.answers[verb]
        self._in_message = answer.startswith("354")
        if answer:
            asyncio.get_running_loop().call_soon(self.says, answer)

    def says(self, reply: str) -> None:
        self.raw_received(reply.encode() + b"\r\n")

    def goes_on(self) -> None:
        """Let it ask for the message after all."""
        self._in_message = True
        self.says("354 Go on")

    def hangs_up(self) -> None:
        self.raw_ended(None)


class ScriptedSession(Session):
    """A session that is ready, or fails, when a test says so."""

    def __init__(self, plan: SessionPlan, answers: dict[str, str]) -> None:
        super().__init__(plan)
        self.line = Line(answers)
        self.is_lendable = True
        self.is_closed = False
        self.closing_takes = 0.0
        """Seconds that it takes to close it."""
        self._opened: Future[SessionSnapshot] = asyncio.get_running_loop().create_future()
        self._shown = SessionSnapshot(plan=plan, state=SessionState.OPENING)

    @property
    def snapshot(self) -> SessionSnapshot:
        return self._shown

    async def open(self) -> SessionSnapshot:
        self._shown = await self._opened
        return self._shown

    def becomes_ready(self, *capabilities: str) -> None:
        ready = replace(self._shown, state=SessionState.READY, address=ADDRESS, capabilities=capabilities)
        self._opened.set_result(ready)

    def fails(self, error: SessionError) -> None:
        self._opened.set_result(replace(self._shown, state=SessionState.FAILED, address=ADDRESS, error=error))

    def cancel(self) -> None:
        if not self._opened.done():
            self.fails(error_of(ErrorCode.CANCELLED))

    async def close(self) -> None:
        if self.closing_takes:
            await asyncio.sleep(self.closing_takes)
        self.is_closed = True

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Loan]:
        if not self.is_lendable:
            raise NotLendable
        yield Loan(self.line, self.snapshot, str)


class Hosts:
    """Sessions in the order in which they were wanted."""

    def __init__(self) -> None:
        self.sessions: list[ScriptedSession] = []
        self.answers = dict(FRIENDLY)
        """What all servers answer."""
        self.are_up = False
        """Whether sessions become ready by themselves."""
        self.error: SessionError | None = None
        """With which sessions fail by themselves."""
        self.fault: Exception | None = None
        """What is raised in place of a session."""
        self.asked = 0
        """How many sessions were wanted."""

    def make_session(self, plan: SessionPlan) -> ScriptedSession:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        session = ScriptedSession(plan, self.answers)
        self.sessions.append(session)
        if self.error is not None:
            session.fails(self.error)
        elif self.are_up:
            session.becomes_ready()
        return session


class Books:
    """Accounts, and what hinders a plan for one of them."""

    def __init__(self, *accounts: Account) -> None:
        self.by_name = {account.name: account for account in accounts}
        self.refusal: Exception | None = None
        self.fault_of: str | None = None
        """For which account it fails by a fault of ours to have a plan, or the account."""

    def account(self, name: str) -> Account:
        if name == self.fault_of:
            raise RuntimeError("a fault of ours")
        if name not in self.by_name:
            raise UnknownAccount(name)
        return self.by_name[name]

    def rules_of(self, name: str) -> SendingRules | None:
        return self.by_name[name].sending if name in self.by_name else None

    def is_local(self, name: str) -> bool:
        raise NotImplementedError

    async def plan_to_send(self, name: str) -> SessionPlan:
        if self.refusal is not None:
            raise self.refusal
        return self.account(name).plan(Protocol.SMTP, None, general_trust=Trust())


def account(name: str = "main", rules: SendingRules = USUAL_SENDING) -> Account:
    """An account whose server is somewhere else."""
    server = Server("mail.example.com", 25)
    return Account(name=name, smtp=server, smtp_auth=SmtpAuth.OFF, sending=rules)


class Desk:
    """An office with one lane, which notes what that asks for and tells."""

    linger = LINGER

    def __init__(self, rules: SendingRules = USUAL_SENDING) -> None:
        self._clock = clock_from(NOON)
        self.set_back = timedelta(0)
        """By how much the clock on the wall was set back."""
        self.accounts = Books(account(rules=rules))
        self.hosts = Hosts()
        self.outbox = Outbox()
        self.patience: Mapping[Command, float] = PATIENCE
        self.sends = True
        self.online = True
        self.recorded: list[tuple[int, DeliveryAttempt]] = []
        self.returned: list[int] = []
        self.held: list[tuple[str, str]] = []
        self.looks: list[bool] = []
        """How often it was asked for more, and whether anew."""
        self.changes = 0
        self.capabilities: tuple[str, ...] | None = None
        self.bodies: dict[int, bytes | Exception] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self._last = 0
        self.lane = Lane("main", self)

    @property
    def sessions(self) -> list[ScriptedSession]:
        return self.hosts.sessions

    @property
    def attempts(self) -> list[int]:
        """The messages whose attempt was recorded."""
        return [number for number, _ in self.recorded]

    @property
    def rest(self) -> timedelta | None:
        """How long the lane rests from now on, to the second; None where it does not."""
        until = self.lane.standing.waits_until
        return None if until is None else timedelta(seconds=round((until - self.now()).total_seconds()))

    def give(self, count: int, *, body: bytes | None = BODY) -> list[int]:
        """Give the lane so many messages; tell their numbers."""
        claims = [claim(self._last + number, body=body) for number in range(1, count + 1)]
        self._last += count
        self.lane.take(claims)
        return [each.id for each in claims]

    async def close(self) -> None:
        """End all that is under way."""
        self.sends = False
        self.lane.give_up()
        await cancel_and_wait(*self.tasks)
        self.lane.close()

    # What the lane asks for

    def now(self) -> datetime:
        return self._clock() - self.set_back

    def is_online(self, host: str) -> bool:
        assert host == "mail.example.com"
        return self.online

    def make_session(self, plan: SessionPlan) -> Session:
        return self.hosts.make_session(plan)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        return spawn(work, name=name, owner=self.tasks)

    def look(self, *, anew: bool = False) -> None:
        self.looks.append(anew)

    def pass_dot(self, claim: Claim) -> Future[None] | None:
        del claim
        return None

    def body(self, claim: Claim) -> Future[bytes]:
        read: Future[bytes] = asyncio.get_running_loop().create_future()
        body = self.bodies[claim.id]
        if isinstance(body, bytes):
            read.set_result(body)
        else:
            read.set_exception(body)
        return read

    def record(self, claim: Claim, attempt: DeliveryAttempt) -> None:
        self.recorded.append((claim.id, attempt))

    def give_back(self, claims: Iterable[Claim]) -> None:
        self.returned.extend(claim.id for claim in claims)

    def hold_lane(self, account: str, reason: str) -> None:
        self.held.append((account, reason))

    def lane_changed(self) -> None:
        self.changes += 1

    def learned(self, account: str, capabilities: Sequence[str]) -> None:
        assert account == "main"
        self.capabilities = tuple(capabilities)


def claim(number: int, *, account: str = "main", body: bytes | None = BODY) -> Claim:
    """A claimed message to one recipient."""
    return Claim(
        id=number,
        lease=1,
        number=1,
        account=account,
        envelope=envelope(),
        outcomes=(RecipientOutcome.WAITING,),
        queued_at=NOON,
        attempts_since=0,
        body=body,
    )


MakeDesk = Callable[..., Desk]
"""Makes a desk with rules, or with the usual ones."""


async def at_work(desk: Desk, messages: int) -> Desk:
    """A lane with so many messages and all the connections that it wants, to servers that answer nothing yet."""
    desk.hosts.are_up = True
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(messages)
    await settle_down()
    return desk
