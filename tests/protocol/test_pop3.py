"""The POP3 machine: dialogues."""

from __future__ import annotations

import pytest

from postroom.model.reply import ServerReply
from postroom.model.secret import Secret
from postroom.protocol.capabilities import Pop3Capabilities
from postroom.protocol.errors import (
    IllegalMove,
    InjectedPlaintext,
    MalformedReply,
    SaslError,
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
    TlsReady,
    UserAccepted,
)
from postroom.protocol.pop3_state import Command, State
from postroom.protocol.sasl import start
from tests.protocol.pop3_dialogue import ADA, TIMESTAMP, events, greeted, logged_in, rejected, says

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


def test_a_challenge_that_makes_no_sense_breaks_the_session() -> None:
    client = greeted()
    client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
    says(client, b"+ !")
    with pytest.raises(SaslError):
        client.answer(b"!")
    assert client.state is State.BROKEN


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


# The mailbox, and leaving it


def test_stat_measures_the_mailbox() -> None:
    client = logged_in()
    assert client.stat() == Outgoing(b"STAT\r\n", b"STAT")
    assert says(client, b"+OK 2 320") == [MailboxMeasured(2, 320)]


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
