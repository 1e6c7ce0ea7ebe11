"""What an administrator may ask of messages: which command fits which state, in one table.

    retry            deferred                        is due at once
    hold             queued, deferred                waits for a person
    release          held                            waits for its turn again
    cancel           queued, deferred, held          is discarded, and stays readable
    requeue          failed, discarded               starts again, for the recipients that failed or still wait
    resolve-sent     uncertain                       the uncertain recipients have it
    resolve-resend   uncertain                       the uncertain recipients get it again

No state but `sent`, which is the end, and `sending`, which ends by itself, is without a command. A command never waits
for a message and never touches one in another state: it is refused there, and the refusal says how the message stands.

The first four can be undone as long as nothing else has moved the message since: their way back is a legal move. The
others open recipients again or settle them, and that is not taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.message import WAITING, MessageState
from postroom.model.spool_filter import Filter
from postroom.model.text import say


class Command(StrEnum):
    """What an administrator may ask for."""

    RETRY = "retry"
    HOLD = "hold"
    RELEASE = "release"
    CANCEL = "cancel"
    REQUEUE = "requeue"
    RESOLVE_SENT = "resolve-sent"
    RESOLVE_RESEND = "resolve-resend"


FITS: Final = {
    Command.RETRY: frozenset({MessageState.DEFERRED}),
    Command.HOLD: WAITING,
    Command.RELEASE: frozenset({MessageState.HELD}),
    Command.CANCEL: WAITING | {MessageState.HELD},
    Command.REQUEUE: frozenset({MessageState.FAILED, MessageState.DISCARDED}),
    Command.RESOLVE_SENT: frozenset({MessageState.UNCERTAIN}),
    Command.RESOLVE_RESEND: frozenset({MessageState.UNCERTAIN}),
}
"""The states in which a command is obeyed."""

UNDOABLE: Final = frozenset({Command.RETRY, Command.HOLD, Command.RELEASE, Command.CANCEL})
"""The commands that can be taken back."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as somebody saw it. `version` None stands for one that was named without having been looked at."""

    id: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """These messages, as long as they stand as they were seen."""

    messages: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Everything that the filter matches, where the command fits."""

    filter: Filter


Selection = Chosen | Matching


class Why(StrEnum):
    """Why a command left a message alone."""

    UNKNOWN = "unknown"
    CHANGED = "changed"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that a command left alone. `state` is how it stands; None where there is no such message."""

    id: int
    why: Why
    state: MessageState | None

    @property
    def sentence(self) -> str:
        """Say it to the administrator."""
        if self.state is None:
            return say("There is no message {id}.", id=self.id)
        if self.why is Why.CHANGED:
            return say("Message {id} has changed since it was shown. Look again first.", id=self.id)
        return _STANDS[self.state](self.id)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a command did."""

    count: int
    """How many messages it changed."""
    sample: tuple[int, ...] = ()
    """The first of them."""
    refused: tuple[Refusal, ...] = ()
    """The chosen messages that it left alone."""
    undo: int | None = None
    """The token that takes it back; None where it changed nothing, or where the command cannot be undone."""
    left: int = 0
    """How many messages it did not come to, since it was told to end before."""


Progress = Callable[[int, int], bool]
"""Hears how many messages have been looked at, and how many there are; says whether to go on."""

SAMPLE: Final = 100
"""How many messages a sample names at most."""


def refuse(command: Command, seen: Seen, state: MessageState | None, version: int) -> Refusal | None:
    """Say why `command` leaves the message alone that stands so; None where it is obeyed."""
    if state is None:
        return Refusal(seen.id, Why.UNKNOWN, None)
    if seen.version not in {None, version}:
        return Refusal(seen.id, Why.CHANGED, state)
    return None if state in FITS[command] else Refusal(seen.id, Why.UNFIT, state)


_STANDS: Final[dict[MessageState, Callable[[int], str]]] = {
    MessageState.QUEUED: lambda n: say("Message {id} is queued and will be sent when its turn comes.", id=n),
    MessageState.SENDING: lambda n: say("Message {id} is being sent at this moment.", id=n),
    MessageState.DEFERRED: lambda n: say("Message {id} is deferred and will be tried again.", id=n),
    MessageState.HELD: lambda n: say("Message {id} is held. Release it or cancel it.", id=n),
    MessageState.SENT: lambda n: say("Message {id} has been sent.", id=n),
    MessageState.FAILED: lambda n: say("Message {id} has failed. It can be queued again.", id=n),
    MessageState.UNCERTAIN: lambda n: say(
        "Message {id} is uncertain. Decide whether it was sent or is to be sent again.", id=n
    ),
    MessageState.DISCARDED: lambda n: say("Message {id} was discarded. It can be queued again.", id=n),
}
