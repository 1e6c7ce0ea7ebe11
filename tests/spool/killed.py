"""A process that fills and drains a spool as fast as it can, says what it was promised, and is killed meanwhile.

It says, each in a line and only after the promise was kept: `accepted ID`, `dot ID` before a final dot could be sent,
and `recorded ID`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from postroom.model.message import RecipientOutcome
from postroom.net.tasks import spawn
from postroom.spool.file_store import FileStore
from postroom.spool.store import Store
from tests.spool.samples import WINDOW, attempt, message
from tests.spool.spools import record

PRODUCERS = 4
AT_ONCE = 8


def body_of(text: str) -> bytes:
    return f"Subject: {text}\r\n\r\n".encode() + text.encode() * 50


def say(word: str, number: int) -> None:
    os.write(1, f"{word} {number}\n".encode())


async def produce(store: Store, name: int) -> None:
    count = 0
    while True:
        text = f"{name}-{count}"
        number = await store.submit(message(subject=text, body=body_of(text)))
        say("accepted", number)
        count += 1


async def drain(store: Store) -> None:
    lease = (await store.take_lease(WINDOW)).lease
    while True:
        claims = await store.claim(lease, {"main": AT_ONCE})
        for claim in claims:
            store.pass_dot(claim)
            say("dot", claim.id)
        recorded = [record(store, claim, attempt(claim, RecipientOutcome.SENT)) for claim in claims]
        for claim, each in zip(claims, recorded, strict=True):
            await each
            say("recorded", claim.id)


async def work(folder: Path) -> None:
    store = await FileStore.open(folder)
    owner: set[asyncio.Task[None]] = set()
    tasks = [spawn(produce(store, name), name=f"producer {name}", owner=owner) for name in range(PRODUCERS)]
    tasks.append(spawn(drain(store), name="drain", owner=owner))
    await asyncio.wait(tasks)


if __name__ == "__main__":
    with asyncio.Runner() as runner:
        runner.run(work(Path(sys.argv[1])))
