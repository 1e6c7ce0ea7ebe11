"""Where a whole session can be spoiled, and by what; `smtp_dialogue` and `pop3_dialogue` write the scripts."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from postroom.model.endpoint import Security
from tests.support.steps import Cut, Drop, Endless, Reset, Script, Send, Silence, StartTls, Step


class Point(StrEnum):
    """A reply of the server, or the TLS handshake."""

    GREETING = "greeting"
    HELLO = "hello"
    """The reply to EHLO and HELO, or to CAPA; before STARTTLS where there is one."""
    STARTTLS = "starttls"
    """The reply to STARTTLS or STLS."""
    HANDSHAKE = "handshake"
    TLS_HELLO = "tls hello"
    """As `HELLO`, inside TLS after STARTTLS or STLS."""
    CHALLENGE = "challenge"
    """The reply to USER, or to AUTH that has no initial response."""
    AUTH = "auth"
    """The verdict on the login."""
    READY = "ready"
    """The reply to NOOP, or to STAT."""


Faults: TypeAlias = Mapping[Point, Script]
"""What the server does instead of the right thing."""

SILENCE: Final = (Silence(),)
DROP: Final = (Drop(),)
CUT: Final = (Cut(),)
RESET: Final = (Reset(),)
ENDLESS_LINE: Final = (Endless(b"2" * 4096),)
GARBAGE: Final = (Send(b"\x00\xff\xfe garbage\r\n"), Silence())


def points(security: Security) -> tuple[Point, ...]:
    """Give the points that a session with this security passes, in the order in which it passes them."""
    opening = {
        Security.NONE: (Point.GREETING, Point.HELLO),
        Security.STARTTLS: (Point.GREETING, Point.HELLO, Point.STARTTLS, Point.HANDSHAKE, Point.TLS_HELLO),
        Security.TLS: (Point.HANDSHAKE, Point.GREETING, Point.HELLO),
    }
    return (*opening[security], Point.CHALLENGE, Point.AUTH, Point.READY)


@dataclass(frozen=True, slots=True)
class Play:
    """A play with faults: the right thing at each point, or what was put in its place."""

    faults: Faults
    context: ssl.SSLContext | None

    def at(self, point: Point, reply: bytes, *then: Step) -> Script:
        """Send the right reply and go on with `then`; a fault takes the place of both."""
        return self.faults.get(point, (Send(reply), *then))

    def handshake(self) -> Script:
        """Shake hands, or do whatever is put in its place."""
        if Point.HANDSHAKE in self.faults:
            return self.faults[Point.HANDSHAKE]
        assert self.context is not None, "a script with TLS needs a context"
        return (StartTls(self.context),)
