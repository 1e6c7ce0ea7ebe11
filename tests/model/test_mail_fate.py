"""How a message fares, told from its row and the lane of its account."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from postroom.model.lane import LaneStanding
from postroom.model.mail_fate import MailFate, fate_of
from postroom.model.message import MessageState
from postroom.model.spool_message import MessageRow

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
FREE = LaneStanding(account="ada")
LOCKED = LaneStanding(account="ada", held="The login is refused.", waits_until=NOW)
RESTING = LaneStanding(account="ada", waits_until=NOW)


def row(state: MessageState, attempts: int = 0) -> MessageRow:
    return MessageRow(
        id=1,
        version=1,
        state=state,
        account="ada",
        sender="ada@example.com",
        recipient="bob@example.com",
        recipients=1,
        subject="Hello",
        size=10,
        accepted_at=NOW,
        attempts=attempts,
        next_attempt_at=None,
        last_reply="",
    )


@pytest.mark.parametrize("lane", [None, FREE])
@pytest.mark.parametrize(
    ("state", "attempts", "fate"),
    [
        (MessageState.QUEUED, 0, None),
        (MessageState.SENDING, 0, None),
        (MessageState.DEFERRED, 1, MailFate.DEFERRED),
        (MessageState.SENT, 1, MailFate.SENT),
        (MessageState.SENT, 2, MailFate.DELAYED),
        (MessageState.FAILED, 2, MailFate.FAILED),
        (MessageState.UNCERTAIN, 1, MailFate.UNCERTAIN),
        (MessageState.HELD, 0, MailFate.HELD),
        (MessageState.DISCARDED, 0, MailFate.DISCARDED),
    ],
)
def test_where_nothing_hinders_the_lane_the_state_tells_it(
    state: MessageState, attempts: int, fate: MailFate | None, lane: LaneStanding | None
) -> None:
    assert fate_of(row(state, attempts), lane) is fate


@pytest.mark.parametrize(
    ("state", "lane", "fate"),
    [
        (MessageState.QUEUED, LOCKED, MailFate.LOCKED),
        (MessageState.DEFERRED, LOCKED, MailFate.LOCKED),
        (MessageState.HELD, LOCKED, MailFate.HELD),
        (MessageState.QUEUED, RESTING, MailFate.SLOWED),
        (MessageState.DEFERRED, RESTING, MailFate.DEFERRED),
        (MessageState.SENDING, RESTING, None),
    ],
)
def test_a_lane_that_is_hindered_keeps_its_messages_waiting(
    state: MessageState, lane: LaneStanding, fate: MailFate | None
) -> None:
    assert fate_of(row(state), lane) is fate


def test_each_has_its_own_words() -> None:
    assert len({fate.words for fate in MailFate}) == len(MailFate)
