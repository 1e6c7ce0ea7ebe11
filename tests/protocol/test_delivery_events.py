"""Events are values."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from postroom.protocol.delivery_events import Closed, Ending, Event, RecipientVerdict, Settled, Verdict


@pytest.mark.parametrize("kind", [*get_args(Event), RecipientVerdict])
def test_every_event_is_a_frozen_value(kind: Any) -> None:
    assert kind.__hash__ is not None
    value = kind(*range(len(kind.__match_args__)))
    for name in kind.__match_args__:
        with pytest.raises(AttributeError):
            setattr(value, name, None)


def test_a_settled_transaction_may_tell_how_the_connection_ended() -> None:
    closed = Closed(Ending.DISCONNECTED)
    verdict = RecipientVerdict(Verdict.NOT_SENT, None)
    assert Settled(1, (verdict,), closed) != Settled(1, (verdict,))
