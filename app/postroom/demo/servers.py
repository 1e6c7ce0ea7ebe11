"""The demo as a whole: servers that run as long as its context is open, and accounts that meet them.

async with DemoServers() as demo:
    for account in demo.accounts: ...
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Self

from postroom.demo.authority import Authority
from postroom.demo.listeners import Listeners
from postroom.demo.scenarios import scenarios
from postroom.demo.stage import DemoAccount, stage
from postroom.demo.traffic import Traffic


class DemoServers:
    """Mail servers on free ports of loopback. An asynchronous context, to be entered once.

    It runs in any event loop and does not hold it up. When it ends, every connection ends, and no file is left.
    """

    accounts: tuple[DemoAccount, ...]
    """In the order in which they are shown."""
    ca_file: Path
    """The certificate of the authority that the accounts trust."""
    traffic: Traffic
    """The mail that is there to be sent through the accounts."""

    def __init__(self) -> None:
        self._listeners = Listeners()
        self._folder = tempfile.TemporaryDirectory(prefix="postroom-demo-", ignore_cleanup_errors=True)

    async def __aenter__(self) -> Self:
        try:
            authority = await asyncio.to_thread(_prepare, Path(self._folder.name))
            self.ca_file = authority.file
            self.accounts = tuple([await stage(self._listeners, authority, each) for each in scenarios()])
            self.traffic = Traffic(self.accounts)
        except BaseException:
            await self.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop the servers and remove their files. Twice is harmless."""
        try:
            await self._listeners.aclose()
        finally:
            self._folder.cleanup()


def _prepare(folder: Path) -> Authority:
    """Do what takes time: load the libraries, make the keys."""
    import postroom.demo.smtp  # noqa: F401  loaded here, so that the loop need not wait for it

    return Authority.create(folder)
