"""Exceptions as faces meet them: added, revoked, shared with other processes, and passes that serve once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postroom.engine.changes import Changes, SessionKey
from postroom.engine.engine import Engine
from postroom.engine.exceptions import Exceptions
from postroom.model.endpoint import Endpoint, Protocol, Security
from postroom.model.exceptions import Standing, UnknownException
from postroom.model.plan import SessionPlan
from postroom.model.problems import ProblemKind
from postroom.model.session import SessionSnapshot
from postroom.model.trust import USUAL_EXCEPTION, BadException
from postroom.settings.folders import Folders
from tests.model.samples import CERTIFICATE, REJECTED_TLS

SERVER = Endpoint("mail.example.com", 995, Security.TLS)
KEY = "cd" * 32
ADA = SessionKey("ada", Protocol.POP3)
EXPIRED = frozenset({ProblemKind.EXPIRED})
REJECTED = SessionSnapshot(
    plan=SessionPlan(protocol=Protocol.POP3, endpoint=SERVER),
    tls=replace(REJECTED_TLS, chain=(replace(CERTIFICATE, key_sha256=KEY),)),
)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.under(tmp_path)


@pytest.fixture(params=[True, False], ids=["saved", "unsaved"])
async def engine(folders: Folders, request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    async with Engine.start(folders, saved=request.param) as engine:
        yield engine


async def test_an_exception_lasts_thirty_days_unless_said_otherwise(engine: Engine) -> None:
    kept = engine.add_exception(SERVER, KEY, EXPIRED, reason="it will be renewed")
    assert engine.exceptions == (kept,)
    assert kept.standing(datetime.now(UTC)) is Standing.IN_FORCE
    bound = kept.bound
    assert (bound.host, bound.port, bound.kinds, bound.key_sha256) == (
        "mail.example.com",
        995,
        EXPIRED,
        KEY,
    )
    assert bound.until - bound.created == USUAL_EXCEPTION
    assert abs(datetime.now(UTC) - bound.created) < timedelta(seconds=5)
    assert engine.exceptions_for(SERVER) == (bound,)
    assert engine.exceptions_for(replace(SERVER, port=110)) == ()


async def test_one_that_is_revoked_counts_no_more(engine: Engine) -> None:
    kept = engine.add_exception(SERVER, KEY, EXPIRED, reason="", lasting=timedelta(days=1))
    other = engine.add_exception(SERVER, KEY, EXPIRED, reason="", lasting=timedelta(days=1))
    revoked = engine.revoke_exception(kept.id)
    assert revoked.standing(datetime.now(UTC)) is Standing.REVOKED
    assert engine.exceptions == (revoked, other)
    assert engine.exceptions_for(SERVER) == (other.bound,)
    with pytest.raises(UnknownException):
        engine.revoke_exception("nothing")


@pytest.mark.parametrize(
    ("kinds", "lasting"),
    [
        (frozenset(), timedelta(days=1)),
        ({ProblemKind.MALFORMED}, timedelta(days=1)),
        (EXPIRED, timedelta(days=367)),
    ],
)
async def test_what_must_not_be_is_refused(
    engine: Engine, kinds: frozenset[ProblemKind], lasting: timedelta
) -> None:
    with pytest.raises(BadException):
        engine.add_exception(SERVER, KEY, kinds, reason="", lasting=lasting)
    assert engine.exceptions == ()


async def test_changes_are_told(folders: Folders) -> None:
    told: asyncio.Queue[Changes] = asyncio.Queue()
    async with Engine.start(folders) as engine:
        engine.subscribe(told.put_nowait)
        engine.add_exception(SERVER, KEY, EXPIRED, reason="")
        async with asyncio.timeout(5):
            assert await told.get() == Changes(exceptions=True)


async def test_what_another_process_revokes_counts_no_more_for_the_next_session(folders: Folders) -> None:
    async with Engine.start(folders) as mine, Engine.start(folders) as theirs:
        kept = mine.add_exception(SERVER, KEY, EXPIRED, reason="")
        theirs.reload_exceptions()
        theirs.revoke_exception(kept.id)
        assert mine.exceptions_for(SERVER) == ()


async def test_a_broken_file_is_told(folders: Folders) -> None:
    folders.settings.mkdir(parents=True)
    folders.exceptions_file.write_text("exception = 3\n")
    async with Engine.start(folders) as engine:
        assert engine.exceptions_trouble is not None
        assert "line 1" in engine.exceptions_trouble
        with pytest.raises(OSError, match="line 1"):
            engine.add_exception(SERVER, KEY, EXPIRED, reason="")


class TestAPass:
    def test_serves_one_session_of_one_key(self) -> None:
        exceptions = Exceptions(None)
        exceptions.let_in_once(ADA, REJECTED, EXPIRED)
        assert exceptions.for_session(SessionKey("ada", Protocol.SMTP), SERVER) == ()
        (once,) = exceptions.for_session(ADA, SERVER)
        assert (once.host, once.port, once.key_sha256, once.kinds) == ("mail.example.com", 995, KEY, EXPIRED)
        assert exceptions.for_session(ADA, SERVER) == ()
        assert exceptions.all == ()

    def test_needs_a_certificate_that_was_seen(self) -> None:
        for snapshot in (None, replace(REJECTED, tls=None)):
            with pytest.raises(BadException, match="No certificate was seen"):
                Exceptions(None).let_in_once(ADA, snapshot, EXPIRED)

    def test_goes_with_its_account(self) -> None:
        exceptions = Exceptions(None)
        exceptions.let_in_once(ADA, REJECTED, EXPIRED)
        exceptions.drop_passes("ada")
        assert exceptions.for_session(ADA, SERVER) == ()


def test_a_user_whom_the_system_does_not_know_can_make_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no such user")

    monkeypatch.setattr("getpass.getuser", nobody)
    exceptions = Exceptions(None)
    exceptions.let_in_once(ADA, REJECTED, EXPIRED)
    assert exceptions.for_session(ADA, SERVER)[0].author == ""
