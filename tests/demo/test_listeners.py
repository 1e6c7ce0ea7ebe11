"""Connections end with the listeners, however far their work has come."""

from __future__ import annotations

import asyncio

from postroom.demo.listeners import LOOPBACK, Listeners


async def never_begun() -> None:
    raise AssertionError


async def stay() -> None:
    await asyncio.Event().wait()


async def test_a_connection_whose_work_had_not_begun_ends_too() -> None:
    listeners = Listeners()
    port = await listeners.listen(asyncio.Protocol)
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, LOOPBACK, port)
    listeners.look_after(never_begun(), transport)
    await listeners.aclose()
    assert transport.is_closing()


async def test_a_client_that_was_let_in_at_the_very_end_is_not_served() -> None:
    listeners = Listeners()
    port = await listeners.listen(asyncio.Protocol)
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, LOOPBACK, port)
    await listeners.aclose()
    listeners.look_after(stay(), transport)
    await asyncio.wait(listeners.tasks, timeout=5)
    assert transport.is_closing()
