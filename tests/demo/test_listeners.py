"""Connections end with the listeners, however far their work has come."""

from __future__ import annotations

import asyncio

from postroom.demo.listeners import LOOPBACK, Listeners


async def never_begun() -> None:
    raise AssertionError


async def test_a_connection_whose_work_had_not_begun_ends_too() -> None:
    listeners = Listeners()
    port = await listeners.listen(asyncio.Protocol)
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, LOOPBACK, port)
    listeners.look_after(never_begun(), transport)
    await listeners.aclose()
    assert transport.is_closing()
