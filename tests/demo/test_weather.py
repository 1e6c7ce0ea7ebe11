"""What the network does to conversations; here, that nothing of them stays behind."""

from __future__ import annotations

import asyncio

import pytest

from postroom.demo.listeners import LOOPBACK, Listeners
from postroom.demo.weather import Weather, expose
from tests.support.leaks import no_leaks


async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 ready\r\n")
    await reader.read()


@pytest.mark.parametrize("turns", range(12))
async def test_nothing_stays_behind_however_soon_the_end_follows_a_client_that_leaves(turns: int) -> None:
    async with no_leaks():
        listeners = Listeners()
        port = await expose(listeners, await listeners.listen_with(greet), Weather(cut_after=9))
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        assert await reader.readline() == b"220 ready\r\n"
        writer.close()
        for _ in range(turns):
            await asyncio.sleep(0)
        await listeners.aclose()
        await writer.wait_closed()
