"""A process that takes messages in and sends them as fast as it can, says what it promised, and may end at any point.

    python -m tests.delivery.killed load FOLDER PORT NAME COUNT     take in so many messages, and send
    python -m tests.delivery.killed steps FOLDER PORT               one message for each point, and end at that point

It says in a line `accepted ID SUBJECT` after a message was acknowledged. In the second form each message has a spool of
its own in `FOLDER/SUBJECT`, the subject names the point, and `died SUBJECT` is said when it was reached.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any, Final

import postroom.engine.sending.sender
import postroom.spool.file_store  # noqa: F401  imported before a process is forked, and not in each of them
from postroom.engine.engine import Engine
from postroom.model.sending_rules import SendingRules
from postroom.net.tasks import spawn
from postroom.protocol.delivery import Delivery
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from postroom.settings.secrets import Secrets
from postroom.spool.journal import Journal
from postroom.spool.transaction import Transaction
from tests.delivery.engines import ACCOUNT, BOB, CARL, account_for, letter_to

PRODUCERS: Final = 4
CONNECTIONS: Final = 4
POINTS: Final = (
    (Transaction, ("commit",)),
    (Journal, ("mark", "note", "end")),
    (Delivery, ("begin", "feed", "send_content", "send_final_dot", "take_output")),
)
"""Where a process can be made to end: before and after each call of these."""


def body_of(subject: str) -> bytes:
    return f"Subject: {subject}\r\n\r\n".encode() + f".{subject}\r\n".encode() * 40


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def run(folder: Path, port: int, name: str, messages: int) -> None:
    """Send what is in the spool and so many messages more, and return when nothing is left to do."""
    secrets = Secrets(Folders.under(folder))
    async with Engine(None, secrets, Preferences(), spool=folder) as engine:
        engine.add_account(account_for(port, rules=SendingRules(connections=CONNECTIONS)))
        await engine.spooler.open(send=True)
        owner: set[asyncio.Task[Any]] = set()
        for producer in range(PRODUCERS):
            share = len(range(producer, messages, PRODUCERS))
            spawn(_produce(engine, f"{name}-{producer}", share), name="produce", owner=owner)
        while owner:
            await asyncio.wait(owner)
        await engine.spooler.until_empty()


async def _produce(engine: Engine, name: str, messages: int) -> None:
    for number in range(messages):
        subject = f"{name}-{number}"
        submitted = await engine.submit(ACCOUNT, letter_to(BOB, CARL), body_of(subject))
        say("accepted", submitted.id, subject)


def steps(folder: Path, port: int) -> None:
    """For each point and each time that it is passed: send a message in a process that ends there, then in another."""
    for kind, names in POINTS:
        for point in (f"{when}-{kind.__name__}.{name}" for name in names for when in ("before", "after")):
            for times in count(1):
                home = folder / f"{point}-{times}"
                if _in_a_process(_run_until, home, port, point, times):
                    break
                assert _in_a_process(_run, home, port, "", 0), home.name


def _in_a_process(work: Callable[..., None], *arguments: Any) -> bool:
    """Do it in a process of its own; tell whether that came to its end. This one has no threads when it forks."""
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
        finally:
            os._exit(sys.exc_info()[0] is not None)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _run(folder: Path, port: int, name: str, messages: int) -> None:
    with asyncio.Runner() as runner:
        runner.run(run(folder, port, name, messages))


def _run_until(folder: Path, port: int, point: str, times: int) -> None:
    left = times

    def pass_point(passed: str) -> None:
        nonlocal left
        left -= passed == point
        if left == 0:
            say("died", folder.name)
            os.kill(os.getpid(), signal.SIGKILL)

    for kind, names in POINTS:
        for name in names:
            setattr(kind, name, _watched(getattr(kind, name), f"{kind.__name__}.{name}", pass_point))
    _run(folder, port, folder.name, 1)


def _watched(call: Callable[..., Any], name: str, pass_point: Callable[[str], None]) -> Callable[..., Any]:
    @wraps(call)
    def watched(*arguments: Any, **options: Any) -> Any:
        pass_point(f"before-{name}")
        result = call(*arguments, **options)
        pass_point(f"after-{name}")
        return result

    return watched


if __name__ == "__main__":
    form, place, sink, *rest = sys.argv[1:]
    if form == "steps":
        steps(Path(place), int(sink))
    else:
        _run(Path(place), int(sink), rest[0], int(rest[1]))
