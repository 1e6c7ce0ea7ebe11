"""A process that takes messages into a spool and sends them: a subject of bench_drain.py.

    python -m tests.benchmarks.drainer headless|window|accept|plain HOME PORT COUNT CONNECTIONS

It says `ready` when all is prepared, begins when it reads a line, and ends with one line of JSON. `headless` and
`window` send what is in the spool, `accept` takes messages in with so many under way at a time instead of connections,
`plain` sends without a spool.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from postroom.engine.collector import collect_rarely
from postroom.engine.engine import Engine
from postroom.model.account import Account, Server, SmtpAuth
from postroom.model.address import parse_address
from postroom.model.endpoint import Security
from postroom.model.envelope import Envelope, Recipient
from postroom.model.sending_rules import SendingRules
from postroom.net.tasks import spawn
from postroom.settings.folders import Folders
from postroom.settings.preferences import Preferences
from postroom.settings.secrets import Secrets
from tests.support.ports import LOOPBACK

ACCOUNT: Final = "bench"
SENDER, RECIPIENT = "ada@example.com", "bob@example.com"
MESSAGE: Final = b"Subject: Hello\r\n\r\n" + (b"x" * 62 + b"\r\n") * 15
ENVELOPE: Final = Envelope(parse_address(SENDER), (Recipient(parse_address(RECIPIENT)),), size=0)
PRODUCERS: Final = 64
"""How many fill the spool together, where that is not measured."""


def make_engine(home: Path, port: int, connections: int) -> Engine:
    engine = Engine(None, Secrets(Folders.under(home)), Preferences(), spool=home / "spool")
    engine.add_account(
        Account(
            name=ACCOUNT,
            smtp=Server(LOOPBACK, port, Security.NONE),
            smtp_auth=SmtpAuth.OFF,
            sending=SendingRules(connections=connections),
        )
    )
    return engine


async def fill(engine: Engine, count: int, producers: int) -> None:
    """Take messages in, by so many producers each of whom waits for every message."""
    owner: set[asyncio.Task[Any]] = set()
    numbers = iter(range(count))
    for _ in range(producers):
        spawn(_produce(engine, numbers), name="produce", owner=owner)
    while owner:
        await asyncio.wait(owner)


async def _produce(engine: Engine, numbers: Iterator[int]) -> None:
    for _ in numbers:
        await engine.submit(ACCOUNT, ENVELOPE, MESSAGE, "Hello")


async def word() -> None:
    """Say that all is prepared, and wait until it is to begin."""
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)


def tell(count: int, seconds: float, processor: float, **more: object) -> None:
    print(json.dumps({"count": count, "seconds": seconds, "processor": processor, **more}), flush=True)


async def headless(home: Path, port: int, count: int, connections: int) -> int:
    async with make_engine(home, port, connections) as engine:
        await engine.spooler.open(send=True)
        await engine.spooler.pause()
        await fill(engine, count, PRODUCERS)
        gc.freeze()
        await word()
        began, worked = time.perf_counter(), time.process_time()
        await engine.spooler.resume()
        await engine.spooler.until_empty()
        tell(count, time.perf_counter() - began, time.process_time() - worked)
    return 0


async def accept(home: Path, port: int, count: int, under_way: int) -> int:
    async with make_engine(home, port, 1) as engine:
        await engine.spooler.open()
        await fill(engine, 200, under_way)
        await word()
        began, worked = time.perf_counter(), time.process_time()
        await fill(engine, count, under_way)
        tell(count, time.perf_counter() - began, time.process_time() - worked)
    return 0


async def plain(home: Path, port: int, count: int, connections: int) -> int:
    """Send as a loop around aiosmtplib does: no queue, no disk, one message after the other on each connection."""
    import aiosmtplib

    del home
    clients = [
        aiosmtplib.SMTP(hostname=LOOPBACK, port=port, start_tls=False, local_hostname="localhost")
        for _ in range(connections)
    ]
    for client in clients:
        await client.connect()
    await word()
    numbers = iter(range(count))
    began, worked = time.perf_counter(), time.process_time()
    owner: set[asyncio.Task[Any]] = set()
    for client in clients:
        spawn(_send(client, numbers), name="send", owner=owner)
    while owner:
        await asyncio.wait(owner)
    tell(count, time.perf_counter() - began, time.process_time() - worked)
    for client in clients:
        await client.quit()
    return 0


async def _send(client: Any, numbers: Iterator[int]) -> None:
    for _ in numbers:
        await client.sendmail(SENDER, [RECIPIENT], MESSAGE)


def window(home: Path, port: int, count: int, connections: int) -> int:
    from PySide6.QtWidgets import QApplication

    from postroom.desktop import loop

    app = QApplication([])
    return loop.run(app, _in_window(app, home, port, count, connections))


async def _in_window(app: Any, home: Path, port: int, count: int, connections: int) -> int:
    from postroom.desktop.app import open_window, shut_down
    from postroom.desktop.lag import LagMeter
    from postroom.desktop.look.appearance import Appearance
    from postroom.desktop.window.main_window import MainWindow

    engine = make_engine(home, port, connections)
    await engine.spooler.open()
    await engine.spooler.pause()
    await fill(engine, count, PRODUCERS)
    main_window = MainWindow()
    desk = await open_window(main_window, engine, Appearance(app))
    desk.spool.show_page()
    await asyncio.sleep(1)
    gc.freeze()  # as the program does
    await word()
    meter = LagMeter()
    meter.start()
    began, worked = time.perf_counter(), time.process_time()
    await engine.spooler.resume()
    await engine.spooler.until_empty()
    seconds, processor = time.perf_counter() - began, time.process_time() - worked
    tell(count, seconds, processor, lag=asdict(meter.stop()))
    await shut_down(desk, engine)
    main_window.hide()
    return 0


def main() -> int:
    """Do what the arguments say."""
    collect_rarely()  # as the program does
    form, home, *numbers = sys.argv[1:]
    port, count, connections = map(int, numbers)
    if form == "window":
        return window(Path(home), port, count, connections)
    works = {"headless": headless, "accept": accept, "plain": plain}
    with asyncio.Runner() as runner:
        return runner.run(works[form](Path(home), port, count, connections))


if __name__ == "__main__":
    sys.exit(main())
