"""The demo's POP3 server as dialogues, without a connection."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from postroom.demo.door import Door, Refusal
from postroom.demo.mailbox import LETTERS
from postroom.demo.pop3 import Dialogue
from postroom.model.secret import Secret

OCTETS = sum(map(len, LETTERS))


@pytest.fixture
def dialogue() -> Dialogue:
    return Dialogue(Door("ada", Secret("pencil")), stls=False)


@pytest.fixture
def mailbox(dialogue: Dialogue) -> Dialogue:
    assert say(dialogue, "USER ada", "PASS pencil") == "+OK Welcome"
    return dialogue


def say(dialogue: Dialogue, *lines: str) -> str:
    """Give the reply to the last of the lines."""
    return [dialogue.answer(line) for line in lines][-1]


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_a_session(dialogue: Dialogue) -> None:
    assert say(dialogue, "USER ada", "PASS pencil", "STAT") == f"+OK {len(LETTERS)} {OCTETS}"
    assert not dialogue.over
    assert say(dialogue, "quit") == "+OK Goodbye"
    assert dialogue.over


def test_before_stls_nobody_logs_in_and_after_it_nothing_is_remembered() -> None:
    dialogue = Dialogue(Door("ada", Secret("pencil")), stls=True)
    assert say(dialogue, "CAPA").split("\r\n") == ["+OK", "STLS", "RESP-CODES", "AUTH-RESP-CODE", "UIDL", "."]
    assert say(dialogue, "USER ada") == say(dialogue, "AUTH PLAIN") == "-ERR Start TLS first"
    assert say(dialogue, "stls") == "+OK Begin TLS"
    assert not dialogue.stls
    assert "SASL PLAIN CRAM-MD5" in say(dialogue, "CAPA").split("\r\n")
    assert say(dialogue, "PASS pencil").startswith("-ERR")
    assert say(dialogue, "STLS").startswith("-ERR")


def test_plain_with_and_without_an_initial_response(dialogue: Dialogue) -> None:
    response = base64_of(b"\0ada\0pencil")
    assert say(dialogue, "AUTH PLAIN") == "+ "
    assert say(dialogue, base64_of(b"\0ada\0pen")) == "-ERR [AUTH] Wrong user name or password"
    assert say(dialogue, f"AUTH PLAIN {response}") == "+OK Welcome"


def test_cram_md5(dialogue: Dialogue) -> None:
    challenge = base64.b64decode(say(dialogue, "AUTH CRAM-MD5").removeprefix("+ "))
    digest = hmac.new(b"pencil", challenge, hashlib.md5).hexdigest()
    assert say(dialogue, base64_of(f"ada {digest}".encode())) == "+OK Welcome"


def test_a_challenge_is_never_the_same_twice(dialogue: Dialogue) -> None:
    assert say(dialogue, "AUTH CRAM-MD5") != say(dialogue, "*", "AUTH CRAM-MD5")


def test_a_refusal_is_told_in_the_words_of_pop3() -> None:
    dialogue = Dialogue(Door("ada", Secret("pencil"), Refusal("454 no", "-ERR [IN-USE] no")), stls=False)
    assert say(dialogue, "USER ada", "PASS pencil") == "-ERR [IN-USE] no"
    assert say(dialogue, "STAT").startswith("-ERR")


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        "STAT",
        "PASS pencil",
        "USER",
        "NOSUCH x",
        "AUTH",
        "AUTH NTLM",
        "AUTH PLAIN =",
        "AUTH PLAIN abc!",
        "\ufffd",
    ],
)
def test_what_does_not_belong_is_an_error_before_the_login(dialogue: Dialogue, line: str) -> None:
    assert say(dialogue, line).startswith("-ERR ")


@pytest.mark.parametrize(
    "line", ["", "USER ada", "RETR", "RETR 0", "RETR x", "LIST 9", "UIDL 9", "DELE 9", "TOP 1 0"]
)
def test_what_does_not_belong_is_an_error_after_the_login(mailbox: Dialogue, line: str) -> None:
    assert say(mailbox, line).startswith("-ERR ")


def test_the_mailbox_is_listed_whole_and_one_by_one(mailbox: Dialogue) -> None:
    sizes = [f"{number} {len(letter)}" for number, letter in enumerate(LETTERS, 1)]
    assert say(mailbox, "LIST").split("\r\n") == ["+OK", *sizes, "."]
    assert say(mailbox, "LIST 2") == f"+OK {sizes[1]}"
    assert say(mailbox, "UIDL 2") == "+OK 2 demo-2"


def test_a_letter_is_read(mailbox: Dialogue) -> None:
    assert say(mailbox, "RETR 1").encode() == b"+OK\r\n" + LETTERS[0] + b"."


def test_what_is_deleted_is_gone_until_it_is_taken_back(mailbox: Dialogue) -> None:
    assert say(mailbox, "DELE 1", "STAT").startswith("+OK 2 ")
    assert say(mailbox, "RETR 1") == say(mailbox, "DELE 1") == "-ERR No such message"
    assert say(mailbox, "RSET", "NOOP", "STAT") == f"+OK {len(LETTERS)} {OCTETS}"
