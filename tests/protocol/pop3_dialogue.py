"""POP3 dialogues: what the server says, and machines that have come a part of the way."""

from __future__ import annotations

from postroom.model.plan import Credentials
from postroom.model.reply import ServerReply
from postroom.model.secret import Secret
from postroom.protocol.pop3 import Pop3Client
from postroom.protocol.pop3_events import (
    Event,
    LoggedIn,
    Rejected,
)
from postroom.protocol.pop3_state import Command

ADA = Credentials("ada", Secret("hunter2"))
TIMESTAMP = "<1896.697170952@dbc.mtview.ca.us>"


def says(client: Pop3Client, *lines: bytes) -> list[Event]:
    """Let the server say lines, each with its CRLF, and give the events that they make."""
    client.feed(b"".join(line + b"\r\n" for line in lines))
    return events(client)


def events(client: Pop3Client) -> list[Event]:
    return list(iter(client.next_event, None))


def greeted(*, encrypted: bool = False, banner: str = "ready") -> Pop3Client:
    client = Pop3Client(encrypted=encrypted, reply_limit=1000, line_limit=200)
    assert len(says(client, f"+OK {banner}".encode())) == 1
    return client


def logged_in() -> Pop3Client:
    client = greeted(encrypted=True)
    client.user("ada")
    says(client, b"+OK")
    client.password(ADA.secret)
    assert says(client, b"+OK") == [LoggedIn("")]
    return client


def rejected(command: Command, text: str, code: str | None = None) -> Rejected:
    return Rejected(command, ServerReply("-ERR", code, text))
