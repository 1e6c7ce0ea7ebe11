"""The POP3 machine against any bytes, cut anywhere, and any order of commands."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from postroom.protocol.errors import (
    IllegalMove,
    InjectedPlaintext,
    ProtocolError,
)
from postroom.protocol.pop3 import Pop3Client
from postroom.protocol.pop3_events import (
    TlsReady,
)
from postroom.protocol.pop3_state import State
from postroom.protocol.sasl import start
from tests.protocol.pieces import cut
from tests.protocol.pop3_dialogue import ADA, events, greeted, logged_in

WORDS = st.sampled_from(
    [
        b"+OK",
        b"-ERR",
        b"+ ",
        b" ",
        b"\r\n",
        b"\n",
        b".",
        b"USER",
        b"SASL PLAIN",
        b"[IN-USE]",
        b"2 320",
        b"<a@b>",
        b"dj1",
        b"x" * 50,
        b"\xff\0",
    ]
)
STREAMS = st.binary(max_size=300) | st.lists(WORDS, max_size=40).map(b"".join)


def in_state(pending: str) -> Pop3Client:
    """Give a machine that waits for the server in one of the ways there are."""
    if pending == "greeting":
        return Pop3Client(line_limit=100, reply_limit=200)
    client = logged_in() if pending in {"stat", "noop", "idle"} else greeted()
    match pending:
        case "auth":
            client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
        case "user":
            client.user("ada")
        case "capa" | "stat" | "noop" | "quit":
            getattr(client, pending)()
    return client


def outcome(client: Pop3Client, pieces: list[bytes]) -> list[object]:
    """Give the events of a stream, the last perhaps the kind of error that ended it."""
    happened: list[object] = []
    for piece in pieces:
        client.feed(piece)
        try:
            while (event := client.next_event()) is not None:
                happened.append(event)
        except ProtocolError as error:
            return [*happened, type(error)]
    return happened


@given(
    st.sampled_from(["greeting", "capa", "auth", "user", "stat", "noop", "quit", "idle"]),
    cut(STREAMS),
)
def test_any_bytes_make_events_or_named_errors_however_they_are_cut(
    pending: str, pieces: list[bytes]
) -> None:
    assert outcome(in_state(pending), pieces) == outcome(in_state(pending), [b"".join(pieces)])


@given(cut(STREAMS))
def test_behind_stls_any_byte_in_clear_is_an_attack(pieces: list[bytes]) -> None:
    client = greeted()
    client.stls()
    stream = b"".join(pieces)
    happened = outcome(client, [b"+OK\r\n", *pieces])
    assert happened == [TlsReady(""), InjectedPlaintext] if stream else [TlsReady("")]


COMMANDS: dict[str, Callable[[Pop3Client], object]] = {
    "capa": Pop3Client.capa,
    "stls": Pop3Client.stls,
    "established": Pop3Client.tls_established,
    "user": lambda client: client.user("ada"),
    "pass": lambda client: client.password(ADA.secret),
    "apop": lambda client: client.apop("ada", ADA.secret),
    "auth": lambda client: client.authenticate(start("LOGIN", ADA, host="mail.example", port=110)),
    "answer": lambda client: client.answer(b""),
    "stat": Pop3Client.stat,
    "noop": Pop3Client.noop,
    "quit": Pop3Client.quit,
}
REPLIES = st.sampled_from([b"+OK\r\n", b"+OK <a@b>\r\n", b"+OK 1 2\r\n", b"-ERR\r\n", b"+ \r\n", b".\r\n"])


@given(st.lists(st.sampled_from(list(COMMANDS)) | REPLIES | st.binary(max_size=5), max_size=30))
def test_no_order_of_commands_and_bytes_meets_an_unnamed_error(steps: list[str | bytes]) -> None:
    client = Pop3Client()
    for step in steps:
        broken = client.state is State.BROKEN
        try:
            if isinstance(step, bytes):
                client.feed(step)
                events(client)
            else:
                COMMANDS[step](client)
                assert not broken
        except IllegalMove:
            continue
        except ProtocolError:
            assert client.state is State.BROKEN
