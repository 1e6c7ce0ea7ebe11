"""SASL logins as POP3 carries them (RFC 5034)."""

from __future__ import annotations

import base64

import pytest

from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.protocol.errors import (
    IllegalMove,
    ServerNotProved,
)
from postroom.protocol.outgoing import Outgoing
from postroom.protocol.pop3_events import (
    Challenged,
    LoggedIn,
)
from postroom.protocol.pop3_state import Command, State
from postroom.protocol.sasl import start
from postroom.protocol.scram import ScramSha256
from tests.protocol.pop3_dialogue import ADA, greeted, rejected, says


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


def test_a_login_that_was_rejected_can_be_tried_again() -> None:
    client = greeted()
    for _ in range(2):
        client.authenticate(start("LOGIN", ADA, host="mail.example", port=110))
        assert says(client, b"+ VXNlcm5hbWU6") == [Challenged(b"VXNlcm5hbWU6")]
        assert says(client, b"-ERR too slow") == [rejected(Command.AUTH, "too slow")]
    with pytest.raises(IllegalMove):
        client.answer(b"VXNlcm5hbWU6")
