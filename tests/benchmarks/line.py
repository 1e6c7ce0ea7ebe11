"""A line between client and server that is as slow as one through a country: both ends seem a round trip apart.

It runs as a process of its own, so that it takes nothing from what is measured.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from postroom.net.tasks import spawn
from tests.support.ports import LOOPBACK

ROUND_TRIP: Final = 0.02
"""Seconds."""

CHUNK: Final = 65_536


@contextmanager
def slow_lines(ports: Iterable[int], round_trip: float = ROUND_TRIP) -> Iterator[Mapping[int, int]]:
    """Lay a line to each of `ports`; give the port at which each begins."""
    far = sorted(set(ports))
    command = [sys.executable, "-m", "tests.benchmarks.line", str(round_trip), *map(str, far)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        near = [int(word) for word in process.stdout.readline().split()]
        try:
            yield dict(zip(far, near, strict=True))
        finally:
            process.terminate()


async def _lay(round_trip: float, far: Iterable[int]) -> None:
    servers = [await asyncio.start_server(_Line(port, round_trip).connect, LOOPBACK, 0) for port in far]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.Event().wait()


class _Line:
    """The line to one port."""

    def __init__(self, port: int, round_trip: float) -> None:
        self._port = port
        self._round_trip = round_trip
        self._tasks: set[asyncio.Task[Any]] = set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client: connecting takes a round trip, and each piece half of one."""
        await asyncio.sleep(self._round_trip)
        far_reader, far_writer = await asyncio.open_connection(LOOPBACK, self._port)
        spawn(self._carry(far_reader, writer), name="back", owner=self._tasks)
        await self._carry(reader, far_writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what is said, and the end."""
        loop = asyncio.get_running_loop()
        with suppress(ConnectionError):
            while data := await reader.read(CHUNK):
                loop.call_later(self._round_trip / 2, writer.write, data)
        loop.call_later(self._round_trip / 2, writer.close)


def main() -> None:
    """Lay lines to the ports among the arguments, tell where they begin, and stay."""
    round_trip, *ports = sys.argv[1:]
    with asyncio.Runner() as runner:
        runner.run(_lay(float(round_trip), map(int, ports)))


if __name__ == "__main__":
    main()
