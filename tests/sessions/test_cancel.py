"""A session is cancelled wherever it hangs: it ends at once, at its step, and leaves nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Final

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import SessionPlan
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step
from postroom.net.address import Address
from postroom.net.tasks import spawn
from postroom.sessions.session import Session
from tests.sessions.plans import plan, said
from tests.sessions.test_faults import STEPS
from tests.support.ca import Certificates
from tests.support.dialogue import SILENCE, Point, points
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.pop3_dialogue import pop3_script
from tests.support.ports import silent_port
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Converse, Send

LIMIT: Final = 0.1
DEADLINE: Final = 5.0


class Hung:
    """A resolver that never answers."""

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        await asyncio.get_running_loop().create_future()
        raise AssertionError


async def cancelled_at(
    step: Step, number: int, plan: SessionPlan, *, by: str = "cancel", **options: Any
) -> SessionSnapshot:
    """Open a session, cancel it when its step with this number runs, and see how long that takes."""
    reached = asyncio.Event()

    def look() -> None:
        steps = session.snapshot.steps
        if len(steps) == number and steps[-1].step is step:
            reached.set()

    session = Session(plan, on_change=look, **options)
    owner: set[asyncio.Task[Any]] = set()
    async with no_leaks():
        task = spawn(session.open(), name="a session that hangs", owner=owner)
        async with asyncio.timeout(DEADLINE):
            await reached.wait()
            await asyncio.sleep(0)
        began = time.perf_counter()
        match by:
            case "cancel":
                session.cancel()
            case "close":
                await session.close()
            case _:
                task.cancel()
        await asyncio.wait([task])
        took = time.perf_counter() - began
    assert task.cancelled() is (by == "task")
    assert took < LIMIT
    return session.snapshot


def check(snapshot: SessionSnapshot, step: Step) -> None:
    assert snapshot.state is SessionState.FAILED
    assert snapshot.error is not None
    assert (snapshot.error.code, snapshot.error.step) == (ErrorCode.CANCELLED, step)


@pytest.mark.parametrize("by", ["cancel", "close", "task"])
async def test_while_the_name_is_looked_up(by: str) -> None:
    name = plan(Protocol.SMTP, Security.NONE, 25, host="mail.example")
    check(await cancelled_at(Step.RESOLVE, 1, name, by=by, resolver=Hung()), Step.RESOLVE)


async def test_while_the_address_is_dialled() -> None:
    with silent_port() as port:
        check(await cancelled_at(Step.CONNECT, 2, plan(Protocol.POP3, Security.NONE, port)), Step.CONNECT)


def hanging_points() -> Iterator[tuple[Protocol, Security, Point]]:
    for protocol, security in product(Protocol, Security):
        for point in points(security):
            yield protocol, security, point


@pytest.mark.parametrize(("protocol", "security", "point"), list(hanging_points()))
async def test_while_the_server_is_silent(
    protocol: Protocol,
    security: Security,
    point: Point,
    test_ca: Certificates,
    hostile_server: Callable[..., HostileServer],
) -> None:
    write = smtp_script if protocol is Protocol.SMTP else pop3_script
    script = write(
        security,
        context=test_ca.good.server_context(),
        mechanisms=("LOGIN",) if protocol is Protocol.SMTP else ("USER",),
        faults={point: SILENCE},
    )
    server = hostile_server(script)
    hanging = plan(protocol, security, server.port, ca=test_ca)
    step = STEPS[point]
    number = len(hanging.steps) - hanging.steps[::-1].index(step)
    if point is Point.HELLO:
        number = hanging.steps.index(step) + 1
    check(await cancelled_at(step, number, hanging), step)


async def test_before_it_is_opened() -> None:
    session = Session(plan(Protocol.SMTP, Security.NONE, 25))
    session.cancel()
    assert (await session.open()).state is SessionState.CLOSED
    await session.close()


async def test_a_ready_session_is_closed_without_a_farewell(
    hostile_server: Callable[..., HostileServer],
) -> None:
    server = hostile_server(smtp_script())
    session = Session(plan(Protocol.SMTP, Security.NONE, server.port))
    async with no_leaks():
        assert (await session.open()).state is SessionState.READY
        session.cancel()
        session.cancel()
        assert (await session.ended()).state is SessionState.CLOSED
        await session.close()
    assert "QUIT" not in server.connection().lines


async def test_a_farewell_that_hangs_is_cut_short(hostile_server: Callable[..., HostileServer]) -> None:
    talk = Converse(((b"CAPA", (Send(b"+OK\r\n.\r\n"),)), (b"QUIT", SILENCE)))
    server = hostile_server((Send(b"+OK ready\r\n"), talk))
    session = Session(plan(Protocol.POP3, Security.NONE, server.port, credentials=None))
    owner: set[asyncio.Task[Any]] = set()
    async with no_leaks():
        await session.open()
        closing = spawn(session.close(), name="a farewell that hangs", owner=owner)
        async with asyncio.timeout(DEADLINE):
            while "client: QUIT" not in said(session):  # noqa: ASYNC110  the transcript has no event
                await asyncio.sleep(0)
        began = time.perf_counter()
        session.cancel()
        await closing
    assert time.perf_counter() - began < LIMIT
    assert session.snapshot.state is SessionState.CLOSED


class Reluctant:
    """A resolver that never answers, and takes its time to end."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.ending = asyncio.Event()
        self.may_end = asyncio.Event()

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        self.asked.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.ending.set()
            await self.may_end.wait()
        raise AssertionError


async def test_cancelling_again_while_the_first_is_under_way_is_harmless() -> None:
    resolver = Reluctant()
    session = Session(plan(Protocol.POP3, Security.NONE, 110, host="mail.example.com"), resolver=resolver)
    owner: set[asyncio.Task[Any]] = set()
    opening = spawn(session.open(), name="open", owner=owner)
    async with asyncio.timeout(DEADLINE):
        await resolver.asked.wait()
        session.cancel()
        await resolver.ending.wait()
        session.cancel()
        resolver.may_end.set()
        check(await opening, Step.RESOLVE)
