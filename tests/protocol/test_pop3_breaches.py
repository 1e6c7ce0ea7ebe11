"""Servers that break the protocol, each in its own way."""

from __future__ import annotations

import pytest

from postroom.protocol.errors import (
    InjectedPlaintext,
    LineTooLong,
    MalformedReply,
    ReplyTooLong,
)
from postroom.protocol.pop3 import Pop3Client
from postroom.protocol.pop3_events import (
    TlsReady,
)
from postroom.protocol.pop3_state import State
from tests.protocol.pop3_dialogue import greeted, logged_in, says


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


def test_a_list_without_end_is_cut_off() -> None:
    client = greeted()
    client.capa()
    with pytest.raises(ReplyTooLong, match="within 1000 octets"):
        says(client, b"+OK", *[b"X" * 98] * 11)


def test_plaintext_that_comes_a_little_after_the_answer_to_stls_is_an_attack() -> None:
    client = greeted()
    client.stls()
    assert says(client, b"+OK") == [TlsReady("")]
    client.feed(b"+")
    with pytest.raises(InjectedPlaintext):
        client.tls_established()
    with pytest.raises(InjectedPlaintext):
        client.next_event()
    assert not client.encrypted


def test_a_challenge_outside_auth_is_malformed() -> None:
    client = greeted()
    client.user("ada")
    with pytest.raises(MalformedReply):
        says(client, b"+ VXNlcm5hbWU6")


def test_stat_without_numbers_is_malformed() -> None:
    client = logged_in()
    client.stat()
    with pytest.raises(MalformedReply):
        says(client, b"+OK plenty")
