"""The demo servers, started and stopped one after the other, and the guests that come and go with them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from postroom.engine.demo_mail import DemoMail
from postroom.engine.guests import Guest
from postroom.model.endpoint import Protocol

if TYPE_CHECKING:
    from postroom.demo.servers import DemoServers
    from postroom.demo.stage import DemoAccount

ARRIVAL_SECONDS: Final = 2.5
"""How long mail that is on its way may take to arrive when the demo ends."""
LOSS_SECONDS: Final = 1.0
"""How long it may take until it is known that the rest cannot arrive, since there are no servers any more."""


class Demo:
    """Runs the servers. `take_in` gets each of their accounts, and `dismiss` lets them all go again."""

    def __init__(
        self, take_in: Callable[[Guest], None], dismiss: Callable[[], Awaitable[None]], mail: DemoMail
    ) -> None:
        self._mail = mail
        self._take_in = take_in
        self._dismiss = dismiss
        self._servers: DemoServers | None = None
        self._turn = asyncio.Lock()

    async def start(self, *, mail: bool) -> None:
        """Start the servers, with `mail` to be sent; harmless where they run.

        Raises `OSError`, and can then be called again.
        """
        from postroom.demo.servers import DemoServers

        async with self._turn:
            if self._servers is None:
                servers = DemoServers()
                await servers.__aenter__()
                self._servers = servers
                for shown in servers.accounts:
                    self._take_in(_guest(shown))
                if mail:
                    await self._mail.start(servers.traffic)

    async def stop_mail(self) -> None:
        """Let no more mail come in."""
        async with self._turn:
            await self._mail.stop()

    async def stop(self) -> None:
        """Dismiss the guests and stop the servers, also those that are being started; harmless where none run."""
        async with self._turn:
            servers, self._servers = self._servers, None
            if servers is not None:
                try:
                    await self._mail.stop()
                    await self._mail.discard(ARRIVAL_SECONDS)
                    await self._dismiss()
                finally:
                    await servers.aclose()
                await self._mail.discard(LOSS_SECONDS)


def _guest(shown: DemoAccount) -> Guest:
    expected = {protocol: shown.outcome(protocol) for protocol in Protocol}
    return Guest(shown.account, shown.secret, shown.about, expected)
