"""The envelope of a ready message, from its header."""

from __future__ import annotations

import pytest

from postroom.model.address import BadAddress
from postroom.model.header_fields import NotAMessage
from postroom.model.ready_message import (
    BadHeader,
    NoRecipients,
    NoSender,
    envelope_for,
    read_ready,
    subject_of,
)


def message(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([*lines, "", "Good day."]).encode(encoding)


ORDINARY = message(
    "From: Ada <ada@example.com>",
    'To: "Bob, the builder" <bob@example.com>,',
    " Friends: carol@example.com;",
    "Cc: dave@example.com, bob@EXAMPLE.com",
    "Bcc: eve@example.com",
    "Subject: Tea at four",
)


def sender_of(*lines: str) -> str:
    return str(read_ready(message(*lines, "To: bob@example.com")).sender)


def recipients_of(*lines: str) -> list[str]:
    return [str(address) for address in read_ready(message("From: ada@example.com", *lines)).recipients]


def test_an_ordinary_message_tells_everything() -> None:
    ready = read_ready(ORDINARY)
    assert str(ready.sender) == "ada@example.com"
    assert [str(address) for address in ready.recipients] == [
        "bob@example.com",
        "carol@example.com",
        "dave@example.com",
        "eve@example.com",
    ]
    assert ready.subject == "Tea at four"


def test_the_sender_is_who_sent_it_before_who_wrote_it() -> None:
    both = ("From: ada@example.com, bob@example.com", "Sender: office@example.com")
    assert sender_of(*both) == "office@example.com"
    assert sender_of("Return-Path: <back@example.com>", both[0]) == "ada@example.com"
    assert sender_of("Sender: (nobody)", both[0]) == "ada@example.com"
    assert sender_of("Return-Path: <back@example.com>") == "back@example.com"


def test_an_empty_return_path_is_the_null_path() -> None:
    assert read_ready(message("Return-Path: <>", "To: bob@example.com")).sender is None


def test_the_newest_block_of_resent_fields_counts_alone() -> None:
    ready = read_ready(
        message(
            "Received: from somewhere",
            "Resent-From: carol@example.com",
            "Resent-To: dave@example.com",
            "Resent-Cc: eve@example.com",
            "Resent-From: bob@example.com",
            "Resent-To: carol@example.com",
            "From: ada@example.com",
            "To: bob@example.com",
            "Resent-Bcc: frank@example.com",
        )
    )
    assert str(ready.sender) == "carol@example.com"
    assert [str(address) for address in ready.recipients] == ["dave@example.com", "eve@example.com"]


def test_whoever_resends_tells_the_sender() -> None:
    resent = (
        "Resent-From: carol@example.com",
        "Resent-Sender: office@example.com",
        "Resent-To: b@example.com",
    )
    assert str(read_ready(message(*resent, "From: ada@example.com")).sender) == "office@example.com"
    with pytest.raises(NoSender, match="look at Resent-Sender, Resent-From"):
        read_ready(message("Resent-To: bob@example.com", "From: ada@example.com"))
    with pytest.raises(NoRecipients, match="look at Resent-To, Resent-Cc, Resent-Bcc"):
        read_ready(message("Resent-From: bob@example.com", "To: ada@example.com"))


@pytest.mark.parametrize("lines", [(), ("To:",), ("Cc: Undisclosed recipients:;",)])
def test_a_message_to_nobody_is_told(lines: tuple[str, ...]) -> None:
    with pytest.raises(NoRecipients, match="The header tells no recipient: look at To, Cc, Bcc"):
        recipients_of(*lines)


def test_a_message_from_nobody_is_told() -> None:
    with pytest.raises(NoSender, match="The header tells no sender: look at Sender, From, Return-Path"):
        sender_of("Subject: who?")


def test_a_broken_field_is_named_with_what_is_wrong() -> None:
    with pytest.raises(NoRecipients) as told:
        recipients_of("To: bob@example.com", "Cc: Lovelace, Ada <ada@example.com>")
    assert str(told.value).startswith("The header's Cc cannot be read: Lovelace is not an address")
    with pytest.raises(BadHeader, match="The header's Return-Path cannot be read"):
        sender_of("Return-Path: <back")
    with pytest.raises(NoRecipients, match="To cannot be read"):
        read_ready(message("From: ada@example.com", "To: grüße@example.com", encoding="latin-1"))


def test_addresses_beyond_ascii_are_read() -> None:
    assert recipients_of("To: Jörg <jörg@bücher.example>") == ["jörg@bücher.example"]


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("Tea\r\n at four", "Tea at four"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?= von =?iso-8859-1?b?SvZyZw==?=", "Grüße von Jörg"),
        ("=?utf-8?q?Gr=C3?=\r\n =?utf-8?q?=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8*en?q?Tea?= 日本", "Tea 日本"),
        ("Grüße", "Grüße"),
        ("1 =? 2", "1 =? 2"),
        ("=?x-none?q?Tea?=", "=?x-none?q?Tea?="),
        ("=?utf-8?b?w?=", "=?utf-8?b?w?="),
        ("=?ascii?q?T=FFa?=", "T\ufffda"),
        ("", ""),
        ("x" * 5000, "x" * 4000),
    ],
)
def test_a_subject_is_told_in_plain_words(written: str, subject: str) -> None:
    assert subject_of(message(f"Subject: {written}")) == subject


def test_where_there_is_no_header_there_is_no_subject() -> None:
    assert subject_of(b"\x00") == ""
    assert subject_of(b"Subject: Tea\nno field\n\n") == "Tea"
    assert subject_of(message("To: bob@example.com")) == ""


def test_an_envelope_comes_from_the_header() -> None:
    envelope = envelope_for(ORDINARY)
    assert str(envelope.sender) == "ada@example.com"
    assert [str(each.address) for each in envelope.recipients][:2] == ["bob@example.com", "carol@example.com"]
    assert (envelope.size, envelope.eight_bit, envelope.utf8_header) == (0, False, False)


def test_what_is_given_is_believed_and_the_header_not_asked_for_it() -> None:
    nowhere = message("From: nobody", "To: nobody")
    envelope = envelope_for(nowhere, "ada@example.com", ["bob@example.com", "bob@Example.com"])
    assert str(envelope.sender) == "ada@example.com"
    assert [str(each.address) for each in envelope.recipients] == ["bob@example.com"]
    assert envelope_for(ORDINARY, recipients=["z@example.com"]).sender == envelope_for(ORDINARY).sender
    assert len(envelope_for(ORDINARY, "z@example.com").recipients) == 4
    assert envelope_for(b"To: x\nno field\n\n", "a@example.com", ["b@example.com"]).recipients


@pytest.mark.parametrize("sender", ["", "<>", " "])
def test_nobody_can_be_given_as_the_sender(sender: str) -> None:
    assert envelope_for(ORDINARY, sender).sender is None


def test_what_is_given_is_checked() -> None:
    with pytest.raises(BadAddress):
        envelope_for(ORDINARY, "ada")
    with pytest.raises(BadAddress):
        envelope_for(ORDINARY, recipients=["bob@example.com", "b o b@example.com"])
    with pytest.raises(NotAMessage):
        envelope_for(b"\x89PNG", "ada@example.com", ["bob@example.com"])
    with pytest.raises(NotAMessage):
        envelope_for(b"From: a\nno field\n\n", "ada@example.com")
