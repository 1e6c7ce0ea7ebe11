"""An event loop whose clock stands while anything is to be done, and jumps to what is due next when nothing is.

Hours pass in no time, and a test sees each timer ring in its order. Nothing from outside can wake the loop: where
neither a timer nor anything else is left to wait for, it says so in place of hanging.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from datetime import datetime, timedelta


class _Jumping(selectors.DefaultSelector):
    """Lets time pass without waiting for it."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("the test waits for what will never happen")
        if not ready and timeout is not None:
            self.now += timeout
        return ready


class ClockedLoop(asyncio.SelectorEventLoop):
    """The stock loop under such a clock, which begins at 0."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def clock_from(beginning: datetime) -> Callable[[], datetime]:
    """Give a clock on the wall that goes with the running loop's, which shows 0 at `beginning`."""
    loop = asyncio.get_running_loop()
    return lambda: beginning + timedelta(seconds=loop.time())


async def pass_time(seconds: float) -> None:
    """Let so many seconds of the loop's clock pass, and everything happen that is due by then."""
    await asyncio.sleep(seconds)


async def settle_down() -> None:
    """Let everything happen that can happen now. It takes one millisecond of the loop's clock."""
    await pass_time(0.001)
