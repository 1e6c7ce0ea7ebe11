"""The POP3 machine: dialogues."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postroom.model.plan import Credentials
from postroom.model.reply import ServerReply
from postroom.model.secret import Secret
from postroom.protocol.capabilities import Pop3Capabilities
from postroom.protocol.errors import (
    IllegalMove,
    InjectedPlaintext,
    LineTooLong,
    MalformedReply,
    ProtocolError,
    ReplyTooLong,
    SaslError,
    ServerNotProved,
    UnsafeArgument,
    UnsolicitedReply,
)
from postroom.protocol.outgoing import Outgoing
from postroom.protocol.pop3 import Pop3Client
from postroom.protocol.pop3_events import (
    CapabilitiesListed,
    Challenged,
    Dismissed,
    Event,
    Greeted,
    GreetingRejected,
    LoggedIn,
    MailboxMeasured,
    NoopDone,
    QuitDone,
    Rejected,
    TlsReady,
    UserAccepted,
)
from postroom.protocol.pop3_state import Command, State
from postroom.protocol.sasl import start
from postroom.protocol.scram import ScramSha256
from tests.protocol.pieces import cut

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


# The greeting


def test_the_server_greets() -> None:
    client = Pop3Client()
    assert says(client, b"+OK POP3 ready") == [Greeted("POP3 ready", None)]
    assert client.state is State.AUTHORIZATION


def test_a_session_is_in_clear_unless_said_otherwise() -> None:
    assert not Pop3Client().encrypted
    assert Pop3Client(encrypted=True).encrypted


def test_a_greeting_may_bring_a_timestamp() -> None:
    client = Pop3Client()
    assert says(client, f"+OK {TIMESTAMP}".encode()) == [Greeted(TIMESTAMP, TIMESTAMP)]
    assert client.apop_timestamp == TIMESTAMP


def test_a_server_may_refuse_the_connection() -> None:
    client = Pop3Client()
    busy = ServerReply("-ERR", "SYS/TEMP", "too many connections")
    assert says(client, b"-ERR [SYS/TEMP] too many connections") == [GreetingRejected(busy)]
    assert client.state is State.CLOSED


@pytest.mark.parametrize("line", [b"220 mail ESMTP", b"* OK IMAP4rev1 ready", b"SSH-2.0-OpenSSH_9.2", b""])
def test_another_protocols_greeting_is_malformed_and_kept_as_evidence(line: bytes) -> None:
    client = Pop3Client()
    client.feed(line + b"\r\n")
    with pytest.raises(MalformedReply) as caught:
        client.next_event()
    assert caught.value.evidence == line.decode()
    assert client.state is State.BROKEN


def test_a_greeting_without_end_is_cut_off() -> None:
    client = Pop3Client(line_limit=100)
    client.feed(b"+OK " + b"x" * 100)
    with pytest.raises(LineTooLong):
        client.next_event()


def test_nothing_may_be_sent_before_the_greeting() -> None:
    with pytest.raises(IllegalMove):
        Pop3Client().capa()


def test_a_greeting_that_stops_in_its_middle_is_left_over() -> None:
    client = Pop3Client()
    client.feed(b"\x15\x03\x01\x00\x02")
    assert client.next_event() is None
    assert client.leftover == b"\x15\x03\x01\x00\x02"


# Capabilities


def test_capabilities_are_listed() -> None:
    client = greeted()
    assert client.capa() == Outgoing(b"CAPA\r\n", b"CAPA")
    listed = Pop3Capabilities(("USER", "SASL PLAIN LOGIN", ".X", "caf\\xe9"))
    assert says(client, b"+OK list follows", b"USER", b"SASL PLAIN LOGIN", b"..X", b"caf\xe9", b".") == [
        CapabilitiesListed(listed)
    ]
    assert client.capabilities == listed


def test_a_list_that_goes_on_makes_no_event_yet() -> None:
    client = greeted()
    client.capa()
    assert says(client, b"+OK", b"USER") == []
    with pytest.raises(IllegalMove, match="QUIT while CAPA waits for its answer"):
        client.quit()
    assert says(client, b".") == [CapabilitiesListed(Pop3Capabilities(("USER",)))]


def test_an_old_server_knows_no_capabilities() -> None:
    client = greeted()
    client.capa()
    assert says(client, b"-ERR unknown command") == [rejected(Command.CAPA, "unknown command")]
    assert client.capabilities is None
    assert client.state is State.AUTHORIZATION


def test_a_list_without_end_is_cut_off() -> None:
    client = greeted()
    client.capa()
    with pytest.raises(ReplyTooLong, match="within 1000 octets"):
        says(client, b"+OK", *[b"X" * 98] * 11)


@pytest.mark.parametrize(
    ("banner", "capa", "offered"),
    [
        ("ready", None, ("USER",)),
        (TIMESTAMP, None, ("APOP", "USER")),
        ("ready", (b"USER",), ("USER",)),
        (TIMESTAMP, (b"SASL PLAIN CRAM-MD5",), ("PLAIN", "CRAM-MD5", "APOP")),
        ("ready", (b"STLS",), ()),
    ],
)
def test_what_is_offered_for_the_login(
    banner: str, capa: tuple[bytes, ...] | None, offered: tuple[str, ...]
) -> None:
    client = greeted(banner=banner)
    client.capa()
    says(client, *((b"-ERR",) if capa is None else (b"+OK", *capa, b".")))
    assert client.offered == offered


# STLS


def test_after_stls_what_was_learned_in_clear_is_forgotten() -> None:
    client = greeted(banner=TIMESTAMP)
    client.capa()
    says(client, b"+OK", b"SASL PLAIN", b"STLS", b".")
    assert client.stls() == Outgoing(b"STLS\r\n", b"STLS")
    assert says(client, b"+OK begin") == [TlsReady("begin")]
    client.tls_established()
    assert client.state is State.AUTHORIZATION
    assert client.encrypted
    assert client.capabilities is None
    assert client.offered == ("APOP", "USER")


def test_a_server_may_refuse_stls() -> None:
    client = greeted()
    client.stls()
    assert says(client, b"-ERR not here") == [rejected(Command.STLS, "not here")]
    assert not client.encrypted
    with pytest.raises(IllegalMove, match="TLS was not asked for"):
        client.tls_established()


def test_nothing_may_be_sent_while_tls_is_negotiated() -> None:
    client = greeted()
    client.stls()
    says(client, b"+OK")
    with pytest.raises(IllegalMove):
        client.capa()


def test_tls_does_not_start_twice() -> None:
    with pytest.raises(IllegalMove, match="TLS stands already"):
        greeted(encrypted=True).stls()


def test_plaintext_behind_the_answer_to_stls_is_an_attack() -> None:
    client = greeted()
    client.stls()
    client.feed(b"+OK begin\r\n+OK Logged in.\r\n")
    with pytest.raises(InjectedPlaintext) as caught:
        client.next_event()
    assert caught.value.evidence == "+OK Logged in.\\r\\n"
    assert client.state is State.BROKEN


def test_plaintext_that_comes_a_little_later_is_one_too() -> None:
    client = greeted()
    client.stls()
    assert says(client, b"+OK") == [TlsReady("")]
    client.feed(b"+")
    with pytest.raises(InjectedPlaintext):
        client.tls_established()
    with pytest.raises(InjectedPlaintext):
        client.next_event()
    assert not client.encrypted


# Logging in


def test_user_and_pass() -> None:
    client = greeted()
    assert client.user("ada") == Outgoing(b"USER ada\r\n", b"USER ada")
    assert says(client, b"+OK who") == [UserAccepted("who")]
    assert client.password(ADA.secret) == Outgoing(b"PASS hunter2\r\n", b"PASS [redacted]")
    assert says(client, b"+OK maildrop locked") == [LoggedIn("maildrop locked")]
    assert client.state is State.TRANSACTION


def test_a_wrong_password_forgets_the_name() -> None:
    client = greeted()
    client.user("ada")
    says(client, b"+OK")
    client.password(ADA.secret)
    assert says(client, b"-ERR [AUTH] wrong") == [rejected(Command.PASS, "wrong", "AUTH")]
    assert client.state is State.AUTHORIZATION
    with pytest.raises(IllegalMove):
        client.password(ADA.secret)


def test_apop_digests_the_timestamp() -> None:
    """The example of RFC 1939 section 7."""
    client = greeted(banner=TIMESTAMP)
    assert client.apop("mrose", Secret("tanstaaf")) == Outgoing(
        b"APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n", b"APOP mrose [redacted]"
    )
    assert says(client, b"+OK maildrop has 1 message (369 octets)") == [
        LoggedIn("maildrop has 1 message (369 octets)")
    ]


def test_apop_needs_a_timestamp() -> None:
    with pytest.raises(IllegalMove, match="no timestamp"):
        greeted().apop("ada", ADA.secret)


@pytest.mark.parametrize("name", ["ada b", "ada\r\nQUIT"])
def test_apop_cannot_carry_every_name(name: str) -> None:
    with pytest.raises(UnsafeArgument):
        greeted(banner=TIMESTAMP).apop(name, ADA.secret)


def test_what_cannot_be_sent_leaves_the_session_as_it_was() -> None:
    client = greeted()
    with pytest.raises(UnsafeArgument):
        client.user("ada\r\nDELE 1")
    assert client.user("ada").data == b"USER ada\r\n"


def test_auth_in_one_line() -> None:
    client = greeted()
    line = client.authenticate(start("PLAIN", ADA, host="mail.example", port=110))
    assert line == Outgoing(b"AUTH PLAIN AGFkYQBodW50ZXIy\r\n", b"AUTH PLAIN [redacted]")
    assert says(client, b"+OK welcome") == [LoggedIn("welcome")]


def test_auth_by_challenges() -> None:
    client = greeted()
    assert client.authenticate(start("LOGIN", ADA, host="mail.example", port=110)).shown == b"AUTH LOGIN"
    assert says(client, b"+ VXNlcm5hbWU6") == [Challenged(b"VXNlcm5hbWU6")]
    assert client.answer(b"VXNlcm5hbWU6") == Outgoing(b"YWRh\r\n", b"[redacted]")
    assert says(client, b"+") == [Challenged(b"")]
    assert client.answer(b"") == Outgoing(b"aHVudGVyMg==\r\n", b"[redacted]")
    assert says(client, b"+OK") == [LoggedIn("")]


def test_a_refused_token_says_why() -> None:
    client = greeted(encrypted=True)
    mechanism = start(
        "XOAUTH2", Credentials("ada", Secret("token"), is_token=True), host="mail.example", port=995
    )
    client.authenticate(mechanism)
    challenge = base64.b64encode(b'{"status":"400","scope":"mail"}')
    assert says(client, b"+ " + challenge) == [Challenged(challenge)]
    assert client.answer(challenge) == Outgoing(b"\r\n", b"")
    assert says(client, b"-ERR [AUTH] no") == [rejected(Command.AUTH, "no", "AUTH")]
    assert mechanism.refusal is not None
    assert mechanism.refusal.status == "400"
    assert client.state is State.AUTHORIZATION


def test_a_long_token_waits_to_be_asked_for() -> None:
    client = greeted(encrypted=True)
    token = Credentials("ada", Secret("t" * 300), is_token=True)
    assert (
        client.authenticate(start("XOAUTH2", token, host="mail.example", port=995)).data
        == b"AUTH XOAUTH2\r\n"
    )
    assert says(client, b"+ ") == [Challenged(b"")]
    assert base64.b64decode(client.answer(b"").data).startswith(b"user=ada\x01auth=Bearer ttt")
    assert says(client, b"+OK") == [LoggedIn("")]


def test_scram_ends_with_the_servers_proof() -> None:
    """The example of RFC 7677 section 3, as POP3 carries it."""
    client = greeted()
    client.authenticate(ScramSha256(Credentials("user", Secret("pencil")), nonce="rOprNGfwEbeRWgbNEkqO"))
    for challenge in (
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    ):
        coded = base64.b64encode(challenge)
        assert says(client, b"+ " + coded) == [Challenged(coded)]
        client.answer(coded)
    assert says(client, b"+OK") == [LoggedIn("")]


def test_a_server_that_accepts_scram_unproved_is_not_believed() -> None:
    client = greeted()
    client.authenticate(ScramSha256(ADA))
    client.feed(b"+OK welcome\r\n")
    with pytest.raises(ServerNotProved):
        client.next_event()
    assert client.state is State.BROKEN


def test_a_challenge_that_makes_no_sense_breaks_the_session() -> None:
    client = greeted()
    client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
    says(client, b"+ !")
    with pytest.raises(SaslError):
        client.answer(b"!")
    assert client.state is State.BROKEN


def test_a_login_that_was_rejected_can_be_tried_again() -> None:
    client = greeted()
    for _ in range(2):
        client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
        assert says(client, b"+ VXNlcm5hbWU6") == [Challenged(b"VXNlcm5hbWU6")]
        assert says(client, b"-ERR too slow") == [rejected(Command.AUTH, "too slow")]
    with pytest.raises(IllegalMove):
        client.answer(b"VXNlcm5hbWU6")


def test_a_challenge_is_answered_once_and_only_when_asked() -> None:
    client = greeted()
    with pytest.raises(IllegalMove):
        client.answer(b"")
    client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
    with pytest.raises(IllegalMove):
        client.answer(b"")
    says(client, b"+")
    client.answer(b"")
    with pytest.raises(IllegalMove):
        client.answer(b"")


def test_two_challenges_at_once_break_the_session() -> None:
    client = greeted()
    client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
    client.feed(b"+ \r\n+ \r\n")
    assert client.next_event() == Challenged(b"")
    with pytest.raises(UnsolicitedReply, match="before the last one was answered"):
        client.next_event()


def test_a_challenge_outside_auth_is_malformed() -> None:
    client = greeted()
    client.user("ada")
    with pytest.raises(MalformedReply):
        says(client, b"+ VXNlcm5hbWU6")


# The mailbox, and leaving it


def test_stat_measures_the_mailbox() -> None:
    client = logged_in()
    assert client.stat() == Outgoing(b"STAT\r\n", b"STAT")
    assert says(client, b"+OK 2 320") == [MailboxMeasured(2, 320)]


def test_stat_without_numbers_is_malformed() -> None:
    client = logged_in()
    client.stat()
    with pytest.raises(MalformedReply):
        says(client, b"+OK plenty")


def test_noop_proves_that_the_server_is_there() -> None:
    client = logged_in()
    assert client.noop() == Outgoing(b"NOOP\r\n", b"NOOP")
    assert says(client, b"+OK still here") == [NoopDone("still here")]


@pytest.mark.parametrize(
    ("line", "event"),
    [(b"+OK bye", QuitDone("bye")), (b"-ERR not removed", rejected(Command.QUIT, "not removed"))],
)
def test_quit_ends_the_session(line: bytes, event: Event) -> None:
    client = logged_in()
    assert client.quit() == Outgoing(b"QUIT\r\n", b"QUIT")
    assert says(client, line) == [event]
    assert client.state is State.CLOSED
    assert says(client, b"whatever comes now") == []
    with pytest.raises(IllegalMove):
        client.noop()


# Out of turn


def test_a_server_may_hang_up_on_an_idle_session() -> None:
    client = logged_in()
    assert says(client, b"-ERR [IN-USE] idle too long") == [
        Dismissed(ServerReply("-ERR", "IN-USE", "idle too long"))
    ]
    assert client.state is State.CLOSED


def test_a_server_may_not_agree_to_what_was_not_asked() -> None:
    client = logged_in()
    with pytest.raises(UnsolicitedReply, match="what was not asked"):
        says(client, b"+OK 2 320")


def test_words_that_lie_unread_are_not_taken_for_an_answer() -> None:
    client = Pop3Client()
    client.feed(b"+OK ready\r\n+OK 2 3")
    assert client.next_event() == Greeted("ready", None)
    with pytest.raises(UnsolicitedReply) as caught:
        client.capa()
    assert caught.value.evidence == "+OK 2 3"
    assert client.state is State.BROKEN


def test_one_command_at_a_time() -> None:
    client = logged_in()
    client.noop()
    with pytest.raises(IllegalMove, match="STAT while NOOP waits for its answer"):
        client.stat()


def test_after_a_breach_the_error_stays_and_nothing_is_taken_or_sent() -> None:
    client = Pop3Client()
    client.feed(b"rubbish\r\n")
    for _ in range(2):
        with pytest.raises(MalformedReply, match="rubbish"):
            client.next_event()
    client.feed(b"+OK ready\r\n")
    assert client.leftover == b""
    with pytest.raises(IllegalMove):
        client.quit()


def test_bare_line_feeds_are_tolerated_and_counted() -> None:
    client = Pop3Client()
    client.feed(b"+OK ready\n")
    assert events(client) == [Greeted("ready", None)]
    assert client.bare_line_feeds == 1


# Any bytes, cut anywhere

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
