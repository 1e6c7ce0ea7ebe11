"""The engine as a face uses it: accounts, secrets, sessions and the demo, told by batches of changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postroom.engine.changes import Changes, SessionKey
from postroom.engine.engine import Engine
from postroom.engine.secret_needed import SecretNeeded
from postroom.model.account import Account, KeepSecret, Server
from postroom.model.account_errors import DuplicateAccount, UnknownAccount
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.secret import Secret
from postroom.model.session import SessionState
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.steps import Send, Silence

WAIT = 10.0


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.under(tmp_path)


@pytest.fixture
async def engine(folders: Folders) -> AsyncIterator[Engine]:
    async with Engine.start(folders) as engine:
        yield engine


def account(name: str = "ada", port: int = 1) -> Account:
    server = Server("127.0.0.1", port, Security.NONE)
    return Account(name=name, user="ada", pop3=server, keep_secret=KeepSecret.ASK, timeout=5)


ADA = SessionKey("ada", Protocol.POP3)


async def until(engine: Engine, key: SessionKey, state: SessionState) -> None:
    """Return when the session is in that state, told by the changes."""
    reached = asyncio.Event()

    def look(_: object) -> None:
        snapshot = engine.snapshot(key)
        if snapshot is not None and snapshot.state is state:
            reached.set()

    leave = engine.subscribe(look)
    look(None)
    async with asyncio.timeout(WAIT):
        await reached.wait()
    leave()


async def test_an_account_outlives_the_engine(folders: Folders) -> None:
    async with Engine.start(folders) as engine:
        engine.add_account(account())
    async with Engine.start(folders) as engine:
        assert engine.accounts == (account(),)


async def test_without_a_book_nothing_is_saved(folders: Folders) -> None:
    async with Engine.start(folders, saved=False) as engine:
        engine.add_account(account())
        assert engine.account("ada") == account()
        with pytest.raises(UnknownAccount):
            engine.account("bob")
    assert not folders.accounts_file.exists()


async def test_names_are_unique_among_saved_accounts_and_guests(engine: Engine) -> None:
    engine.add_account(account("saved"))
    engine.add_account(account("other"))
    with pytest.raises(DuplicateAccount):
        engine.add_account(account("saved"))
    with pytest.raises(DuplicateAccount):
        await engine.replace_account("other", account("saved"))
    assert [each.name for each in engine.accounts] == ["saved", "other"]


async def test_a_session_that_needs_a_password_asks_for_it_once(engine: Engine) -> None:
    greeting = Send(b"+OK hello\r\n")
    with HostileServer([greeting, Silence()]) as server:
        engine.add_account(account(port=server.port))
        with pytest.raises(SecretNeeded) as asked:
            await engine.open(ADA)
        assert (asked.value.key, asked.value.user) == (ADA, "ada")
        assert await engine.put_secret("ada", Protocol.POP3, Secret("paper")) is KeepSecret.ASK
        opening = engine.spawn(engine.open(ADA), name="open")
        await until(engine, ADA, SessionState.OPENING)
        engine.cancel(ADA)
        snapshot = await opening
    assert snapshot.error is not None
    assert snapshot.error.code is ErrorCode.CANCELLED


async def test_a_new_name_takes_the_secret_along(engine: Engine) -> None:
    engine.add_account(account())
    await engine.put_secret("ada", Protocol.POP3, Secret("paper"))
    await engine.replace_account("ada", account("grace"))
    assert await engine.secret("grace", Protocol.POP3) == Secret("paper")
    await engine.remove_account("grace")
    engine.add_account(account("grace"))
    assert await engine.secret("grace", Protocol.POP3) is None


async def test_what_changed_is_told(engine: Engine) -> None:
    told: asyncio.Queue[Changes] = asyncio.Queue()
    engine.subscribe(told.put_nowait)
    engine.add_account(account())
    async with asyncio.timeout(WAIT):
        assert await told.get() == Changes(accounts=True)
        await engine.open(ADA, Secret("paper"))
        assert (await told.get()).sessions == {ADA}
    failed = engine.snapshot(ADA)
    assert failed is not None
    assert failed.error is not None
    assert failed.error.code is ErrorCode.CONNECT_REFUSED


async def test_opening_again_ends_the_former_session(engine: Engine) -> None:
    with HostileServer([Silence()]) as server:
        engine.add_account(account(port=server.port))
        first = engine.spawn(engine.open(ADA, Secret("paper")), name="first")
        await until(engine, ADA, SessionState.OPENING)
        second = engine.spawn(engine.open(ADA, Secret("paper")), name="second")
        ended = await first
        assert ended.error is not None
        assert ended.error.code is ErrorCode.CANCELLED
        await until(engine, ADA, SessionState.OPENING)
        await engine.close(ADA)
        assert (await second).state is SessionState.FAILED


async def test_closing_the_engine_ends_what_is_open(folders: Folders) -> None:
    with HostileServer([Silence()]) as server:
        async with Engine.start(folders) as engine:
            engine.add_account(account(port=server.port))
            opening = engine.spawn(engine.open(ADA, Secret("paper")), name="open")
            await until(engine, ADA, SessionState.OPENING)
            connection = await asyncio.to_thread(server.connection)
        assert opening.done()
        connection.wait_until_over()


async def test_the_demo_comes_and_goes_as_guests(engine: Engine) -> None:
    engine.add_account(account())
    await engine.start_demo()
    await engine.start_demo()
    guests = [each.name for each in engine.accounts if engine.guest(each.name)]
    assert len(guests) >= 7
    key = SessionKey(guests[0], Protocol.SMTP)
    async with asyncio.timeout(WAIT):
        snapshot = await engine.open(key)
    assert snapshot.ok, snapshot.error
    assert engine.transcript(key) is not None
    await engine.stop_demo()
    assert engine.accounts == (account(),)
    assert engine.snapshot(key) is None


async def test_a_guest_may_be_edited_and_is_never_saved(engine: Engine, folders: Folders) -> None:
    await engine.start_demo()
    name = engine.accounts[0].name
    edited = account("edited")
    await engine.replace_account(name, edited)
    await engine.put_secret("edited", Protocol.POP3, Secret("other"))
    guest = engine.guest("edited")
    assert guest is not None
    assert (guest.account, guest.secret) == (edited, Secret("other"))
    await engine.remove_account("edited")
    assert engine.guest("edited") is None
    assert not folders.accounts_file.exists()


async def test_a_guest_of_another_name_goes_with_the_demo_too(engine: Engine) -> None:
    await engine.start_demo()
    await engine.replace_account(engine.accounts[0].name, account("edited"))
    await engine.stop_demo()
    assert engine.accounts == ()


async def test_a_demo_that_could_not_be_started_can_be_tried_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("postroom.demo.servers.stage", _no_ports)
        with pytest.raises(OSError, match="no ports"):
            await engine.start_demo()
        await engine.stop_demo()
    await engine.start_demo()
    assert engine.accounts


async def test_a_demo_that_is_being_started_is_stopped_with_the_engine(folders: Folders) -> None:
    async with no_leaks():
        async with Engine.start(folders) as engine:
            starting = engine.spawn(engine.start_demo(), name="start the demo")
            await asyncio.sleep(0)
        assert starting.done()
        assert engine.accounts == ()


async def _no_ports(*_: object) -> None:
    raise OSError("no ports")


async def test_general_settings_outlive_the_engine(folders: Folders) -> None:
    changed = Preferences(timeout=7.0)
    async with Engine.start(folders) as engine:
        engine.change_preferences(changed)
        assert engine.preferences == changed
    async with Engine.start(folders, saved=False) as engine:
        assert engine.preferences == changed
        engine.change_preferences(Preferences())
    assert Preferences.load(folders) == changed
