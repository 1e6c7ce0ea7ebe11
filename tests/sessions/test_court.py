"""Certificates before the court: every situation, over every way to TLS, and what may pass of it."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any, Final

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.examination import RevocationStatus
from postroom.model.plan import Trust
from postroom.model.problems import ProblemKind
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step
from postroom.model.trust import Policy, Toggle
from postroom.net.address import Address
from postroom.net.examination.stores import Stores, load_stores
from postroom.net.tasks import spawn
from postroom.sessions import connection
from tests.sessions.plans import OnLoopback
from tests.sessions.trials import BY_NAME, WAYS, Start, logins, plan_for, script_of, trial
from tests.support.hostile import HostileServer
from tests.support.situations import Situation, said

DEADLINE: Final = 5.0
EVERYTHING: Final = Policy(frozenset({Toggle.ANY}))


@pytest.fixture(autouse=True)
def _on_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every server on this computer, also those whose host is an address elsewhere."""

    async def resolve(host: str, port: int, **_: object) -> tuple[Address, ...]:
        return await OnLoopback().lookup(host, port)

    monkeypatch.setattr(connection, "resolve", resolve)


@pytest.mark.parametrize("situation", BY_NAME.values(), ids=BY_NAME)
async def test_each_situation_has_exactly_its_problems_over_every_way(
    situation: Situation, hostile_server: Start, tmp_path: Path
) -> None:
    for protocol, security in WAYS:
        server = hostile_server(script_of(situation, protocol, security, tmp_path))
        session = trial(plan_for(situation, protocol, security, server.port, tmp_path))
        snapshot = await session.open()
        await session.close()
        assert snapshot.tls is not None, snapshot.error
        assert {said(problem) for problem in snapshot.tls.problems} == situation.expected
        assert [certificate.der for certificate in snapshot.tls.chain] == list(situation.chain)
        if situation.expected:
            assert snapshot.error is not None
            assert (snapshot.error.step, snapshot.error.code) == (Step.TLS, ErrorCode.CERTIFICATE_REJECTED)
            assert logins(server.connection()) == []
        else:
            assert snapshot.state is SessionState.READY, snapshot.error
            assert logins(server.connection())


def samples() -> Iterator[tuple[Situation, Protocol, Security, frozenset[Toggle]]]:
    """Give for each situation what lets exactly all pass, that less one, and something at random."""
    draw, ways = random.Random(17), cycle(WAYS)
    for situation in BY_NAME.values():
        kinds = {kind for kind in situation.kinds if kind != "malformed"}
        exactly = frozenset(map(Toggle, kinds)) | ({Toggle.ANY} if kinds != situation.kinds else set())
        chosen = {exactly, frozenset(draw.sample(list(Toggle), draw.randrange(1, 6)))}
        if exactly:
            chosen.add(exactly - {draw.choice(sorted(exactly))})
        yield from ((situation, *next(ways), toggles) for toggles in sorted(chosen, key=sorted))


SAMPLES: Final = list(samples())


@pytest.mark.parametrize(
    ("situation", "protocol", "security", "toggles"),
    SAMPLES,
    ids=[f"{s.name}-{p}-{t}-{'+'.join(sorted(toggles))}" for s, p, t, toggles in SAMPLES],
)
async def test_a_session_opens_if_and_only_if_all_problems_are_ignored(
    situation: Situation,
    protocol: Protocol,
    security: Security,
    toggles: frozenset[Toggle],
    hostile_server: Start,
    tmp_path: Path,
) -> None:
    server = hostile_server(script_of(situation, protocol, security, tmp_path))
    wanted = plan_for(situation, protocol, security, server.port, tmp_path, policy=Policy(toggles))
    session = trial(wanted)
    snapshot = await session.open()
    await session.close()
    may_open = Toggle.ANY in toggles or situation.kinds <= set(toggles)
    assert (snapshot.state is SessionState.READY) is may_open
    assert bool(logins(server.connection())) is may_open
    assert snapshot.tls is not None
    if may_open:
        assert [each.problem for each in snapshot.tls.let_through] == list(snapshot.tls.problems)
        let_through = [note for note in snapshot.notes if "let through although" in note]
        assert bool(let_through) is bool(situation.expected)


Try = Callable[..., Awaitable[tuple[SessionSnapshot, HostileServer]]]


@pytest.fixture
def meet(hostile_server: Start, tmp_path: Path) -> Try:
    """Open a session with a server in a situation, and close it."""

    async def meet(name: str, **options: Any) -> tuple[SessionSnapshot, HostileServer]:
        protocol, security = options.pop("protocol", Protocol.SMTP), Security.TLS
        situation = BY_NAME[name]
        server = hostile_server(script_of(situation, protocol, security, tmp_path))
        session = trial(plan_for(situation, protocol, security, server.port, tmp_path, **options))
        snapshot = await session.open()
        await session.close()
        return snapshot, server

    return meet


class TestWhatIsSaid:
    async def test_a_problem_that_was_let_through(self, meet: Try) -> None:
        snapshot, _ = await meet("expired+name", policy=EVERYTHING)
        expected = "The certificate was let through although it has expired: the account ignores any."
        assert expected in snapshot.notes
        assert any("is the server it says it is" in claim for claim in snapshot.unproved)
        (tls,) = [record for record in snapshot.steps if record.step is Step.TLS]
        assert tls.detail.endswith("by system+ca: it is for another name, it has expired")

    async def test_everything_that_blocks_and_what_to_do_about_it(self, meet: Try) -> None:
        snapshot, _ = await meet("expired+name", policy=Policy(frozenset({Toggle.NAME})))
        assert snapshot.error is not None
        assert snapshot.error.message.endswith("was rejected: it has expired.")
        assert "expired on" in snapshot.error.cause
        assert "renew the certificate" in snapshot.error.advice
        assert any("although it is for another name" in note for note in snapshot.notes)

    async def test_a_stapled_answer_counts(self, meet: Try) -> None:
        good, _ = await meet("not-revoked")
        assert good.tls is not None
        assert good.tls.examination is not None
        assert good.tls.examination.revocation.status is RevocationStatus.GOOD
        assert not any("revoked" in claim for claim in good.unproved)
        unknown, _ = await meet("by-intermediate")
        assert any("was not revoked" in claim for claim in unknown.unproved)

    async def test_both_stores_are_asked(self, meet: Try) -> None:
        snapshot, _ = await meet("unknown-root", trust=Trust())
        assert snapshot.tls is not None
        examination = snapshot.tls.examination
        assert examination is not None
        kinds = {ProblemKind.UNKNOWN_AUTHORITY}
        assert examination.system.kinds == examination.portable.kinds == kinds


class TestAVerifierThatTakesLong:
    async def test_is_not_waited_for_without_end(self, meet: Try, monkeypatch: pytest.MonkeyPatch) -> None:
        answer = threading.Event()

        def hang(_: object) -> None:
            answer.wait(DEADLINE)

        system = replace(load_stores().system, operating_system=hang)
        monkeypatch.setattr(
            "postroom.net.examination.stores.load_stores", lambda _: Stores(system, load_stores().portable)
        )
        async with asyncio.timeout(DEADLINE):
            snapshot, server = await meet("good", timeout=0.5)
        answer.set()
        assert snapshot.error is not None
        assert (snapshot.error.step, snapshot.error.code) == (Step.TLS, ErrorCode.TLS_FAILED)
        assert "did not say what it thinks" in snapshot.error.message
        assert logins(server.connection()) == []

    async def test_can_be_left_at_once(
        self, hostile_server: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked, answer = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def hang(_: object) -> None:
            loop.call_soon_threadsafe(asked.set)
            answer.wait(DEADLINE)

        system = replace(load_stores().system, operating_system=hang)
        monkeypatch.setattr(
            "postroom.net.examination.stores.load_stores", lambda _: Stores(system, load_stores().portable)
        )
        server = hostile_server(script_of(BY_NAME["good"], Protocol.SMTP, Security.TLS, tmp_path))
        session = trial(plan_for(BY_NAME["good"], Protocol.SMTP, Security.TLS, server.port, tmp_path))
        owner: set[asyncio.Task[Any]] = set()
        opening = spawn(session.open(), name="open", owner=owner)
        async with asyncio.timeout(DEADLINE):
            await asked.wait()
            session.cancel()
            snapshot = await opening
        assert not answer.is_set()
        answer.set()
        assert snapshot.error is not None
        assert snapshot.error.code is ErrorCode.CANCELLED
