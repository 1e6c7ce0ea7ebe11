"""Trust given by a person, from the engine to the wire: once, by an exception, and never to another key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from postroom.engine.changes import SessionKey
from postroom.engine.engine import Engine
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import Trust
from postroom.model.problem_kinds import ProblemKind
from postroom.model.secret import Secret
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.trust import Toggle
from postroom.settings.folders import Folders
from tests.sessions.trials import Start, logins
from tests.support.ca import Certificates
from tests.support.pop3_dialogue import pop3_script

ADA = SessionKey("ada", Protocol.POP3)
EXPIRED = frozenset({ProblemKind.EXPIRED})


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    async with Engine.start(Folders.under(tmp_path)) as engine:
        yield engine


def account(port: int, ca: Certificates) -> Account:
    server = Server("127.0.0.1", port, Security.TLS)
    return Account(
        name="ada",
        user="ada",
        pop3=server,
        keep_secret=KeepSecret.ASK,
        timeout=5,
        trust=Trust(ca_files=(ca.root,)),
    )


async def opened(engine: Engine) -> SessionSnapshot:
    snapshot = await engine.open(ADA, Secret("paper"))
    await engine.close(ADA)
    return snapshot


async def test_trust_for_one_session_is_for_that_one_alone(
    engine: Engine, test_ca: Certificates, hostile_server: Start
) -> None:
    server = hostile_server(pop3_script(Security.TLS, context=test_ca.expired.server_context()))
    engine.add_account(account(server.port, test_ca))
    rejected = await opened(engine)
    assert rejected.error is not None
    assert rejected.error.code is ErrorCode.CERTIFICATE_REJECTED
    engine.trust_for_session(ADA, EXPIRED)
    once = await opened(engine)
    assert once.state is SessionState.READY, once.error
    assert any("trusted for this session only" in note for note in once.notes)
    assert (await opened(engine)).error is not None
    assert engine.exceptions == ()
    assert [bool(logins(connection)) for connection in server.connections] == [False, True, False]


async def test_another_key_between_the_look_and_the_login_gets_no_login(
    engine: Engine, test_ca: Certificates, hostile_server: Start
) -> None:
    first = pop3_script(Security.TLS, context=test_ca.expired.server_context())
    other = test_ca.expired_wrong_name_unknown_root
    second = pop3_script(Security.TLS, context=other.server_context())
    server = hostile_server(first, second)
    engine.add_account(account(server.port, test_ca))
    assert (await opened(engine)).error is not None
    engine.trust_for_session(ADA, set(ProblemKind) - {ProblemKind.MALFORMED})
    changed = await opened(engine)
    assert changed.error is not None
    assert changed.error.code is ErrorCode.CERTIFICATE_REJECTED
    assert not any(logins(connection) for connection in server.connections)


async def test_an_exception_lasts_until_it_is_revoked(
    engine: Engine, test_ca: Certificates, hostile_server: Start
) -> None:
    server = hostile_server(pop3_script(Security.TLS, context=test_ca.expired.server_context()))
    engine.add_account(account(server.port, test_ca))
    rejected = await opened(engine)
    assert rejected.tls is not None
    kept = engine.add_exception(
        rejected.plan.endpoint, rejected.tls.chain[0].key_sha256, EXPIRED, reason="it will be renewed"
    )
    for _ in range(2):
        accepted = await opened(engine)
        assert accepted.state is SessionState.READY, accepted.error
        assert any("(it will be renewed)" in note for note in accepted.notes)
    engine.revoke_exception(kept.id)
    assert (await opened(engine)).error is not None


async def test_an_account_may_be_lenient_towards_one_of_its_servers(
    engine: Engine, test_ca: Certificates, hostile_server: Start
) -> None:
    server = hostile_server(pop3_script(Security.TLS, context=test_ca.expired.server_context()))
    wanted = account(server.port, test_ca)
    engine.add_account(replace(wanted, ignore_outgoing=frozenset({Toggle.ANY})))
    assert (await opened(engine)).error is not None
    await engine.replace_account("ada", replace(wanted, ignore_incoming=frozenset({Toggle.EXPIRED})))
    accepted = await opened(engine)
    assert accepted.state is SessionState.READY, accepted.error
    assert any("the account ignores expired" in note for note in accepted.notes)
