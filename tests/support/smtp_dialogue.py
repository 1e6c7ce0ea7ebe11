"""Scripts of whole SMTP sessions, right in everything but the points where a test puts a fault."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Final

from postroom.model.endpoint import Security
from tests.support.dialogue import Faults, Play, Point
from tests.support.steps import Converse, Drop, Endless, Expect, Script, Send

HOST: Final = "mail.hostile.test"

REFUSALS: Final = {
    Point.GREETING: b"554 5.3.2 No service here\r\n",
    Point.HELLO: b"550 5.7.1 Not you\r\n",
    Point.STARTTLS: b"454 4.7.0 TLS not available due to temporary reason\r\n",
    Point.TLS_HELLO: b"550 5.7.1 Not you\r\n",
    Point.CHALLENGE: b"504 5.5.4 Unrecognized authentication type\r\n",
    Point.AUTH: b"535 5.7.8 Authentication credentials invalid\r\n",
    Point.READY: b"502 5.5.1 Command not implemented\r\n",
}
_RIGHT_CODES: Final = {
    Point.GREETING: b"220",
    Point.STARTTLS: b"220",
    Point.CHALLENGE: b"334",
    Point.AUTH: b"235",
}


def refusal(point: Point) -> Script:
    """Refuse in the words of SMTP, and stay."""
    return (Send(REFUSALS[point]),)


def endless_reply(point: Point) -> Script:
    """Begin the right reply and never come to its last line."""
    return (Endless(_RIGHT_CODES.get(point, b"250") + b"-and more\r\n"),)


def smtp_script(
    security: Security = Security.NONE,
    *,
    context: ssl.SSLContext | None = None,
    mechanisms: Sequence[str] = ("PLAIN",),
    faults: Faults | None = None,
) -> Script:
    """Write the script of a server that takes every login by one of `mechanisms`: PLAIN, LOGIN, CRAM-MD5.

    They are offered where STARTTLS is not, or no longer. `context` is needed wherever there is TLS.
    """
    play = Play(faults or {}, context)
    offer = f"250-AUTH {' '.join(mechanisms)}\r\n".encode() if mechanisms else b""
    logged_in = _answers(play, Point.TLS_HELLO if security is Security.STARTTLS else Point.HELLO, offer)
    if security is Security.STARTTLS:
        upgrade = (*play.handshake(), Converse(logged_in))
        starttls = (b"STARTTLS", play.at(Point.STARTTLS, b"220 2.0.0 Ready to start TLS\r\n", *upgrade))
        logged_in = (starttls, *_answers(play, Point.HELLO, b"250-STARTTLS\r\n"))
    greeting = play.at(Point.GREETING, f"220 {HOST} ESMTP\r\n".encode(), Converse(logged_in))
    return (*play.handshake(), *greeting) if security is Security.TLS else greeting


def _answers(play: Play, hello: Point, offer: bytes) -> tuple[tuple[bytes, Script], ...]:
    """Answer every command but STARTTLS, with `offer` in the reply to EHLO."""
    host = HOST.encode()
    verdict = play.at(Point.AUTH, b"235 2.7.0 Welcome\r\n")
    password: Script = (Expect(), Send(b"334 UGFzc3dvcmQ6\r\n"), Expect(), *verdict)
    return (
        (b"EHLO .+", play.at(hello, b"250-" + host + b"\r\n" + offer + b"250 ENHANCEDSTATUSCODES\r\n")),
        (b"HELO .+", play.at(hello, b"250 " + host + b"\r\n")),
        (b"AUTH LOGIN", play.at(Point.CHALLENGE, b"334 VXNlcm5hbWU6\r\n", *password)),
        (b"AUTH LOGIN .+", play.at(Point.CHALLENGE, b"334 UGFzc3dvcmQ6\r\n", Expect(), *verdict)),
        (b"AUTH CRAM-MD5", play.at(Point.CHALLENGE, b"334 PDEuMkBob3N0aWxlLnRlc3Q+\r\n", Expect(), *verdict)),
        (b"AUTH PLAIN", play.at(Point.CHALLENGE, b"334 \r\n", Expect(), *verdict)),
        (b"AUTH PLAIN .+", verdict),
        (b"NOOP.*", play.at(Point.READY, b"250 2.0.0 OK\r\n")),
        (b"QUIT", (Send(b"221 2.0.0 Bye\r\n"), Drop())),
        (b".*", (Send(b"502 5.5.2 Command not recognized\r\n"),)),
    )
