"""What rows and counts tell."""

from __future__ import annotations

import pytest

from postroom.model.message import STATUS_OF, MessageState
from postroom.model.spool_message import Counts, MessageRow
from tests.spool.samples import NOON

COUNTS = Counts(
    {
        ("main", MessageState.QUEUED): 3,
        ("main", MessageState.SENT): 40,
        ("news", MessageState.QUEUED): 500,
    }
)


def test_counts_add_up_by_state_and_account() -> None:
    assert COUNTS.total() == 543
    assert COUNTS.total([MessageState.QUEUED]) == 503
    assert COUNTS.total(accounts=["main"]) == 43
    assert COUNTS.total([MessageState.QUEUED], ["main"]) == 3
    assert (
        COUNTS.total([MessageState.HELD])
        == COUNTS.total(accounts=["other"])
        == COUNTS.total(accounts=[])
        == 0
    )


@pytest.mark.parametrize("state", MessageState)
def test_a_row_knows_the_word_for_programs(state: MessageState) -> None:
    row = MessageRow(
        id=7,
        version=1,
        state=state,
        account="main",
        sender="ada@example.com",
        recipient="bob@example.org",
        recipients=1,
        subject="Hello",
        size=100,
        accepted_at=NOON,
        attempts=0,
        next_attempt_at=None,
        last_reply="",
    )
    assert row.status is STATUS_OF[state]
