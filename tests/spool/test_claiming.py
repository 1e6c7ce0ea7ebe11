"""What the file's claims promise beyond those of every store: they hold up neither thread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from postroom.spool.claiming import INLINE, TOGETHER
from postroom.spool.file_store import FileStore
from tests.spool.samples import BODY, message
from tests.spool.spools import all_of, claim_all, take


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[FileStore]:
    store = await FileStore.open(tmp_path)
    yield store
    await store.close()


async def test_only_so_much_text_comes_along(store: FileStore) -> None:
    whole, large = b"x" * INLINE, b"x" * (INLINE + 1)
    texts = [BODY, large, *[whole] * (TOGETHER // INLINE), BODY]
    numbers = await all_of(store.submit(message(body=text)) for text in texts)
    claims = await claim_all(store, await take(store))
    assert [claim.id for claim in claims] == numbers
    assert [claim.body for claim in claims] == [BODY, None, *texts[2:-2], None, BODY]
    assert await store.body(numbers[-2]) == whole
