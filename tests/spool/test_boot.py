"""What is left to the system outlives a killed process and not a power cut: marks count within one start alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_lease import Recovered
from postroom.spool.boot import boot_id
from postroom.spool.file_store import FileStore
from tests.spool.samples import WINDOW, Clock, attempt, message
from tests.spool.spools import all_of, claim_all, record, state_of, take

MARKED, UNMARKED = 0, 1


async def interrupted(folder: Path, clock: Clock) -> list[int]:
    """Leave two messages as a program does that ends without a word: both are claimed, one is marked."""
    store = await FileStore.open(folder, clock)
    numbers = await all_of([store.submit(message()) for _ in range(2)])
    claims = await claim_all(store, await take(store))
    store.pass_dot(claims[MARKED])
    await store.close()
    return numbers


def test_it_is_the_same_in_every_process() -> None:
    command = [sys.executable, "-c", "from postroom.spool.boot import boot_id; print(boot_id())"]
    said = {subprocess.run(command, check=True, capture_output=True, text=True).stdout for _ in range(2)}
    assert said == {f"{boot_id()}\n"}


@pytest.mark.skipif(sys.platform != "linux", reason="another system tells it in another way, or not at all")
def test_it_is_told() -> None:
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", boot_id() or "")


@pytest.mark.parametrize(
    ("before", "after", "unmarked"),
    [
        ("one", "one", MessageState.QUEUED),
        ("one", "two", MessageState.UNCERTAIN),
        ("one", None, MessageState.UNCERTAIN),
        (None, None, MessageState.QUEUED),
        (None, "two", MessageState.QUEUED),
    ],
)
async def test_a_claim_without_a_mark_was_not_sent_if_marks_cannot_be_missing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str | None,
    after: str | None,
    unmarked: MessageState,
) -> None:
    clock = Clock()
    monkeypatch.setattr("postroom.spool.leasing.boot_id", lambda: before)
    monkeypatch.setattr("postroom.spool.writer.boot_id", lambda: before)
    numbers = await interrupted(tmp_path, clock)
    monkeypatch.setattr("postroom.spool.leasing.boot_id", lambda: after)
    store = await FileStore.open(tmp_path, clock)
    await take(store)
    assert await state_of(store, numbers[MARKED]) is MessageState.UNCERTAIN
    assert await state_of(store, numbers[UNMARKED]) is unmarked
    await store.close()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: os.truncate(path, 5000)], ids=["gone", "cut"])
async def test_without_its_journal_nobody_knows_of_any(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    clock = Clock()
    numbers = await interrupted(tmp_path, clock)
    harm(tmp_path / "sending-1.journal")
    store = await FileStore.open(tmp_path, clock)
    taken = await store.take_lease(WINDOW)
    assert taken.recovered == Recovered(uncertain=tuple(numbers))
    await store.close()


async def test_only_outcomes_are_left_to_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postroom.spool.writer.boot_id", lambda: "one")
    forced: list[bool] = []
    force = "postroom.spool.writer.Writer._force"
    monkeypatch.setattr(force, lambda _, wanted: forced.append(wanted))
    store = await FileStore.open(tmp_path, Clock())
    await store.submit(message())
    (claim,) = await claim_all(store, await take(store))
    store.pass_dot(claim)
    await record(store, claim, attempt(claim, RecipientOutcome.SENT))
    await store.close()
    assert forced == [True, True, True, False]
