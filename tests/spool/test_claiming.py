"""What the file's claims promise beyond those of every store: they hold up neither thread, and none is lost."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from postroom.model.message import MessageState
from postroom.model.spool_attempt import Claim
from postroom.spool import claiming, file_store
from postroom.spool.claiming import FEW, INLINE, TOGETHER
from postroom.spool.file_store import FileStore
from tests.spool.samples import BODY, message
from tests.spool.spools import all_of, claim_all, state_of, take

MANY = [f"u{number}@example.org" for number in range(FEW // 2 + 1)]


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


@pytest.mark.parametrize("messages", [1, 2])
async def test_claims_of_many_recipients_are_made_on_the_writers_thread(
    store: FileStore, monkeypatch: pytest.MonkeyPatch, messages: int
) -> None:
    threads: list[str] = []
    make = claiming.claims_of

    def noting(claimed: Any) -> tuple[Claim, ...]:
        threads.append(threading.current_thread().name)
        return make(claimed)

    monkeypatch.setattr(claiming, "claims_of", noting)
    monkeypatch.setattr(file_store, "claims_of", noting)
    numbers = await all_of(store.submit(message(*MANY)) for _ in range(messages))
    claims = await claim_all(store, await take(store))
    assert [claim.id for claim in claims] == numbers
    assert [each.address.text for each in claims[-1].envelope.recipients] == MANY
    here = threading.current_thread().name
    assert threads == [here if messages == 1 else "spool-writer"]


async def test_a_message_of_which_no_claim_can_be_made_is_put_back(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await store.submit(message())
    lease = await take(store)
    with monkeypatch.context() as faulty:
        faulty.setattr(claiming, "envelope_from", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await claim_all(store, lease)
    assert await store.give_back([]) == 0  # by now it is written
    assert await state_of(store, number) is MessageState.QUEUED
    (claim,) = await claim_all(store, lease)
    assert (claim.id, claim.number) == (number, 1)
