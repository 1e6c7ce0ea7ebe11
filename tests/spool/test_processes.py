"""Several processes at one spool: they do not lose each other's writes, and one at a time sends."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from postroom.model.message import MessageState
from postroom.model.spool_commands import Command, Matching
from postroom.model.spool_errors import LeaseHeld
from postroom.model.spool_filter import EVERYTHING
from postroom.spool.file_store import FileStore
from tests.architecture.checkout import ROOT
from tests.spool.samples import SERVICE
from tests.spool.spools import take

SUBMIT = """
import asyncio, sys
from pathlib import Path
from postroom.spool.file_store import FileStore
from tests.spool.samples import message
from tests.spool.spools import all_of

async def main():
    store = await FileStore.open(Path(sys.argv[1]))
    for _ in range(10):
        print(*await all_of(store.submit(message()) for _ in range(20)))
    await store.close()

with asyncio.Runner() as runner:
    runner.run(main())
"""

HOLD_THE_LEASE = """
import asyncio, sys
from pathlib import Path
from postroom.spool.file_store import FileStore
from tests.spool.samples import WINDOW, message

async def main():
    store = await FileStore.open(Path(sys.argv[1]))
    lease = (await store.take_lease(WINDOW)).lease
    await store.submit(message())
    (claim,) = await store.claim(lease, {"main": 1})
    store.pass_dot(claim)
    print("holding", flush=True)
    sys.stdin.read()

with asyncio.Runner() as runner:
    runner.run(main())
"""


def start(script: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


@pytest.mark.stock_loop_only
async def test_processes_that_write_at_the_same_time_get_numbers_of_their_own(tmp_path: Path) -> None:
    running = [start(SUBMIT, tmp_path) for _ in range(3)]
    said = [await asyncio.to_thread(process.communicate) for process in running]
    numbers = [int(word) for out, _ in said for word in out.split()]
    assert sorted(numbers) == list(range(1, 601))
    store = await FileStore.open(tmp_path)
    assert (await store.counts()).total([MessageState.QUEUED]) == 600
    assert (await store.command(Matching(EVERYTHING), Command.HOLD)).count == 600
    await store.close()


@pytest.mark.stock_loop_only
async def test_the_lease_of_a_process_that_is_killed_is_free_at_once(tmp_path: Path) -> None:
    store = await FileStore.open(tmp_path)
    holder = start(HOLD_THE_LEASE, tmp_path)
    assert holder.stdout is not None
    assert await asyncio.to_thread(holder.stdout.readline) == "holding\n"
    with pytest.raises(LeaseHeld):
        await take(store, SERVICE)
    holder.kill()
    holder.communicate()
    taken = await store.take_lease(SERVICE)
    assert (taken.recovered.given_back, taken.recovered.uncertain) == ((), (1,))
    await store.close()
