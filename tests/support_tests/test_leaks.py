"""What a block leaves behind is found and named; what ends a little later is not held against it."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import closing
from pathlib import Path

import pytest

from postroom.net.tasks import cancel_and_wait, spawn
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.steps import Silence

HASTE = 0.05


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.leaks.PATIENCE", HASTE)


async def test_what_ends_in_time_is_no_leak(tmp_path: Path) -> None:
    owner: set[asyncio.Task[None]] = set()
    with HostileServer((Silence(),)) as server:
        async with no_leaks():
            spawn(asyncio.sleep(0.05), name="short", owner=owner)
            _, writer = await asyncio.open_connection(server.host, server.port)
            (tmp_path / "file").write_text("")
            writer.close()


async def test_a_task_is_named_with_its_place(hasty: None) -> None:
    owner: set[asyncio.Task[bool]] = set()
    with pytest.raises(pytest.fail.Exception, match=r"task forgotten at .+locks\.py:\d+$"):
        async with no_leaks():
            task = spawn(asyncio.Event().wait(), name="forgotten", owner=owner)
    await cancel_and_wait(task)


async def leave_an_accepted_connection(server: HostileServer, client: socket.socket) -> None:
    async with no_leaks():
        client.connect((server.host, server.port))
        server.connection()


async def test_a_socket_is_named_with_both_its_ends(hasty: None) -> None:
    with HostileServer((Silence(),)) as server, closing(socket.socket()) as client:
        with pytest.raises(pytest.fail.Exception) as caught:
            await leave_an_accepted_connection(server, client)
    ends = rf"TCP 127\.0\.0\.1 port {server.port} to 127\.0\.0\.1 port \d+, established"
    assert re.search(ends, str(caught.value))


async def test_a_file_is_named(hasty: None, tmp_path: Path) -> None:
    with (
        (tmp_path / "one").open("w") as earlier,
        pytest.raises(pytest.fail.Exception, match=r"descriptor \d+: .+/two$"),
    ):
        async with no_leaks():
            later = (tmp_path / "two").open("w")
    later.close()
    assert earlier.closed
