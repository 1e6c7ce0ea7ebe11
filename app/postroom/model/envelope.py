"""The envelope of a message: who sends it, who gets it, and what it asks of a server (RFC 5321 section 2.3.1).

Everything here was checked when it was made: an envelope can be put into commands as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.address import Address
from postroom.model.text import say

ENVELOPE_ID_LIMIT: Final = 100
"""Characters of an envelope's identifier (RFC 3461 section 4.4)."""


class Notify(StrEnum):
    """What the sender wants to be told about a recipient (RFC 3461 section 4.1)."""

    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    DELAY = "DELAY"


class Returned(StrEnum):
    """How much of the message a notification gives back (RFC 3461 section 4.3)."""

    FULL = "FULL"
    HEADERS = "HDRS"


class Obstacle(StrEnum):
    """What an envelope needs and a server does not have."""

    TOO_LARGE = "too-large"
    NEEDS_8BITMIME = "needs-8bitmime"
    NEEDS_SMTPUTF8 = "needs-smtputf8"
    NEEDS_DSN = "needs-dsn"

    @property
    def sentence(self) -> str:
        """What it means, and what to do."""
        return {
            Obstacle.TOO_LARGE: say(
                "The message is larger than the server takes: make it smaller, or send it through another server."
            ),
            Obstacle.NEEDS_8BITMIME: say(
                "The message has characters beyond ASCII as they are, and the server takes only encoded ones (it does "
                "not offer 8BITMIME): encode it, or send it through another server."
            ),
            Obstacle.NEEDS_SMTPUTF8: say(
                "An address or the header has characters beyond ASCII, which the server does not know (it does not "
                "offer SMTPUTF8): use an ASCII address, or send it through another server."
            ),
            Obstacle.NEEDS_DSN: say(
                "A delivery notification was asked for, and the server gives none (it does not offer DSN): send the "
                "message without asking for one, or through another server."
            ),
        }[self]


class BadEnvelope(ValueError):
    """An envelope that no server can take; the message says why."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address that the message goes to."""

    address: Address
    notify: frozenset[Notify] | None = None
    """What to tell the sender; None leaves it to the server, the empty set says never."""
    original: Address | None = None
    """The address that the sender wrote, where it became another one on the way; None where it is the same."""

    @property
    def needs_dsn(self) -> bool:
        return self.notify is not None or self.original is not None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a mail transaction says before the message. Raises `BadEnvelope` where nobody gets it."""

    sender: Address | None
    """Where notifications go; None is the null path of a message that must not cause any (RFC 5321 section 4.5.5)."""
    recipients: tuple[Recipient, ...]
    size: int
    """Octets of the message in its wire form, without the dots that are added on the way (RFC 1870 section 5)."""
    eight_bit: bool = False
    """Whether the message has octets beyond ASCII (RFC 6152)."""
    utf8_header: bool = False
    """Whether its header has, so that only a server with SMTPUTF8 can take it (RFC 6531 section 3.1)."""
    returned: Returned | None = None
    envelope_id: str | None = None
    """What notifications repeat, so that their receiver knows which message they mean."""

    def __post_init__(self) -> None:
        if not self.recipients:
            raise BadEnvelope(say("The message has no recipient: enter at least one."))
        if self.envelope_id is not None:
            _check_envelope_id(self.envelope_id)

    @property
    def needs_utf8(self) -> bool:
        """Whether every recipient needs a server with SMTPUTF8, whatever its own address."""
        return self.utf8_header or (self.sender is not None and self.sender.needs_utf8)

    @property
    def needs_dsn(self) -> bool:
        """Whether every recipient needs a server with DSN, whatever is asked about it."""
        return self.returned is not None or self.envelope_id is not None


def _check_envelope_id(text: str) -> None:
    if not (0 < len(text) <= ENVELOPE_ID_LIMIT and text.isascii() and text.isprintable()):
        raise BadEnvelope(say("The identifier for notifications needs 1 to 100 printable ASCII characters."))
