"""The event loop side by side in one run: asyncio's own, qasync as released, and ours inside Qt.

python tests/benchmarks/bench_loop.py
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from postroom.desktop.lag import LagMeter
from postroom.desktop.loop import create_loop

ROUNDS = 5
HOPS = 20_000
ECHOES = 2_000
SLEEPS = [0.0005 + 0.0007 * number for number in range(30)]
LINE = b"x" * 1023 + b"\n"

Factory = Callable[[], asyncio.AbstractEventLoop]
Work = Callable[[], Coroutine[Any, Any, float]]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to measure; of several rounds the least counts."""

    name: str
    unit: str
    work: Work


async def hop() -> float:
    """Return the microseconds from one callback to the next."""
    started = time.perf_counter()
    for _ in range(HOPS):
        await asyncio.sleep(0)
    return (time.perf_counter() - started) / HOPS * 1e6


async def echo() -> float:
    """Return the microseconds of 1 KB sent to a server on loopback, in the same loop, and back."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    started = time.perf_counter()
    for _ in range(ECHOES):
        writer.write(LINE)
        await reader.readline()
    took = time.perf_counter() - started
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
    return took / ECHOES * 1e6


async def _overshoots() -> list[float]:
    loop = asyncio.get_running_loop()
    overshoots = []
    for delay in SLEEPS:
        started = loop.time()
        await asyncio.sleep(delay)
        overshoots.append((loop.time() - started - delay) * 1000)
    return overshoots


async def sleep_late() -> float:
    """Return by how many milliseconds a sleep lasts too long, in the mean."""
    return statistics.fmean(max(overshoot, 0) for overshoot in await _overshoots())


async def sleep_early() -> float:
    """Return by how many milliseconds the worst sleep is too short."""
    return max(0.0, -min(await _overshoots()))


async def lag() -> float:
    """Return the 99th percentile of Qt's delay in milliseconds while callbacks never cease."""
    meter = LagMeter()
    meter.start()
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:  # noqa: ASYNC110  the hops are the load
        await asyncio.sleep(0)
    return meter.stop().p99


MEASURES = [
    Measure("hop of a callback", "us", hop),
    Measure("1 KB echo", "us", echo),
    Measure("sleep too long", "ms", sleep_late),
    Measure("sleep too short", "ms", sleep_early),
]


def best(factory: Factory, work: Work) -> float:
    """Run the work a few times in one loop and return the least value."""
    with asyncio.Runner(loop_factory=factory) as runner:
        return min(runner.run(work()) for _ in range(ROUNDS))


def keep_memory() -> None:
    """Teach the C library not to hand each receive buffer back to the system: 30 us a read, by chance of history."""
    block = bytearray(16 * 2**20)
    del block


def main() -> None:
    """Print one line a measure: the three loops, and the Qt loops relative to asyncio's own."""
    import qasync  # type: ignore[import-untyped]

    keep_memory()
    app = QApplication([])
    factories: dict[str, Factory] = {
        "stock": asyncio.new_event_loop,
        "qasync": lambda: qasync.QEventLoop(app),
        "ours": lambda: create_loop(app),
    }
    print(f"{'':20}{'stock':>10}{'qasync':>10}{'ours':>10}      qasync/stock  ours/stock")
    for measure in MEASURES:
        stock, plain, ours = (best(factory, measure.work) for factory in factories.values())
        ratios = f"{plain / stock:18.2f}{ours / stock:12.2f}" if stock else ""
        print(f"{measure.name:20}{stock:10.2f}{plain:10.2f}{ours:10.2f} {measure.unit}{ratios}")
    plain, ours = (best(factories[name], lag) for name in ("qasync", "ours"))
    print(f"{'lag of Qt, 99 %':20}{'':10}{plain:10.2f}{ours:10.2f} ms")


if __name__ == "__main__":
    main()
