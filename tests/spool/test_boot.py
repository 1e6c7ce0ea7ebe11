"""What is left to the system outlives a killed process and not a power cut: marks count within one start alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from postroom.model.message import MessageState, RecipientOutcome
from postroom.spool.boot import boot_id
from postroom.spool.file_store import FileStore
from tests.spool.samples import Clock, attempt, message
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


async def test_it_is_the_same_all_the_time() -> None:
    assert boot_id() == boot_id()


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
