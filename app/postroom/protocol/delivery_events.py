"""What happens while messages are delivered, as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from postroom.model.envelope import Obstacle
from postroom.model.reply import ServerReply
from postroom.model.transcript import Speaker
from postroom.protocol.delivery_state import Command
from postroom.protocol.errors import ProtocolError
from postroom.protocol.smtp import Reply

Spoken: TypeAlias = tuple[float, Speaker, bytes | Reply]
"""Something that was said: when, by the clock of the machine, by whom, and the lines or the reply.

Lines of a client stand as they were sent, each with its end; of a message there is its length alone.

What a server says may hold anything: whoever shows it or keeps it redacts it before."""


class Verdict(StrEnum):
    """What became of one recipient in one transaction."""

    ACCEPTED = "accepted"
    """The server took the message for it (2yz after the final dot)."""
    DEFERRED = "deferred"
    """Refused for now (4yz)."""
    REFUSED = "refused"
    """Refused for good (5yz), or not asked for because of an obstacle."""
    NOT_SENT = "not-sent"
    """The connection ended before the final dot: the server has no message for it."""
    UNCERTAIN = "uncertain"
    """The connection ended behind the final dot and before the answer to it: nobody knows."""


class RecipientVerdict(NamedTuple):
    """What became of one recipient, and by which words of the server."""

    verdict: Verdict
    command: Command | None
    """What was answered, or not answered before the connection ended; None where nothing was sent."""
    reply: ServerReply | None = None
    """The answer, or the server's last words; None where there were none."""
    obstacle: Obstacle | None = None
    """What the server lacks, where it was not asked."""


class Ending(StrEnum):
    """Why no more can be delivered over a connection."""

    DISMISSED = "dismissed"
    """The server said 421."""
    CUT_SHORT = "cut-short"
    """The server refused a message before its end."""
    BREACH = "breach"
    """The server broke the protocol."""
    DISCONNECTED = "disconnected"
    """The connection was lost."""
    TIMED_OUT = "timed-out"
    """The server did not answer in time."""
    ABANDONED = "abandoned"
    """We gave up."""
    UNFIT = "unfit"
    """We gave up: the message was not in wire form, or not of the size that its envelope told."""


class ContentWanted(NamedTuple):
    """The server waits for the message: give its content, then `send_final_dot`."""

    transaction: int


class Closed(NamedTuple):
    """Nothing more can be delivered here, and nothing more will be heard: close the connection. The last event."""

    ending: Ending
    reply: ServerReply | None = None
    """What the server said in the end."""
    error: ProtocolError | None = None
    """How it broke the protocol."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of every recipient is known; `verdicts` stand in the order of the envelope's recipients."""

    transaction: int
    verdicts: tuple[RecipientVerdict, ...]
    closed: Closed | None = None
    """How the connection ended, where that settled it."""
    dialogue: Sequence[Spoken] = field(default=(), compare=False)
    """What was said in the transaction."""


Event = ContentWanted | Settled | Closed
