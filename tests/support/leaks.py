"""Assert that a piece of a test leaves nothing behind: no task, no socket, no file."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest

PATIENCE: Final = 2.0
"""How long an end that is under way may take, in seconds."""

_DESCRIPTORS: Final = Path("/proc/self/fd")
_STATES: Final = {
    "01": "established",
    "04": "fin-wait",
    "05": "fin-wait",
    "08": "close-wait",
    "0A": "listening",
}


@asynccontextmanager
async def no_leaks() -> AsyncIterator[None]:
    """Fail the test where the block leaves a task or an open file descriptor behind, and name each.

    Descriptors are seen on Linux only.
    """
    earlier = _holdings()
    yield
    deadline = time.monotonic() + PATIENCE
    while left := _holdings() - earlier:
        if time.monotonic() > deadline:
            pytest.fail("left behind:\n" + "\n".join(sorted(map(_describe, left))), pytrace=False)
        await asyncio.sleep(0.005)


def _holdings() -> set[asyncio.Task[Any] | str]:
    return asyncio.all_tasks() | _open_descriptors()


def _open_descriptors() -> set[str]:
    found = set()
    for link in _DESCRIPTORS.iterdir() if _DESCRIPTORS.is_dir() else ():
        try:
            found.add(f"{link.name} {link.readlink()}")
        except FileNotFoundError:
            continue  # the one that lists the folder
    return found


def _describe(left: asyncio.Task[Any] | str) -> str:
    if isinstance(left, asyncio.Task):
        frames = left.get_stack(limit=1)
        place = f" at {frames[0].f_code.co_filename}:{frames[0].f_lineno}" if frames else ""
        return f"task {left.get_name()}{place}"
    number, _, target = left.partition(" ")
    return f"descriptor {number}: {_sockets().get(target, target)}"


def _sockets() -> dict[str, str]:
    """Give every TCP socket of the system under the name that /proc has for it."""
    found = {}
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for row in table.read_text().splitlines()[1:]:
            _, local, remote, state, *rest = row.split()
            words = f"TCP {_address(local)} to {_address(remote)}, {_STATES.get(state, f'state {state}')}"
            found[f"socket:[{rest[5]}]"] = words
    return found


def _address(text: str) -> str:
    """Read an address as /proc writes it: words of four octets in the order of this machine."""
    host, _, port = text.partition(":")
    words = bytes.fromhex(host)
    octets = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
    return f"{ipaddress.ip_address(octets)} port {int(port, 16)}"
