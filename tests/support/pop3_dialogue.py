"""Scripts of whole POP3 sessions, right in everything but the points where a test puts a fault."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Final

from postroom.model.endpoint import Security
from tests.support.dialogue import Faults, Play, Point
from tests.support.steps import Converse, Drop, Endless, Expect, Script, Send

TIMESTAMP: Final = "<1896.697170952@hostile.test>"

REFUSALS: Final = {
    Point.GREETING: b"-ERR [SYS/TEMP] No service now\r\n",
    Point.HELLO: b"-ERR Unknown command\r\n",
    Point.STARTTLS: b"-ERR TLS not available\r\n",
    Point.TLS_HELLO: b"-ERR Unknown command\r\n",
    Point.CHALLENGE: b"-ERR Not that way\r\n",
    Point.AUTH: b"-ERR [AUTH] Invalid credentials\r\n",
    Point.READY: b"-ERR [SYS/TEMP] Mailbox cannot be read\r\n",
}


def refusal(point: Point) -> Script:
    """Refuse in the words of POP3, and stay."""
    return (Send(REFUSALS[point]),)


def endless_reply(point: Point) -> Script:
    """Begin the right reply and never come to its end: to the closing dot where it has many lines, else to CRLF."""
    many_lines = point in {Point.HELLO, Point.TLS_HELLO}
    return (Send(b"+OK\r\n"), Endless(b"MORE\r\n")) if many_lines else (Send(b"+OK "), Endless(b"and more "))


def pop3_script(
    security: Security = Security.NONE,
    *,
    context: ssl.SSLContext | None = None,
    mechanisms: Sequence[str] = ("USER",),
    faults: Faults | None = None,
) -> Script:
    """Write the script of a server that takes every login by one of `mechanisms`: USER, APOP, PLAIN, LOGIN, CRAM-MD5.

    They are offered where STLS is not, or no longer. `context` is needed wherever there is TLS. The mailbox holds two
    messages of 320 octets together.
    """
    play = Play(faults or {}, context)
    offer = _offer(mechanisms)
    answers = _answers(play, Point.TLS_HELLO if security is Security.STARTTLS else Point.HELLO, offer)
    if security is Security.STARTTLS:
        upgrade = (*play.handshake(), Converse(answers))
        stls = (b"STLS", play.at(Point.STARTTLS, b"+OK Begin TLS\r\n", *upgrade))
        answers = (stls, *_answers(play, Point.HELLO, b"STLS\r\n"))
    timestamp = f" {TIMESTAMP}" if "APOP" in mechanisms else ""
    greeting = play.at(Point.GREETING, f"+OK POP3 server ready{timestamp}\r\n".encode(), Converse(answers))
    return (*play.handshake(), *greeting) if security is Security.TLS else greeting


def _offer(mechanisms: Sequence[str]) -> bytes:
    user = b"USER\r\n" if "USER" in mechanisms else b""
    sasl = [name for name in mechanisms if name not in {"USER", "APOP"}]
    return user + (f"SASL {' '.join(sasl)}\r\n".encode() if sasl else b"")


def _answers(play: Play, hello: Point, offer: bytes) -> tuple[tuple[bytes, Script], ...]:
    """Answer every command but STLS, with `offer` in the reply to CAPA."""
    verdict = play.at(Point.AUTH, b"+OK Logged in\r\n")
    password: Script = (Expect(), Send(b"+ UGFzc3dvcmQ6\r\n"), Expect(), *verdict)
    return (
        (b"CAPA", play.at(hello, b"+OK\r\n" + offer + b"RESP-CODES\r\n.\r\n")),
        (b"USER .+", play.at(Point.CHALLENGE, b"+OK Send the password\r\n")),
        (b"PASS .*", verdict),
        (b"APOP .+", verdict),
        (b"AUTH LOGIN", play.at(Point.CHALLENGE, b"+ VXNlcm5hbWU6\r\n", *password)),
        (b"AUTH LOGIN .+", play.at(Point.CHALLENGE, b"+ UGFzc3dvcmQ6\r\n", Expect(), *verdict)),
        (b"AUTH CRAM-MD5", play.at(Point.CHALLENGE, b"+ PDEuMkBob3N0aWxlLnRlc3Q+\r\n", Expect(), *verdict)),
        (b"AUTH PLAIN", play.at(Point.CHALLENGE, b"+ \r\n", Expect(), *verdict)),
        (b"AUTH PLAIN .+", verdict),
        (b"STAT", play.at(Point.READY, b"+OK 2 320\r\n")),
        (b"NOOP", (Send(b"+OK\r\n"),)),
        (b"QUIT", (Send(b"+OK Bye\r\n"), Drop())),
        (b".*", (Send(b"-ERR Unknown command\r\n"),)),
    )
