"""The event loop inside Qt keeps asyncio's promises."""

from __future__ import annotations

import asyncio

import pytest

pytestmark = pytest.mark.qt_loop_only


async def test_sleep_is_never_early() -> None:
    loop = asyncio.get_running_loop()
    for delay in (0.0004, 0.0011, 0.0203, 0.1007):
        started = loop.time()
        await asyncio.sleep(delay)
        assert loop.time() - started >= delay


async def test_hops_keep_their_order() -> None:
    seen: list[int] = []
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    for number in range(10_000):
        loop.call_soon(seen.append, number)
    loop.call_soon(done.set_result, None)
    await done
    assert seen == list(range(10_000))
