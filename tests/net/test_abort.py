"""The end of a connection at once, under TLS and in clear, and whatever has become of it before."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from postroom.net.abort import abort
from tests.net.peers import DEADLINE
from tests.support.ca import Certificates
from tests.support.leaks import no_leaks
from tests.support.ports import LOOPBACK


class Told(asyncio.Protocol):
    """Waits for what it is told of its connection."""

    def __init__(self) -> None:
        self.made: asyncio.Future[asyncio.Transport] = asyncio.get_running_loop().create_future()
        self.lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.made.set_result(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()


@pytest.mark.parametrize("is_encrypted", [False, True])
@pytest.mark.parametrize("closed_before", range(3))
async def test_it_ends_however_often_it_was_closed(
    test_ca: Certificates, is_encrypted: bool, closed_before: int
) -> None:
    async with asyncio.timeout(DEADLINE), no_leaks():
        server_side, client_side = Told(), Told()
        context = test_ca.good.server_context() if is_encrypted else None
        trusting = ssl.create_default_context(cafile=test_ca.root) if is_encrypted else None
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: server_side, LOOPBACK, 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        await loop.create_connection(lambda: client_side, LOOPBACK, port, ssl=trusting)
        transport = await server_side.made
        server.close()
        for _ in range(closed_before):
            transport.close()
        abort(transport)
        await server_side.lost.wait()
        await client_side.lost.wait()
        abort(transport)
        await server.wait_closed()
