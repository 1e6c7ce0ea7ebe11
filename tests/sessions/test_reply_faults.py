"""Replies that refuse, that nobody asked for or that are none, and a fault of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Step
from postroom.net.stream import Stream
from tests.sessions.failures import check, failure_of
from tests.sessions.plans import CREDENTIALS, plan
from tests.support.dialogue import SILENCE
from tests.support.hostile import HostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Send

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]


class TestReplies:
    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("421 4.3.2 Come back later", "for the time being"),
            ("554 5.7.1 Blocked by zen.spamhaus.org", "unwanted addresses"),
            ("554 No SMTP service here", "for good"),
            ("450 4.7.1 Greylisted", "greylisting"),
            ("-ERR too many connections", "too many connections"),
        ],
    )
    async def test_a_greeting_that_refuses(self, words: str, says: str, hostile_server: Start) -> None:
        protocol = POP3 if words.startswith("-ERR") else SMTP
        server = hostile_server((Send(f"{words}\r\n".encode()), *SILENCE))
        error = await failure_of(plan(protocol, NONE, server.port))
        check(error, Step.GREETING, ErrorCode.GREETING_REJECTED, says=says)

    @pytest.mark.parametrize(
        "greeting",
        [b"220-host\r\n221 other code\r\n", b"22 host\r\n", b"220_host\r\n", b"999 host\r\n", b"hello\r\n"],
    )
    async def test_malformed_replies_are_not_taken_leniently(
        self, greeting: bytes, hostile_server: Start
    ) -> None:
        server = hostile_server((Send(greeting), *SILENCE))
        error = await failure_of(plan(SMTP, NONE, server.port))
        check(error, Step.GREETING, ErrorCode.PROTOCOL_ERROR, says="greet")

    async def test_a_second_reply_that_nobody_asked_for(self, hostile_server: Start) -> None:
        server = hostile_server((Send(b"220 host\r\n250 more\r\n"), *SILENCE))
        error = await failure_of(plan(SMTP, NONE, server.port))
        check(error, Step.HELLO, ErrorCode.PROTOCOL_ERROR, says="not asked")

    async def test_a_farewell_between_two_commands(self, hostile_server: Start) -> None:
        server = hostile_server((Send(b"220 host\r\n421 4.3.2 shutting down\r\n"), *SILENCE))
        error = await failure_of(plan(SMTP, NONE, server.port))
        check(error, Step.HELLO, ErrorCode.DISCONNECTED, says="shutting down")

    async def test_a_local_name_that_is_no_name(self, hostile_server: Start) -> None:
        server = hostile_server(smtp_script())
        error = await failure_of(plan(SMTP, NONE, server.port, local_name="two words"))
        check(error, Step.HELLO, ErrorCode.PROTOCOL_ERROR, says="Correct the local name")


async def test_a_fault_of_our_own_is_told_as_one(
    hostile_server: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Stream, data: bytes, shown: bytes) -> None:
        raise KeyError(CREDENTIALS.secret.reveal())

    monkeypatch.setattr(Stream, "send", broken)
    error = await failure_of(plan(POP3, NONE, hostile_server(pop3_script()).port))
    check(error, Step.HELLO, ErrorCode.INTERNAL, says="fault of Postroom")
    assert "Traceback" in caplog.text
    assert CREDENTIALS.secret.reveal() not in caplog.text
