"""Lanes and dispatchers that end with their test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from postroom.model.sending_rules import USUAL_SENDING, SendingRules
from tests.engine.sending.dispatching import Post
from tests.engine.sending.lanes import Desk, MakeDesk


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
