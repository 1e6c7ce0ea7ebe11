"""Commands for many messages go part after part, and end where they are told to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Command, Matching, Progress, Seen, Selection
from postroom.model.spool_errors import NothingToUndo
from postroom.model.spool_filter import EVERYTHING
from postroom.spool import bulk, steering
from postroom.spool.file_store import FileStore
from postroom.spool.store import Store
from tests.spool.samples import message
from tests.spool.spools import all_of

QUEUED, HELD = MessageState.QUEUED, MessageState.HELD
PART = 10


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bulk, steering):
        monkeypatch.setattr(module, "CHUNK", PART)


async def submit(store: Store, number: int) -> list[int]:
    return await all_of(store.submit(message()) for _ in range(number))


async def total(store: Store, state: MessageState) -> int:
    return (await store.counts()).total([state])


def until(most: int) -> Progress:
    """Go on until so many were looked at."""
    return lambda done, of: done < most


async def test_it_tells_how_far_it_is(file_store: FileStore) -> None:
    await submit(file_store, 25)
    steps: list[tuple[int, int]] = []

    def listen(done: int, of: int) -> bool:
        steps.append((done, of))
        return True

    held = await file_store.command(Matching(EVERYTHING), Command.HOLD, listen)
    assert held.undo is not None
    assert steps == [(0, 25), (10, 25), (20, 25), (25, 25)]
    steps.clear()
    await file_store.undo(held.undo, listen)
    assert steps == [(0, 25), (10, 25), (20, 25), (25, 25)]


@pytest.mark.parametrize(
    "selection",
    [
        lambda numbers: Matching(EVERYTHING),
        lambda numbers: Chosen(tuple(Seen(number) for number in numbers)),
    ],
    ids=["matching", "chosen"],
)
async def test_what_was_done_before_it_was_stopped_stays_done_and_can_be_undone(
    file_store: FileStore, selection: Callable[[list[int]], Selection]
) -> None:
    numbers = await submit(file_store, 35)
    held = await file_store.command(selection(numbers), Command.HOLD, until(20))
    assert (held.count, held.left) == (20, 15)
    assert (await total(file_store, HELD), await total(file_store, QUEUED)) == (20, 15)
    assert held.undo is not None
    back = await file_store.undo(held.undo)
    assert (back.count, back.left) == (20, 0)
    assert await total(file_store, QUEUED) == 35


async def test_who_says_no_too_late_stops_nothing(file_store: FileStore) -> None:
    await submit(file_store, 15)
    held = await file_store.command(Matching(EVERYTHING), Command.HOLD, until(15))
    assert (held.count, held.left) == (15, 0)


async def test_an_undo_that_was_stopped_can_be_gone_on_with(file_store: FileStore) -> None:
    await submit(file_store, 25)
    held = await file_store.command(Matching(EVERYTHING), Command.HOLD)
    assert held.undo is not None
    some = await file_store.undo(held.undo, until(10))
    assert (some.count, some.left) == (10, 15)
    assert (await file_store.undo(held.undo)).count == 15
    with pytest.raises(NothingToUndo):
        await file_store.undo(held.undo)


async def test_stopped_before_it_began_it_has_done_nothing(store: Store) -> None:
    numbers = await submit(store, 3)
    chosen = Chosen(tuple(Seen(number) for number in numbers))
    for selection in (Matching(EVERYTHING), chosen):
        stopped = await store.command(selection, Command.HOLD, until(0))
        assert (stopped.count, stopped.undo, stopped.left) == (0, None, 3)
    assert await total(store, QUEUED) == 3
    held = await store.command(Matching(EVERYTHING), Command.HOLD)
    assert held.undo is not None
    assert (await store.undo(held.undo, until(0))).left == 3
    assert (await store.undo(held.undo)).count == 3
