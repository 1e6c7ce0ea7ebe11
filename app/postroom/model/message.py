"""The life of a message in the spool: the law of its states, and of its recipients' outcomes, in two tables.

    queued, deferred --> sending --> sent, deferred, failed, uncertain
    queued, deferred <-- sending                   given back untouched
    queued, deferred <-> held                      hold, release
    queued, deferred, held --> discarded           cancel
    queued, deferred, held <-- discarded           requeue; undo of a cancel
    failed --> queued                              requeue
    uncertain --> queued, sent, failed             resolve

A message is `queued` from the commit that accepted it. A connection that takes it up makes it `sending`: it is claimed,
and nobody else touches it. A claim ends in one of three ways. The attempt is over, and the recipients' outcomes decide.
Or it is given back untouched, because the connection never came to it or the program ended before the final dot was
sent: then the message stands as it stood before. Or nobody knows: the final dot was sent and no reply was read.

Such a message is `uncertain`. Sending it again might deliver it twice, and calling it sent might lose it, so only an
administrator moves it on (RFC 5321 section 4.5.3.2.6 names the danger and leaves it open).

`held`, and `discarded` by cancelling, are the administrator's own states; undoing a command leads straight back, which
is why `discarded` leads to three states. Only `sent` leads nowhere, and from every other state it can be reached.

The outcome of an attempt is each recipient's own. The least settled recipient decides about the message: while one
still waits, the message is `deferred`; then an uncertain one needs a decision; then a failed one makes it `failed`;
and only a message that was taken for every recipient is `sent`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Final


class MessageState(StrEnum):
    """How a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DISCARDED = "discarded"


MOVES: Final = {
    MessageState.QUEUED: frozenset({MessageState.SENDING, MessageState.HELD, MessageState.DISCARDED}),
    MessageState.DEFERRED: frozenset({MessageState.SENDING, MessageState.HELD, MessageState.DISCARDED}),
    MessageState.HELD: frozenset({MessageState.QUEUED, MessageState.DEFERRED, MessageState.DISCARDED}),
    MessageState.SENDING: frozenset(
        {
            MessageState.SENT,
            MessageState.DEFERRED,
            MessageState.FAILED,
            MessageState.UNCERTAIN,
            MessageState.QUEUED,
        }
    ),
    MessageState.SENT: frozenset[MessageState](),
    MessageState.FAILED: frozenset({MessageState.QUEUED}),
    MessageState.UNCERTAIN: frozenset({MessageState.QUEUED, MessageState.SENT, MessageState.FAILED}),
    MessageState.DISCARDED: frozenset({MessageState.QUEUED, MessageState.DEFERRED, MessageState.HELD}),
}
"""The legal moves of a message; every other is an `IllegalMove`."""

WAITING: Final = frozenset({MessageState.QUEUED, MessageState.DEFERRED})
"""What a connection may take up when it is due."""

PENDING: Final = WAITING | {MessageState.SENDING, MessageState.HELD}
"""What still has its way before it."""

HISTORY: Final = frozenset({MessageState.SENT, MessageState.FAILED, MessageState.DISCARDED})
"""What is over, and is forgotten after its time. An uncertain message is kept until somebody has decided."""


class Status(StrEnum):
    """The three words that a program hears that asks for a message."""

    PENDING = "pending"
    SENT = "sent"
    ERROR = "error"


STATUS_OF: Final = {
    state: Status.PENDING if state in PENDING else Status.SENT if state is MessageState.SENT else Status.ERROR
    for state in MessageState
}


class RecipientOutcome(IntEnum):
    """What became of one recipient, the least settled last."""

    SENT = 0
    """Its server took the message (2yz after the final dot)."""
    FAILED = 1
    """Refused for good (5yz), or not delivered before the message expired."""
    UNCERTAIN = 2
    """The final dot was sent, and no reply was read."""
    WAITING = 3
    """Not settled: not tried yet, or refused for now (4yz)."""

    @property
    def word(self) -> str:
        """Its name as it stands in documents."""
        return self.name.lower()


OUTCOME_MOVES: Final = {
    RecipientOutcome.WAITING: frozenset(
        {RecipientOutcome.SENT, RecipientOutcome.FAILED, RecipientOutcome.UNCERTAIN}
    ),
    RecipientOutcome.FAILED: frozenset({RecipientOutcome.WAITING}),
    RecipientOutcome.UNCERTAIN: frozenset({RecipientOutcome.WAITING, RecipientOutcome.SENT}),
    RecipientOutcome.SENT: frozenset[RecipientOutcome](),
}
"""The legal moves of a recipient: attempts settle it, an administrator may open it again."""

_STANDS: Final = {
    RecipientOutcome.WAITING: MessageState.DEFERRED,
    RecipientOutcome.UNCERTAIN: MessageState.UNCERTAIN,
    RecipientOutcome.FAILED: MessageState.FAILED,
    RecipientOutcome.SENT: MessageState.SENT,
}


class IllegalMove(RuntimeError):
    """A message or a recipient was asked for a move that the law does not have: a bug of the caller."""


def move(now: MessageState, to: MessageState) -> MessageState:
    """Give `to` where the law allows it. Raises `IllegalMove`."""
    if to not in MOVES[now]:
        raise IllegalMove(f"a message that is {now} cannot become {to}")
    return to


def settle(now: RecipientOutcome, to: RecipientOutcome) -> RecipientOutcome:
    """Give `to` where the law allows it, or where nothing changes. Raises `IllegalMove`."""
    if to is not now and to not in OUTCOME_MOVES[now]:
        raise IllegalMove(f"a recipient that is {now.word} cannot become {to.word}")
    return to


def state_after(outcomes: Iterable[RecipientOutcome]) -> MessageState:
    """Give the state of a message whose attempt is over, from the outcomes of all its recipients."""
    return _STANDS[max(outcomes)]
