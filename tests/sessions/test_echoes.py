"""A server that knows the password repeats it wherever it speaks: nothing that a face shows has it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Final

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.plan import Credentials
from postroom.model.secret import REDACTED, Secret
from postroom.model.session import SessionSnapshot
from postroom.sessions.session import Session
from tests.sessions.plans import plan
from tests.support.dialogue import Point
from tests.support.hostile import HostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Drop, Script, Send

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
Start = Callable[..., HostileServer]

PASSWORD: Final = "blue-tomato-17"
IN_BASE64: Final = b64encode(f"\0ada\0{PASSWORD}".encode()).decode()
ECHO: Final = f"you are {PASSWORD}, {IN_BASE64}".encode()

GOING_ON: Final = {
    (SMTP, Point.GREETING): b"220 " + ECHO + b"\r\n",
    (SMTP, Point.HELLO): b"250-host\r\n250-X-" + ECHO + b"\r\n250 AUTH PLAIN " + PASSWORD.encode() + b"\r\n",
    (SMTP, Point.AUTH): b"235 " + ECHO + b"\r\n",
    (SMTP, Point.READY): b"250 " + ECHO + b"\r\n",
    (POP3, Point.GREETING): b"+OK " + ECHO + b"\r\n",
    (POP3, Point.HELLO): b"+OK\r\nUSER\r\nIMPLEMENTATION " + ECHO + b"\r\nSASL X-" + ECHO + b"\r\n.\r\n",
    (POP3, Point.AUTH): b"+OK " + ECHO + b"\r\n",
    (POP3, Point.READY): b"+OK 2 320 " + ECHO + b"\r\n",
}
REFUSING: Final = {
    SMTP: b"535-5.7.8 " + ECHO + b"\r\n535 5.7.8 " + ECHO + b"\r\n",
    POP3: b"-ERR [AUTH] " + ECHO + b"\r\n",
}
BROKEN: Final = {SMTP: b"2x0 " + ECHO + b"\r\n", POP3: b"+NO " + ECHO + b"\r\n"}
POINTS: Final = (Point.GREETING, Point.HELLO, Point.AUTH, Point.READY)


def shown(session: Session) -> str:
    """Give all that a face can show of a session, but for what was entered."""
    snapshot = session.snapshot
    facts = {name: getattr(snapshot, name) for name in SessionSnapshot.__slots__ if name != "plan"}
    return f"{facts!r} {session.transcript.lines()!r}"


def script(protocol: Protocol, point: Point, *answer: Send | Drop) -> Script:
    write = smtp_script if protocol is SMTP else pop3_script
    return write(faults={point: answer})


async def opened_and_closed(protocol: Protocol, port: int) -> Session:
    session = Session(plan(protocol, Security.NONE, port, credentials=Credentials("ada", Secret(PASSWORD))))
    await session.open()
    await session.close()
    return session


def check(session: Session) -> None:
    text = shown(session)
    assert REDACTED in text
    assert PASSWORD not in text.lower()
    assert IN_BASE64 not in text


@pytest.mark.parametrize(("protocol", "point"), GOING_ON)
async def test_in_what_goes_well(hostile_server: Start, protocol: Protocol, point: Point) -> None:
    answer = Send(GOING_ON[protocol, point])
    session = await opened_and_closed(protocol, hostile_server(script(protocol, point, answer)).port)
    check(session)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("protocol", [SMTP, POP3])
@pytest.mark.parametrize("words", [REFUSING, BROKEN], ids=["refusing", "broken"])
async def test_in_what_fails(
    hostile_server: Start, protocol: Protocol, point: Point, words: dict[Protocol, bytes]
) -> None:
    answer = (Send(words[protocol]), Drop())
    session = await opened_and_closed(protocol, hostile_server(script(protocol, point, *answer)).port)
    check(session)
