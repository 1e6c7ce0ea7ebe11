"""Ports on loopback, and the connections to them: all of them end when the listeners are closed."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeAlias

from postroom.net.abort import abort
from postroom.net.deadlines import within
from postroom.net.tasks import cancel_and_wait, spawn

LOOPBACK: Final = "127.0.0.1"
FAREWELL_SECONDS: Final = 1.0
"""How long a connection may take to end in order."""

Serve: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


class Listeners:
    """Servers on free ports of loopback. Every task of theirs belongs to `tasks`, and ends in `aclose`."""

    def __init__(self) -> None:
        self.tasks: set[asyncio.Task[Any]] = set()
        self._servers: list[asyncio.Server] = []
        self._closed = False

    async def listen(
        self, factory: Callable[[], asyncio.BaseProtocol], context: ssl.SSLContext | None = None
    ) -> int:
        """Give each client a protocol of its own, under TLS from the first byte where there is a context."""
        server = await asyncio.get_running_loop().create_server(factory, LOOPBACK, 0, ssl=context)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def listen_with(self, serve: Serve, context: ssl.SSLContext | None = None) -> int:
        """Run `serve` for each client; the connection ends with it."""

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.look_after(_serve(serve, reader, writer), writer.transport)

        return await self.listen(
            lambda: asyncio.StreamReaderProtocol(asyncio.StreamReader(), connected), context
        )

    def look_after(self, work: Coroutine[Any, Any, None], transport: asyncio.WriteTransport) -> None:
        """Run `work` for a connection, which ends with it: also where the work is cancelled before it has begun."""
        task = spawn(work, name="demo connection", owner=self.tasks)
        task.add_done_callback(lambda _: abort(transport))
        if self._closed:
            task.cancel()

    async def aclose(self) -> None:
        """Close the ports and end every connection. Twice is harmless."""
        self._closed = True
        for server in self._servers:
            server.close()
        await cancel_and_wait(*self.tasks)


async def _serve(serve: Serve, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        # A client that vanishes is no failure of a server.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)
            writer.close()
            async with within(FAREWELL_SECONDS):
                await writer.wait_closed()
    finally:
        abort(writer.transport)
        with contextlib.suppress(OSError):
            await writer.wait_closed()
