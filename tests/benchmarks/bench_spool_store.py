"""The spool's store alone: messages accepted and sent a second, with an empty spool and with a history of a million.

python3 packaging/dev.py bench spool_store

A message of 1 KB is accepted, and sent in three steps, each of them durable: claim, mark before the final dot, record
with a transcript of nine lines. Both spools take turns within one run.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from postroom.model.address import parse_address
from postroom.model.envelope import Envelope, Recipient
from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.spool_attempt import DeliveryAttempt, Result
from postroom.model.spool_lease import Holder, Lease
from postroom.model.spool_message import NewMessage
from postroom.model.transcript import Speaker, TranscriptLine
from postroom.spool.file_store import FILE, FileStore
from postroom.spool.moments import system_clock
from tests.benchmarks.million import build, wait_until_filed
from tests.spool.spools import record

ROUNDS: Final = 5
HISTORY: Final = 1_000_000
TOGETHER: Final = 10_000
IN_TURN: Final = 2_000
ASKED_AT_ONCE: Final = 500
RATIO: Final = 0.8

ACCOUNT: Final = "bench"
BODY: Final = b"Subject: Hello\r\n\r\n" + (b"x" * 62 + b"\r\n") * 15
ENVELOPE: Final = Envelope(
    parse_address("ada@example.com"), (Recipient(parse_address("bob@example.org")),), len(BODY)
)
NEW: Final = NewMessage(ACCOUNT, ENVELOPE, "Hello", BODY)
REPLY: Final = ServerReply("250", "2.0.0", "Ok: queued as 4F3A00C0FFEE")
SAID: Final = (
    "MAIL FROM:<ada@example.com> SIZE=978",
    "250 2.1.0 Ok",
    "RCPT TO:<bob@example.org>",
    "250 2.1.5 Ok",
    "DATA",
    "354 End data with <CR><LF>.<CR><LF>",
    "(978 octets)",
    ".",
    str(REPLY),
)


ATTEMPT: Final = DeliveryAttempt(
    number=1,
    started_at=system_clock(),
    seconds=0.0125,
    server="192.0.2.25",
    summary=str(REPLY),
    results=(Result(0, RecipientOutcome.SENT, REPLY),),
    transcript=tuple(
        TranscriptLine(0.001271 * n, Speaker.SERVER if n % 2 else Speaker.CLIENT, text)
        for n, text in enumerate(SAID)
    ),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to measure in both spools. `aim` is how many a second there should be; None where none is set."""

    name: str
    run: Callable[[FileStore, Lease], Awaitable[int]]
    aim: int | None = None
    needs_messages: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What one message took, in seconds: of time, of processor time, and of that in the loop's thread."""

    elapsed: float
    processor: float
    loop: float


async def accept_together(store: FileStore, lease: Lease) -> int:
    """Many ask at once."""
    for _ in range(0, TOGETHER, ASKED_AT_ONCE):
        for accepted in [store.submit(NEW) for _ in range(ASKED_AT_ONCE)]:
            await accepted
    return TOGETHER


async def accept_in_turn(store: FileStore, lease: Lease) -> int:
    """One asks, waits, and asks again."""
    for _ in range(IN_TURN):
        await store.submit(NEW)
    return IN_TURN


def draining(batch: int) -> Callable[[FileStore, Lease], Awaitable[int]]:
    """Send so many at a time; while they are recorded, the next ones are under way."""

    async def drain(store: FileStore, lease: Lease) -> int:
        count = 0
        recorded: list[Awaitable[None]] = []
        claims = await store.claim(lease, {ACCOUNT: batch})
        while claims:
            claimed = store.claim(lease, {ACCOUNT: batch})
            for claim in claims:
                store.pass_dot(claim)
            asked = [record(store, claim, ATTEMPT) for claim in claims]
            for each in recorded:
                await each
            recorded = list(asked)
            count += len(claims)
            claims = await claimed
        for each in recorded:
            await each
        return count

    return drain


async def taken(measure: Measure, store: FileStore, lease: Lease) -> Taken:
    """Do it once."""
    began = time.perf_counter(), time.process_time(), time.thread_time()
    count = await measure.run(store, lease)
    ended = time.perf_counter(), time.process_time(), time.thread_time()
    return Taken(*((end - begin) / count for begin, end in zip(began, ended, strict=True)))


MEASURES: Final = (
    Measure("accepted, one after the other", accept_in_turn),
    Measure("accepted, many at once", accept_together, 15_000),
    Measure("sent, 32 at once", draining(32), needs_messages=True),
    Measure("sent, 100 at once", draining(100), needs_messages=True),
    Measure("sent, 200 at once", draining(200), 20_000, needs_messages=True),
)


@dataclass(frozen=True, slots=True)
class Spool:
    """A spool that is measured."""

    path: Path
    store: FileStore
    lease: Lease

    @classmethod
    async def open(cls, folder: Path) -> Spool:
        store = await FileStore.open(folder)
        taken = await store.take_lease(Holder("benchmark", 1, "localhost"))
        return cls(folder / FILE, store, taken.lease)

    async def measured(self, measure: Measure) -> Taken:
        """Do it once, when nothing else is left to do."""
        if measure.needs_messages:
            await accept_together(self.store, self.lease)
        await wait_until_filed(self.path)
        await self.store.renew_lease(self.lease)
        return await taken(measure, self.store, self.lease)


async def compare(folder: Path) -> None:
    """Print each measure for both spools."""
    empty, long = await Spool.open(folder / "empty"), await Spool.open(folder / "long")
    print(
        f"{'a second':<32}{'empty':>10}{'a million':>12}{'ratio':>8}{'us of processor':>17}{'of the loop':>13}   aim"
    )
    for measure in MEASURES:
        rows = [(await empty.measured(measure), await long.measured(measure)) for _ in range(ROUNDS)]
        report(measure, [row[0] for row in rows], [row[1] for row in rows])
    await empty.store.close()
    await long.store.close()


def report(measure: Measure, empty: Sequence[Taken], long: Sequence[Taken]) -> None:
    """Print the best round of each spool: what else the machine had to do only takes away from it."""
    rates = [1 / min(each.elapsed for each in rounds) for rounds in (empty, long)]
    ratio = rates[1] / rates[0]
    processor, loop = (min(getattr(each, name) for each in empty) * 1e6 for name in ("processor", "loop"))
    verdicts = [f"ratio {RATIO} {'met' if ratio >= RATIO else 'missed'}"]
    if measure.aim is not None:
        verdicts.append(f"{measure.aim:,} {'met' if rates[0] >= measure.aim else 'missed'}")
    print(
        f"  {measure.name:<30}{rates[0]:10,.0f}{rates[1]:12,.0f}{ratio:8.2f}{processor:17.1f}{loop:13.1f}   "
        + ", ".join(verdicts),
        flush=True,
    )


def main() -> None:
    """Print one line a measure."""
    with tempfile.TemporaryDirectory(prefix="postroom-benchmark-") as name, asyncio.Runner() as runner:
        folder = Path(name)
        (folder / "long").mkdir()
        build(folder / "long", HISTORY)
        runner.run(compare(folder))


if __name__ == "__main__":
    main()
