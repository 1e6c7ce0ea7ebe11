"""What has become of a message of the spool so far, in the words of one who watches it from outside."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from postroom.model.lane import LaneStanding
from postroom.model.message import WAITING, MessageState
from postroom.model.spool_message import MessageRow
from postroom.model.text import say


class MailFate(Enum):
    """How a message fares."""

    SENT = auto()
    DELAYED = auto()
    """Refused for now at first, and sent later."""
    DEFERRED = auto()
    FAILED = auto()
    UNCERTAIN = auto()
    HELD = auto()
    LOCKED = auto()
    """It waits because its account needs a person, as after a login that was refused."""
    SLOWED = auto()
    """It waits because its server asked to slow down, or cannot be reached."""
    DISCARDED = auto()

    @property
    def words(self) -> str:
        """Say it in a table."""
        return {
            MailFate.SENT: say("sent"),
            MailFate.DELAYED: say("deferred, then sent"),
            MailFate.DEFERRED: say("deferred"),
            MailFate.FAILED: say("failed"),
            MailFate.UNCERTAIN: say("uncertain"),
            MailFate.HELD: say("held"),
            MailFate.LOCKED: say("waits for a person"),
            MailFate.SLOWED: say("waits for its server"),
            MailFate.DISCARDED: say("discarded"),
        }[self]


_BY_STATE: Final = {
    MessageState.DEFERRED: MailFate.DEFERRED,
    MessageState.SENT: MailFate.SENT,
    MessageState.FAILED: MailFate.FAILED,
    MessageState.UNCERTAIN: MailFate.UNCERTAIN,
    MessageState.HELD: MailFate.HELD,
    MessageState.DISCARDED: MailFate.DISCARDED,
}


def fate_of(row: MessageRow, lane: LaneStanding | None) -> MailFate | None:
    """Tell how a message fares whose account has this lane; None while it is about to be sent, or being sent."""
    if lane is not None and row.state in WAITING:
        if lane.held is not None:
            return MailFate.LOCKED
        if lane.waits_until is not None and row.state is MessageState.QUEUED:
            return MailFate.SLOWED
    if row.state is MessageState.SENT and row.attempts > 1:
        return MailFate.DELAYED
    return _BY_STATE.get(row.state)
