"""Disks that fail while messages are taken in and sent: each trouble has its words, and passes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from postroom.engine.sending import ledger
from postroom.model.message import MessageState
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_errors import SpoolDamaged
from postroom.model.spool_refusals import RefusalCode, Refused
from postroom.spool import file_store, journal
from postroom.spool.database import open_for_writing
from postroom.spool.file_store import FILE
from tests.delivery.engines import MESSAGE, account_for, sending
from tests.support.letters import Letter
from tests.support.receiver import Receiver
from tests.support.require import require, require_root

SENT, FAILED = MessageState.SENT, MessageState.FAILED
MANY = 40


class Disk:
    """The disk under a spool, which can be broken in several ways, and mended."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._writers: list[sqlite3.Connection] = []
        self._holder: sqlite3.Connection | None = None
        monkeypatch.setattr(file_store, "open_for_writing", self._open)

    def _open(self, path: Path) -> sqlite3.Connection:
        self._writers.append(open_for_writing(path))
        return self._writers[-1]

    def _tell(self, sql: str) -> None:
        self._writers[-1].execute(sql).close()

    def fill(self) -> None:
        self._tell("PRAGMA max_page_count = 1")

    def make_room(self) -> None:
        self._tell("PRAGMA max_page_count = 1000000")

    def forbid_writing(self) -> None:
        self._tell("PRAGMA query_only = ON")

    def allow_writing(self) -> None:
        self._tell("PRAGMA query_only = OFF")

    def lock(self) -> None:
        self._tell("PRAGMA busy_timeout = 20")
        self._holder = sqlite3.connect(self._folder / FILE, isolation_level=None, check_same_thread=False)
        self._holder.execute("BEGIN IMMEDIATE")

    def unlock(self) -> None:
        assert self._holder is not None
        self._holder.execute("COMMIT")
        self._holder.close()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A way to break a disk, and to mend it again."""

    begin: Callable[[Disk], None]
    end: Callable[[Disk], None]
    words: str


TROUBLES = {
    "full": Trouble(Disk.fill, Disk.make_room, "The disk of the spool is full. Nothing was lost; make room"),
    "read-only": Trouble(Disk.forbid_writing, Disk.allow_writing, "The spool is read-only. Give the user"),
    "locked": Trouble(Disk.lock, Disk.unlock, "The spool is locked by another program. Nothing was changed"),
}
every_trouble = pytest.mark.parametrize("trouble", TROUBLES.values(), ids=list(TROUBLES))


def subject_of(letter: Letter) -> str:
    return letter.content.partition(b"\r\n")[0].decode()


def message(number: int, size: int = 20_000) -> bytes:
    return f"Subject: {number}\r\n\r\n".encode() + b"x" * 70 * (size // 70) + b"\r\n"


@every_trouble
async def test_a_message_that_cannot_be_written_is_refused_and_can_be_handed_in_again(
    trouble: Trouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path, monkeypatch)
    with Receiver() as receiver:
        async with sending(tmp_path, account_for(receiver.port), send=False) as running:
            await running.submit()
            trouble.begin(disk)
            with pytest.raises(Refused) as refused:
                await running.submit(message=message(1, 2_000_000))
            trouble.end(disk)
            assert refused.value.code is RefusalCode.SPOOL_TROUBLE
            assert trouble.words in str(refused.value)
            await running.submit(message=message(1, 2_000_000))
            await running.engine.spooler.open(send=True)
            await running.until_empty()
            assert running.engine.spooler.counts.total([SENT]) == 2
            assert await running.engine.spooler.examine() == ()
    assert len(receiver.letters) == 2


@pytest.mark.parametrize("slots", [1, 3])
async def test_where_the_disk_is_too_slow_for_the_connections_they_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slots: int
) -> None:
    monkeypatch.setattr(journal, "_SIZE", journal._HEADER + slots * journal.SLOT)
    monkeypatch.setattr(ledger, "RETRY_WRITING", 0.01)
    with Receiver() as receiver:
        account = account_for(receiver.port, rules=SendingRules(connections=4))
        async with sending(tmp_path, account, send=False) as running:
            for number in range(MANY):
                await running.submit(message=message(number, 100))
            await running.engine.spooler.open(send=True)
            await running.until_empty()
            assert running.engine.spooler.counts.total([SENT]) == MANY
    assert Counter(map(subject_of, receiver.letters)) == {f"Subject: {number}": 1 for number in range(MANY)}


@every_trouble
async def test_what_was_delivered_while_nothing_could_be_written_is_written_later_and_sent_once(
    trouble: Trouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path, monkeypatch)
    dots = 0

    def hear(command: str) -> None:
        nonlocal dots
        dots += command == "."
        if dots == 3 and command == ".":
            trouble.begin(disk)

    with Receiver(heard=hear) as receiver:
        async with sending(tmp_path, account_for(receiver.port), send=False) as running:
            spooler = running.engine.spooler
            for number in range(MANY):
                await running.submit(message=message(number, 100))
            await spooler.open(send=True)
            await running.until(lambda: not spooler.standing.sends)
            assert trouble.words in spooler.standing.reason
            trouble.end(disk)
            await running.until(lambda: spooler.standing.sends)
            await running.until_empty()
            assert spooler.counts.total([SENT]) == spooler.counts.total() == MANY
            assert await spooler.examine() == ()
    assert set(receiver.register.count(subject_of).values()) == {1}
    assert len(receiver.letters) == MANY


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a file system of so many megabytes. Only root can."""
    require_root("a small file system")
    mount, unmount = require("mount", "mount"), require("umount", "mount")
    place = folder / "disk"
    place.mkdir()
    subprocess.run([mount, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run([unmount, place], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="small file systems are made in another way there")
async def test_a_disk_that_is_nearly_full_takes_no_message_and_sends_what_it_has(tmp_path: Path) -> None:
    with small_disk(tmp_path, 80) as disk, Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(disk / "spool", account, send=False) as running:
            await running.submit()
        occupy(disk, 20 * 2**20)
        async with sending(disk / "spool", account, send=False) as running:
            with pytest.raises(Refused) as refused:
                await running.submit(message=message(1, 4_000_000))
            assert refused.value.code is RefusalCode.DISK_FULL
            assert "make room, then try again" in str(refused.value)
            await running.engine.spooler.open(send=True)
            await running.until_empty()
            assert running.engine.spooler.counts.total([SENT]) == 1
    assert len(receiver.letters) == 1


def occupy(disk: Path, octets: int) -> None:
    with (disk / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, octets)


def spoil(path: Path, needle: bytes) -> None:
    """Flip bits in every place where the file holds `needle`."""
    path.write_bytes(path.read_bytes().replace(needle, bytes(byte ^ 0x55 for byte in needle)))


async def test_a_text_that_was_damaged_is_not_sent_and_says_so(tmp_path: Path) -> None:
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account, send=False) as running:
            damaged = await running.submit(message=b"Subject: x\r\n\r\nmarked for damage\r\n")
            sound = await running.submit()
        spoil(tmp_path / FILE, b"marked for damage")
        async with sending(tmp_path, account) as running:
            fate = await running.fate(damaged)
            assert fate.state is FAILED
            assert f"The text of message {damaged} was damaged on the disk" in fate.words
            assert fate.words.rstrip(".") in fate.explanation
            assert (await running.fate(sound)).state is SENT
    assert [letter.content for letter in receiver.letters] == [MESSAGE]


async def test_a_page_that_was_damaged_is_found_and_named(tmp_path: Path) -> None:
    with Receiver() as receiver:
        account = account_for(receiver.port)
        async with sending(tmp_path, account, send=False) as running:
            for number in range(100):
                await running.submit(message=message(number, 100))
        os.truncate(tmp_path / FILE, (tmp_path / FILE).stat().st_size // 2 // 4096 * 4096)
        with pytest.raises(SpoolDamaged, match="copy its folder to a safe place"):
            async with sending(tmp_path, account):
                pass
    assert receiver.letters == []
    assert Counter(receiver.register.verbs()) == {}
