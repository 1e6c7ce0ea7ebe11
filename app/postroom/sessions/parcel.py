"""What a courier delivers: a message with its envelope, and what became of it."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from postroom.model.envelope import Envelope
from postroom.model.transcript import TranscriptLine
from postroom.protocol.delivery_events import Closed, Ending, RecipientVerdict, Verdict


class Delivered(NamedTuple):
    """What became of a parcel, in one transaction."""

    verdicts: tuple[RecipientVerdict, ...]
    """In the order of the envelope's recipients."""
    begun_at: float
    """By the loop's clock."""
    seconds: float
    closed: Closed | None
    """How the connection ended, where that settled it."""
    answered: bool
    """Whether the server answered at least one of its commands."""
    transcript: Sequence[TranscriptLine]
    """What was said, redacted; times count from the beginning of the transaction. What was said at once stands in one
    entry, its lines with newlines between (`transcript.one_by_one`)."""


class Parcel(Protocol):
    """A message on its way. Each method is called by the courier, once at most."""

    @property
    def envelope(self) -> Envelope:
        """Sender and the recipients to be tried; its size is that of the content."""
        ...

    def mark(self) -> Future[None] | None:
        """Write down that the final dot may be on its way; it is asked for when the dot could be sent.

        The dot is sent at once where there is nothing to wait for, else once the future is done, and not if it fails.
        The future is cancelled where the parcel is settled before.
        """
        ...

    def content(self) -> bytes | Future[bytes]:
        """Give the message in wire form, now or soon. Where that fails, nothing of it is sent."""
        ...

    def put_back(self) -> None:
        """Take it back: it was not begun, and will not be. Called in place of `settle`."""
        ...

    def settle(self, delivered: Delivered) -> None:
        """Take what became of it, once it was begun, also where the connection was lost or the courier cancelled."""
        ...


class Shipper(Protocol):
    """Whoever has parcels for a connection."""

    def next(self) -> Parcel | None:
        """Give the next parcel; None where there is none now, or where the courier is to stop."""
        ...


def lost(envelope: Envelope) -> Delivered:
    """Give what became of a parcel whose connection was gone before it was begun."""
    verdict = RecipientVerdict(Verdict.NOT_SENT, None)
    closed = Closed(Ending.DISCONNECTED)
    return Delivered((verdict,) * len(envelope.recipients), 0.0, 0.0, closed, False, ())
