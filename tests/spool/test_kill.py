"""A process is killed at random moments: of everything it was promised nothing is lost, and nothing is made up."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from postroom.model.message import MessageState
from postroom.spool.file_store import FileStore
from tests.architecture.checkout import ROOT
from tests.spool.killed import AT_ONCE, body_of
from tests.spool.samples import SERVICE
from tests.spool.spools import ids_of

KILLS = 100 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 8
MOST_LINES = 400


def run_and_kill(folder: Path, lines: int) -> dict[str, set[int]]:
    """Let the process say so many lines, kill it, and give all that it said, by word."""
    command = [sys.executable, "-m", "tests.spool.killed", str(folder)]
    said: dict[str, set[int]] = defaultdict(set)
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(lines):
            hear(said, process.stdout.readline())
        process.kill()
        for line in process.stdout:
            hear(said, line)
    return said


def hear(said: dict[str, set[int]], line: bytes) -> None:
    if line.endswith(b"\n"):
        word, number = line.decode().split()
        said[word].add(int(number))


@pytest.mark.stock_loop_only
async def test_nothing_that_was_promised_is_lost(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    random.seed(4711)
    accepted: set[int] = set()
    recorded: set[int] = set()
    uncertain: set[int] = set()
    for _ in range(KILLS):
        said = run_and_kill(tmp_path, random.randrange(1, MOST_LINES))
        accepted |= said["accepted"]
        recorded |= said["recorded"]
        store = await FileStore.open(tmp_path)
        taken = await store.take_lease(SERVICE)
        assert len(taken.recovered.uncertain) <= AT_ONCE
        uncertain |= set(taken.recovered.uncertain)
        rows = await store.rows(await ids_of(store))
        state = {row.id: row.state for row in rows}
        assert accepted <= set(state)
        assert {state[number] for number in recorded} <= {MessageState.SENT}
        crossed = said["dot"] - said["recorded"]
        assert {state[number] for number in crossed} <= {MessageState.SENT, MessageState.UNCERTAIN}
        assert {number for number, each in state.items() if each is MessageState.UNCERTAIN} == uncertain
        assert MessageState.SENDING not in state.values()
        for row in rows:
            assert await store.body(row.id) == body_of(row.subject)
        assert await store.examine() == ()
        assert (await store.counts()).total() == len(rows)
        await store.release_lease(taken.lease)
        await store.close()
    assert len(accepted) > KILLS
    record_property(
        "counts", f"{len(accepted)} accepted, {len(recorded)} recorded, {len(uncertain)} uncertain"
    )
