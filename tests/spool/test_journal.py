"""The journal: what stands there outlives a kill at any moment, and never says more than was written."""

from __future__ import annotations

import mmap
import stat
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from postroom.model.message import RecipientOutcome
from postroom.model.spool_attempt import Claim
from postroom.model.spool_errors import ClaimLost, SpoolFull, SpoolReadOnly, SpoolUnusable, TooMuchUnwritten
from postroom.spool.journal import SLOT, SLOTS, Entry, Journal, Journals
from tests.spool.samples import NOON, envelope

LEASE = 3
OUTCOME: tuple[Any, ...] = (1, 1_764_000_000_000, 0.25, None, "127.0.0.1", "250 Ok", "[[0,1,null]]", "[]")


def claim(number: int, attempt: int = 1, lease: int = LEASE) -> Claim:
    return Claim(
        id=number,
        lease=lease,
        number=attempt,
        account="main",
        envelope=envelope("bob@example.org"),
        outcomes=(RecipientOutcome.WAITING,),
        queued_at=NOON,
        attempts_since=0,
        body=b"",
    )


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    journals = Journals(tmp_path)
    journals.begin(LEASE)
    journals.adopt(LEASE)
    return journals


@pytest.fixture
def ours(journals: Journals) -> Journal:
    assert journals.ours is not None
    return journals.ours


def test_a_mark_says_that_the_outcome_is_not_known(journals: Journals, ours: Journal) -> None:
    ours.mark(claim(7, attempt=2))
    assert journals.read(LEASE) == {7: Entry(LEASE, 2, None)}


def test_an_outcome_is_told_as_it_was_noted(journals: Journals, ours: Journal) -> None:
    ours.mark(claim(7))
    ours.mark(claim(8))
    ours.note(claim(8), OUTCOME)
    assert journals.read(LEASE) == {7: Entry(LEASE, 1, None), 8: Entry(LEASE, 1, OUTCOME)}


def test_what_the_spool_knows_is_told_no_more(journals: Journals, ours: Journal) -> None:
    for number in (7, 8):
        ours.mark(claim(number))
        ours.note(claim(number), OUTCOME)
    ours.end([7, 99])
    assert journals.read(LEASE) == {8: Entry(LEASE, 1, OUTCOME)}


def test_an_outcome_without_a_mark_is_not_noted(journals: Journals, ours: Journal) -> None:
    ours.note(claim(7), OUTCOME)
    assert journals.read(LEASE) == {}


def test_marking_again_is_a_new_mark(journals: Journals, ours: Journal) -> None:
    ours.mark(claim(7))
    ours.note(claim(7), OUTCOME)
    ours.mark(claim(7, attempt=2))
    assert journals.read(LEASE) == {7: Entry(LEASE, 2, None)}


def test_where_the_transcript_has_no_room_the_outcome_has(journals: Journals, ours: Journal) -> None:
    ours.mark(claim(7))
    ours.note(claim(7), (*OUTCOME[:-1], "x" * SLOT))
    assert journals.read(LEASE) == {7: Entry(LEASE, 1, OUTCOME)}


@pytest.mark.parametrize("recipients", [10, 30, 400])
def test_an_outcome_for_many_recipients_has_room(journals: Journals, ours: Journal, recipients: int) -> None:
    results = ",".join(f'[{place},1,["250","2.0.0","Ok: queued as 4F2A"]]' for place in range(recipients))
    outcome = (*OUTCOME[:-2], f"[{results}]", "[]")
    ours.mark(claim(7))
    ours.note(claim(7), outcome)
    assert journals.read(LEASE) == {7: Entry(LEASE, 1, outcome)}


def test_where_nothing_has_room_it_stays_a_mark(journals: Journals, ours: Journal) -> None:
    ours.mark(claim(7))
    ours.note(claim(7), (*OUTCOME[:-2], Random(4711).randbytes(SLOT).hex(), "[]"))
    assert journals.read(LEASE) == {7: Entry(LEASE, 1, None)}


def test_nobody_marks_where_it_was_read(journals: Journals, ours: Journal) -> None:
    ours.mark(claim(7))
    Journals(journals._folder).read(LEASE)
    with pytest.raises(ClaimLost):
        ours.mark(claim(8))


def test_nobody_marks_under_another_lease(ours: Journal) -> None:
    with pytest.raises(ClaimLost):
        ours.mark(claim(7, lease=LEASE - 1))


def test_when_too_much_is_not_written_nothing_more_is_marked(ours: Journal) -> None:
    for number in range(1, SLOTS + 1):
        ours.mark(claim(number))
    with pytest.raises(TooMuchUnwritten, match="too slow"):
        ours.mark(claim(SLOTS + 1))
    ours.end([5])
    ours.mark(claim(SLOTS + 1))


def test_every_slot_is_told(journals: Journals, ours: Journal) -> None:
    numbers = range(1, SLOTS + 1)
    for number in numbers:
        ours.mark(claim(number))
        ours.note(claim(number), OUTCOME)
    assert journals.read(LEASE) == {number: Entry(LEASE, 1, OUTCOME) for number in numbers}


def test_its_room_is_there_before_it_is_used_and_it_is_for_nobody_else(
    tmp_path: Path, journals: Journals
) -> None:
    about = (tmp_path / f"sending-{LEASE}.journal").stat()
    assert about.st_blocks * 512 >= about.st_size > SLOTS * SLOT
    assert stat.S_IMODE(about.st_mode) == 0o600


def test_the_former_ones_are_removed(tmp_path: Path, journals: Journals) -> None:
    journals.begin(LEASE + 1)
    assert {path.name for path in tmp_path.iterdir()} == {"sending-3.journal", "sending-4.journal"}
    journals.adopt(LEASE + 1)
    assert [path.name for path in tmp_path.iterdir()] == ["sending-4.journal"]
    journals.end(LEASE + 1)
    assert list(tmp_path.iterdir()) == []
    assert journals.ours is None


def test_that_of_whoever_comes_next_is_left_alone(tmp_path: Path, journals: Journals) -> None:
    journals.begin(LEASE + 1)
    others = Journals(tmp_path)
    others.begin(LEASE + 2)
    others.adopt(LEASE + 2)
    journals.adopt(LEASE + 1)
    journals.end(LEASE + 1)
    assert [path.name for path in tmp_path.iterdir()] == ["sending-5.journal"]


def test_the_end_of_a_former_lease_is_not_the_end_of_ours(journals: Journals, ours: Journal) -> None:
    journals.end(LEASE - 1)
    assert journals.ours is ours
    ours.mark(claim(7))


def test_one_that_is_not_whole_or_is_gone_says_that_it_is(tmp_path: Path, journals: Journals) -> None:
    (tmp_path / "sending-9.journal").write_bytes(bytes(SLOT))
    assert journals.read(9) is None
    assert journals.read(10) is None


def test_one_that_cannot_be_read_says_why(tmp_path: Path, journals: Journals) -> None:
    (tmp_path / "sending-9.journal").mkdir()
    with pytest.raises(SpoolUnusable, match="directory"):
        journals.read(9)


def test_it_can_be_begun_again_where_the_lease_was_not_had(journals: Journals) -> None:
    journals.begin(LEASE + 1)
    first = journals._next
    journals.begin(LEASE + 1)
    assert first is not None
    assert first._memory.closed
    journals.adopt(LEASE + 1)
    assert journals.ours is not None
    journals.ours.mark(claim(7, lease=LEASE + 1))
    assert journals.read(LEASE + 1) == {7: Entry(LEASE + 1, 1, None)}


@pytest.mark.parametrize(("number", "kind"), [(28, SpoolFull), (30, SpoolReadOnly)])
def test_where_it_cannot_be_made_the_spool_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    def refuse(file: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("postroom.spool.journal.os.fsync", refuse)
    with pytest.raises(kind):
        Journals(tmp_path).begin(LEASE)
    assert list(tmp_path.iterdir()) == []


def test_marks_are_forced_where_the_system_does_not_name_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postroom.spool.journal.boot_id", lambda: None)
    forced: list[tuple[int, int]] = []

    class Watched(mmap.mmap):
        def flush(self, *where: int) -> None:
            forced.append((where[0], where[1]))

    monkeypatch.setattr("postroom.spool.journal.mmap.mmap", Watched)
    ours = Journal.begin(tmp_path / "sending-3.journal", LEASE)
    ours.mark(claim(7))
    ((start, length),) = forced
    assert start % mmap.PAGESIZE == 0
    assert length == SLOT


def steps(journals: Journals, ours: Journal) -> list[bytes]:
    """Let a slot live, and give the file after each step. The message before had the slot too."""
    path = journals._folder / f"sending-{LEASE}.journal"
    images = []
    lives: tuple[Callable[[], None], ...] = (
        lambda: ours.mark(claim(7)),
        lambda: ours.note(claim(7), OUTCOME),
        lambda: ours.end([7]),
        lambda: ours.mark(claim(8, attempt=2)),
        lambda: ours.note(claim(8, attempt=2), (2, *OUTCOME[1:])),
        lambda: ours.end([8]),
    )
    for step in lives:
        images.append(path.read_bytes())
        step()
    return [*images, path.read_bytes()]


def test_whatever_was_being_written_when_it_was_killed_it_never_tells_an_outcome_that_was_not(
    journals: Journals, ours: Journal
) -> None:
    images = steps(journals, ours)
    path = journals._folder / f"sending-{LEASE}.journal"
    marks = {7: 1, 8: 2}
    for before, after in pairwise(images):
        differing = [
            place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]
        ]
        for place in differing:
            path.write_bytes(after[: place + 1] + before[place + 1 :])
            told = journals.read(LEASE)
            assert told is not None
            for number, entry in told.items():
                if entry.outcome is not None:
                    assert (number, entry.attempt) in marks.items()
                    assert entry.outcome == (entry.attempt, *OUTCOME[1:])
