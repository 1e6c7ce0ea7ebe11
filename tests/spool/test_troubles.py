"""Disks that fail: each trouble is named, nothing that was accepted is lost, and work goes on when it has passed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_errors import (
    BodyDamaged,
    SpoolDamaged,
    SpoolFull,
    SpoolLocked,
    SpoolReadOnly,
    SpoolUnusable,
)
from postroom.model.spool_filter import EVERYTHING
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.spool import file_store
from postroom.spool.database import open_for_writing
from postroom.spool.file_store import FILE, FileStore
from tests.spool.samples import BODY, Clock, attempt, message
from tests.spool.spools import Spool, all_of, claim_all, record, state_of, take

Alter = Callable[[str], None]


@pytest.fixture
def alter(monkeypatch: pytest.MonkeyPatch) -> Alter:
    """Say something to the writer's connection of the store that is opened next."""
    connections: list[sqlite3.Connection] = []

    def remember(path: Path) -> sqlite3.Connection:
        connections.append(open_for_writing(path))
        return connections[-1]

    monkeypatch.setattr(file_store, "open_for_writing", remember)
    return lambda sql: connections[-1].execute(sql).close()


async def test_a_full_disk_refuses_and_keeps(tmp_path: Path, alter: Alter) -> None:
    store = await FileStore.open(tmp_path)
    lease = await take(store)
    numbers = await all_of(store.submit(message()) for _ in range(20))
    (claim, *_) = await claim_all(store, lease)
    store.pass_dot(claim)
    alter("PRAGMA max_page_count = 1")
    large = message(body=b"x" * 1_000_000)
    with pytest.raises(SpoolFull, match="disk of the spool is full"):
        await store.submit(large)
    assert (await store.counts()).total() == 20
    alter("PRAGMA max_page_count = 1000000")
    await record(store, claim, attempt(claim, RecipientOutcome.SENT))
    assert await state_of(store, claim.id) is MessageState.SENT
    assert await store.submit(large) == max(numbers) + 1
    assert await store.examine() == ()
    await store.close()


async def test_one_message_that_is_too_large_does_not_turn_others_away(tmp_path: Path, alter: Alter) -> None:
    store = await FileStore.open(tmp_path)
    await store.submit(message(body=b"x" * 100_000))
    await store.command(Matching(EVERYTHING), Command.CANCEL)
    alter("PRAGMA max_page_count = 200")
    asked = [store.submit(message()), store.submit(message(body=b"x" * 1_000_000)), store.submit(message())]
    assert await asked[0] == 2
    with pytest.raises(SpoolFull):
        await asked[1]
    assert await asked[2] == 3
    await store.close()


async def test_a_spool_that_became_read_only_says_so_and_can_be_read(tmp_path: Path, alter: Alter) -> None:
    store = await FileStore.open(tmp_path)
    number = await store.submit(message())
    alter("PRAGMA query_only = ON")
    with pytest.raises(SpoolReadOnly):
        await store.submit(message())
    with pytest.raises(SpoolReadOnly):
        await store.command(Matching(EVERYTHING), Command.HOLD)
    assert await store.body(number) == BODY
    alter("PRAGMA query_only = OFF")
    assert await store.submit(message()) == number + 1
    await store.close()


async def test_outcomes_that_found_no_room_are_recorded_when_there_is_room(
    tmp_path: Path, alter: Alter
) -> None:
    store = await FileStore.open(tmp_path)
    numbers = await all_of(store.submit(message()) for _ in range(50))
    claims = await claim_all(store, await take(store))
    for claim in claims:
        store.pass_dot(claim)
    alter("PRAGMA max_page_count = 60")
    said = (TranscriptLine(0.5, Speaker.SERVER, "x" * 30_000),)
    attempts = [attempt(claim, RecipientOutcome.SENT)._replace(transcript=said) for claim in claims]
    asked = [record(store, claim, each) for claim, each in zip(claims, attempts, strict=True)]
    await asyncio.wait(asked)
    refused = [number for number, each in enumerate(asked) if each.exception() is not None]
    assert refused
    assert {type(asked[number].exception()) for number in refused} == {SpoolFull}
    assert {await state_of(store, claims[number].id) for number in refused} == {MessageState.SENDING}
    alter("PRAGMA max_page_count = 1000000")
    await all_of(record(store, claims[number], attempts[number]) for number in refused)
    assert {await state_of(store, number) for number in numbers} == {MessageState.SENT}
    assert (await store.counts()).total([MessageState.SENT]) == len(numbers)
    assert await store.examine() == ()
    await store.close()


async def test_a_file_in_place_of_the_folder_is_said_to_be_unusable(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("not a folder", encoding="utf-8")
    with pytest.raises(SpoolUnusable, match="cannot be opened"):
        await FileStore.open(tmp_path / "spool")


AS_NOBODY = """
import asyncio, os, sys
from pathlib import Path
from postroom.model.spool_errors import SpoolError
from postroom.spool.file_store import FileStore
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with asyncio.Runner() as runner:
        runner.run(FileStore.open(Path(sys.argv[1])))
except SpoolError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept in another way there")
def test_a_folder_that_is_another_users_is_said_to_be(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    open_for_writing(folder / FILE).close()
    for path in (folder / FILE, folder):
        path.chmod(0o000 if os.geteuid() else 0o700)
    command = [sys.executable, "-c", AS_NOBODY, str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("SpoolReadOnly", "")


async def test_a_spool_that_another_program_holds_is_waited_for_and_then_said_to_be_locked(
    tmp_path: Path, alter: Alter
) -> None:
    store = await FileStore.open(tmp_path)
    alter("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SpoolLocked):
        await store.submit(message())
    assert (await store.counts()).total() == 0
    other.execute("COMMIT")
    other.close()
    assert await store.submit(message()) == 1
    await store.close()


def spoil(path: Path, needle: bytes) -> None:
    """Flip bits in every place where the file holds `needle`."""
    content = bytearray(path.read_bytes())
    start = content.find(needle)
    assert start >= 0
    while start >= 0:
        content[start] ^= 0x55
        start = content.find(needle, start + 1)
    path.write_bytes(content)


async def test_a_body_that_was_damaged_is_never_sent(tmp_path: Path) -> None:
    store = await FileStore.open(tmp_path)
    damaged = await store.submit(message(body=b"Subject: x\r\n\r\nmarked for damage\r\n"))
    sound = await store.submit(message())
    await store.close()
    spoil(tmp_path / FILE, b"marked for damage")
    store = await FileStore.open(tmp_path)
    with pytest.raises(BodyDamaged, match=f"text of message {damaged} was damaged"):
        await store.body(damaged)
    claims = await claim_all(store, await take(store))
    assert [(claim.id, claim.body) for claim in claims] == [(damaged, None), (sound, BODY)]
    await store.close()


def spoil_page(path: Path, choose: str) -> None:
    """Overwrite the page that the file itself tells."""
    with sqlite3.connect(path) as look:
        (page,) = look.execute(choose).fetchone()
        (size,) = look.execute("PRAGMA page_size").fetchone()
    look.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


async def test_a_damaged_page_is_found_and_named(tmp_path: Path) -> None:
    store = await FileStore.open(tmp_path)
    await all_of(store.submit(message(subject=f"Offer {number}")) for number in range(300))
    await store.close()
    spoil_page(tmp_path / FILE, "SELECT rootpage FROM sqlite_master WHERE name = 'standings_state'")
    store = await FileStore.open(tmp_path)
    assert len(await store.examine()) > 0
    with pytest.raises(SpoolDamaged, match="copy its folder"):
        await store.submit(message())
    assert await store.body(7) == BODY
    await store.close()


async def test_bodies_that_cannot_be_read_do_not_hold_up_the_others(tmp_path: Path) -> None:
    store = await FileStore.open(tmp_path)
    numbers = await all_of(store.submit(message(body=BODY + b"x" * 1_000)) for _ in range(300))
    await store.close()
    spoil_page(tmp_path / FILE, "PRAGMA page_count")
    store = await FileStore.open(tmp_path)
    claims = await claim_all(store, await take(store))
    assert [claim.id for claim in claims] == numbers
    lost = [claim.id for claim in claims if claim.body is None]
    assert 0 < len(lost) < 5
    for number in lost:
        with pytest.raises(BodyDamaged, match=f"text of message {number} was damaged"):
            await store.body(number)
    await store.close()


async def test_a_file_that_was_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    store = await FileStore.open(tmp_path)
    await all_of(store.submit(message()) for _ in range(300))
    await store.close()
    path = tmp_path / FILE
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)
    with pytest.raises(SpoolDamaged):
        await FileStore.open(tmp_path)


async def test_what_was_accepted_before_a_crash_of_the_machine_is_there(tmp_path: Path, clock: Clock) -> None:
    """The log beside the file is all that a commit needs: a copy of both is what a crash leaves."""
    store = await FileStore.open(tmp_path / "spool", clock)
    numbers = await all_of(store.submit(message()) for _ in range(50))
    after = tmp_path / "after"
    after.mkdir()
    for path in (tmp_path / "spool").iterdir():
        if not path.name.endswith("-shm"):
            (after / path.name).write_bytes(path.read_bytes())
    await store.close()
    survivor = Spool(after, clock)
    found = await survivor.open()
    assert (await found.counts()).total([MessageState.QUEUED]) == len(numbers)
    assert await found.body(numbers[-1]) == BODY
    await survivor.close()
