"""Events are values."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import get_args

import pytest

from postroom.model.reply import ServerReply
from postroom.protocol.pop3_events import Dismissed, Event, GreetingRejected, Rejected
from postroom.protocol.pop3_state import Command

BUSY = ServerReply("-ERR", "IN-USE", "the mailbox is open elsewhere")


@pytest.mark.parametrize("kind", get_args(Event))
def test_every_event_is_a_frozen_value(kind: type) -> None:
    assert is_dataclass(kind)
    assert kind.__hash__ is not None


@pytest.mark.parametrize("event", [GreetingRejected(BUSY), Rejected(Command.PASS, BUSY), Dismissed(BUSY)])
def test_every_refusal_carries_the_servers_words(event: GreetingRejected | Rejected | Dismissed) -> None:
    assert event.reply is BUSY
