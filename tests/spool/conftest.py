"""The spools of these tests: each promise is held by the file and by the memory alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postroom.spool.file_store import FileStore
from postroom.spool.store import Store
from tests.spool.samples import Clock
from tests.spool.spools import Spool


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["file", "memory"])
async def spool(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Spool]:
    """A spool of either kind."""
    spool = Spool(tmp_path / "spool" if request.param == "file" else None, clock)
    yield spool
    await spool.close()


@pytest.fixture
async def store(spool: Spool) -> Store:
    """A handle on it."""
    return await spool.open()


@pytest.fixture
async def file_store(tmp_path: Path, clock: Clock) -> AsyncIterator[FileStore]:
    """A store in a file."""
    store = await FileStore.open(tmp_path / "spool", clock)
    yield store
    await store.close()
