"""Nothing of a login leaves before the certificate was judged, and no clearance serves another connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import SessionPlan
from postroom.model.problems import ProblemKind
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.transcript import Speaker
from postroom.model.trust import BoundException, Judgement, Policy, Toggle, judge
from postroom.net.transcript import Transcript
from postroom.sessions import court
from postroom.sessions.connection import Connection
from postroom.sessions.court import CertificateRejected, InClear, Judged, NotCleared
from postroom.sessions.driver import Driver
from postroom.sessions.drivers import driver_for
from tests.net.peers import stopwatch
from tests.sessions.plans import CREDENTIALS, OnLoopback, plan
from tests.sessions.trials import BY_NAME, WAYS, Start, logins, plan_for, script_of, trial
from tests.support.ca import Certificates
from tests.support.pki import issue
from tests.support.pop3_dialogue import pop3_script
from tests.support.situations import HOST, Situation
from tests.support.smtp_dialogue import smtp_script

SELF_SIGNED = BY_NAME["self-signed"]
EACH_WAY = pytest.mark.parametrize(("protocol", "security"), WAYS)


def another_key() -> Situation:
    """Give the same situation with another key."""
    return replace(SELF_SIGNED, leaf=issue(HOST, names=(HOST,)))


def exception_for(plan: SessionPlan, snapshot: SessionSnapshot, **changes: Any) -> BoundException:
    """Make the exception that lets the server pass whose certificate was seen."""
    assert snapshot.tls is not None
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "host": plan.endpoint.host,
        "port": plan.endpoint.port,
        "kinds": frozenset({ProblemKind.SELF_SIGNED}),
        "key_sha256": snapshot.tls.chain[0].key_sha256,
        "reason": "the tests",
        "author": "ada",
        "created": now - timedelta(days=1),
        "until": now + timedelta(days=1),
    }
    return BoundException(**values | changes)


async def outcome(wanted: SessionPlan) -> SessionSnapshot:
    session = trial(wanted)
    snapshot = await session.open()
    await session.close()
    return snapshot


def excepted(wanted: SessionPlan, exception: BoundException) -> SessionPlan:
    return replace(wanted, policy=Policy(exceptions=(exception,)))


class TestOnTheWire:
    @EACH_WAY
    @pytest.mark.parametrize("policy", [Policy(), Policy(frozenset({Toggle.SELF_SIGNED}))])
    async def test_the_judgement_comes_before_the_login(
        self,
        protocol: Protocol,
        security: Security,
        policy: Policy,
        hostile_server: Start,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """At the time of the judgement nothing has been sent, and nothing is until it is over."""
        sent: list[str] = []

        def watched(*arguments: Any, **more: Any) -> Judgement:
            sent.extend(logins(server.connection()))
            sent.extend(line.text for line in session.transcript.lines() if is_login(line.text))
            return judge(*arguments, **more)

        monkeypatch.setattr(court, "judge", watched)
        situation = BY_NAME["self-signed"] if policy.toggles else BY_NAME["good"]
        server = hostile_server(script_of(situation, protocol, security, tmp_path))
        session = trial(plan_for(situation, protocol, security, server.port, tmp_path, policy=policy))
        snapshot = await session.open()
        await session.close()
        assert snapshot.state is SessionState.READY, snapshot.error
        assert sent == []
        assert logins(server.connection())
        said = [line.text for line in session.transcript.lines() if line.speaker is not Speaker.SERVER]
        (verdict,) = [place for place, text in enumerate(said) if text.startswith("TLSv1.3, ")]
        assert verdict < min(place for place, text in enumerate(said) if is_login(text))

    @EACH_WAY
    async def test_an_exception_serves_one_key_and_no_other(
        self, protocol: Protocol, security: Security, hostile_server: Start, tmp_path: Path
    ) -> None:
        first = script_of(SELF_SIGNED, protocol, security, tmp_path)
        second = script_of(another_key(), protocol, security, tmp_path)
        server = hostile_server(first, first, second)
        wanted = plan_for(SELF_SIGNED, protocol, security, server.port, tmp_path)
        rejected = await outcome(wanted)
        assert rejected.error is not None
        wanted = excepted(wanted, exception_for(wanted, rejected))
        accepted = await outcome(wanted)
        assert accepted.state is SessionState.READY, accepted.error
        assert any("by an exception until" in note for note in accepted.notes)
        changed = await outcome(wanted)
        assert changed.error is not None
        assert changed.error.code is ErrorCode.CERTIFICATE_REJECTED
        assert "its key is not the one that an exception is for" in changed.error.message
        assert [bool(logins(server.connection(number))) for number in range(3)] == [False, True, False]

    async def test_a_renewed_certificate_with_the_same_key_passes_quietly(
        self, hostile_server: Start, tmp_path: Path
    ) -> None:
        renewed = replace(SELF_SIGNED, leaf=issue(HOST, names=(HOST,), key=SELF_SIGNED.leaf.key))
        assert renewed.leaf.der != SELF_SIGNED.leaf.der
        scripts = [script_of(each, Protocol.SMTP, Security.TLS, tmp_path) for each in (SELF_SIGNED, renewed)]
        server = hostile_server(*scripts)
        wanted = plan_for(SELF_SIGNED, Protocol.SMTP, Security.TLS, server.port, tmp_path)
        exception = exception_for(wanted, await outcome(wanted))
        assert (await outcome(excepted(wanted, exception))).state is SessionState.READY

    @pytest.mark.parametrize(
        "changes",
        [
            {"host": "mail.elsewhere.test"},
            {"port": 1},
            {"kinds": frozenset({ProblemKind.EXPIRED})},
            {"until": datetime.now(UTC) - timedelta(seconds=1)},
            {"key_sha256": "ab" * 32},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    async def test_an_exception_covers_nothing_else(
        self, changes: dict[str, Any], hostile_server: Start, tmp_path: Path
    ) -> None:
        server = hostile_server(script_of(SELF_SIGNED, Protocol.POP3, Security.TLS, tmp_path))
        wanted = plan_for(SELF_SIGNED, Protocol.POP3, Security.TLS, server.port, tmp_path)
        exception = exception_for(wanted, await outcome(wanted), **changes)
        assert (await outcome(excepted(wanted, exception))).error is not None
        assert not any(logins(connection) for connection in server.connections)


def is_login(text: str) -> bool:
    return text.split(" ", maxsplit=1)[0].upper() in {"AUTH", "USER", "PASS", "APOP"}


@asynccontextmanager
async def connected(wanted: SessionPlan) -> AsyncIterator[Connection]:
    """Connect to a server, without TLS so far."""
    clock = stopwatch()
    connection = Connection(wanted, Transcript(clock), resolver=OnLoopback(), clock=clock)
    try:
        await connection.resolve()
        await connection.dial(await driver_for(wanted.protocol))
        yield connection
    finally:
        connection.release()


@pytest.fixture
def secured(test_ca: Certificates, hostile_server: Start) -> SessionPlan:
    server = hostile_server(pop3_script(Security.TLS, context=test_ca.good.server_context()))
    return plan(Protocol.POP3, Security.TLS, server.port, ca=test_ca)


class TestAClearance:
    async def test_that_was_not_given_cannot_be_had(self, secured: SessionPlan) -> None:
        async with connected(secured) as connection:
            with pytest.raises(NotCleared):
                _ = connection.clearance
            await connection.driver.stream.start_tls("localhost")
            with pytest.raises(NotCleared):
                _ = connection.clearance

    async def test_serves_no_other_stream(self, secured: SessionPlan) -> None:
        async with connected(secured) as mine, connected(secured) as theirs:
            judged = await theirs.secure()
            await mine.secure()
            sent = mine.driver.stream.tls
            with pytest.raises(NotCleared):
                await mine.driver.log_in(CREDENTIALS, judged)
            assert sent is not None
            assert mine.driver.command == ""

    async def test_for_a_stream_in_clear_ends_where_tls_starts(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        server = hostile_server(smtp_script(Security.TLS, context=test_ca.good.server_context()))
        clear = plan(Protocol.SMTP, Security.NONE, server.port)
        async with connected(clear) as connection:
            clearance = connection.clearance
            assert isinstance(clearance, InClear)
            await connection.driver.stream.start_tls("localhost")
            with pytest.raises(NotCleared):
                await connection.driver.log_in(CREDENTIALS, clearance)

    async def test_is_only_for_the_certificate_that_was_examined(
        self, secured: SessionPlan, test_ca: Certificates, hostile_server: Start
    ) -> None:
        other = hostile_server(pop3_script(Security.TLS, context=test_ca.by_intermediate.server_context()))
        elsewhere = replace(secured, endpoint=Endpoint("127.0.0.1", other.port, Security.TLS))
        async with connected(secured) as mine, connected(elsewhere) as theirs:
            seen = (await theirs.secure()).tls.examination
            await mine.driver.stream.start_tls("localhost")
            assert seen is not None
            with pytest.raises(NotCleared):
                Judged(mine.driver.stream, secured, seen)

    async def test_is_not_made_where_anything_blocks(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        server = hostile_server(pop3_script(Security.TLS, context=test_ca.expired.server_context()))
        wanted = plan(Protocol.POP3, Security.TLS, server.port, ca=test_ca)
        async with connected(wanted) as connection:
            with pytest.raises(CertificateRejected) as caught:
                await connection.secure()
            assert [problem.kind for problem in caught.value.tls.problems] == [ProblemKind.EXPIRED]
            with pytest.raises(NotCleared):
                _ = connection.clearance

    @pytest.mark.parametrize("protocol", Protocol)
    async def test_no_driver_has_a_way_around(self, protocol: Protocol) -> None:
        """Only the base class logs in, and it asks for the clearance first."""
        driver = await driver_for(protocol)
        assert driver.log_in is Driver.log_in
        assert "log_in" not in vars(driver)
