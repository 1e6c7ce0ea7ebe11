"""A clock that jumps, and lanes and dispatchers that end with their test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from postroom.model.sending_rules import USUAL_SENDING, SendingRules
from tests.engine.sending.clocked.dispatching import Post
from tests.engine.sending.clocked.lanes import Desk, MakeDesk
from tests.support.clocked_loop import ClockedLoop


@pytest.fixture(scope="module")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"loop_factory": ClockedLoop}


@pytest.fixture
async def desk_with() -> AsyncIterator[MakeDesk]:
    """Makes offices with one lane each."""
    desks: list[Desk] = []

    def make(rules: SendingRules = USUAL_SENDING) -> Desk:
        desks.append(Desk(rules))
        return desks[-1]

    yield make
    for desk in desks:
        await desk.close()


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A spool from which is sent once it is opened."""
    post = Post()
    yield post
    await post.close()
