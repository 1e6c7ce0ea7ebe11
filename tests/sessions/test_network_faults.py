"""Faults of names, ways and ports, each shown by a network that has it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from typing import NoReturn

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Attempt, Step
from postroom.net.address import Address
from postroom.net.errors import DialFailed, DialTrouble, ResolveFailed, ResolveTrouble
from postroom.sessions import connection
from tests.sessions.failures import check, failure_of
from tests.sessions.plans import plan
from tests.support.ca import Certificates
from tests.support.dialogue import SILENCE
from tests.support.hostile import HostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.ports import refusing_port, silent_port
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Script, Send

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]


class Names:
    """A resolver that knows one answer."""

    def __init__(self, answer: tuple[Address, ...] | ResolveTrouble) -> None:
        self._answer = answer

    async def lookup(self, name: str, port: int) -> tuple[Address, ...]:
        if isinstance(self._answer, ResolveTrouble):
            raise ResolveFailed(name, self._answer, "the resolver's words")
        return self._answer


class TestNames:
    @pytest.mark.parametrize(
        ("trouble", "code", "says", "guess"),
        [
            (ResolveTrouble.NOT_FOUND, ErrorCode.RESOLVE_FAILED, "was not found", False),
            (ResolveTrouble.NO_ADDRESS, ErrorCode.RESOLVE_FAILED, "has no address", False),
            (ResolveTrouble.TEMPORARY, ErrorCode.RESOLVE_FAILED, "offline", True),
            (ResolveTrouble.OTHER, ErrorCode.RESOLVE_FAILED, "the resolver's words", True),
            (ResolveTrouble.TIMEOUT, ErrorCode.TIMEOUT, "not resolved within", True),
        ],
    )
    async def test_a_name_without_an_answer(
        self, trouble: ResolveTrouble, code: ErrorCode, says: str, *, guess: bool
    ) -> None:
        error = await failure_of(plan(SMTP, NONE, 25, host="mail.example"), resolver=Names(trouble))
        check(error, Step.RESOLVE, code, says=says, guess=guess)

    async def test_a_name_that_dns_cannot_carry(self) -> None:
        error = await failure_of(plan(SMTP, NONE, 25, host="b\u00fccher" * 12 + ".example"))
        check(error, Step.RESOLVE, ErrorCode.RESOLVE_FAILED, says="was not found")


class TestWays:
    async def test_nobody_listens(self) -> None:
        with refusing_port() as port:
            error = await failure_of(plan(POP3, NONE, port))
        check(error, Step.CONNECT, ErrorCode.CONNECT_REFUSED, says=f"port {port}")

    async def test_nobody_answers(self) -> None:
        with silent_port() as port:
            error = await failure_of(plan(POP3, NONE, port, timeout=0.3))
        check(error, Step.CONNECT, ErrorCode.TIMEOUT, says="firewall", guess=True)
        assert "127.0.0.1" in error.message
        assert str(port) in error.message

    async def test_an_address_family_that_does_not_work_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whether IPv6 works differs from one computer to the other; so the dialling is made to fail."""

        async def no_route(addresses: Sequence[Address], **_: object) -> NoReturn:
            attempts = tuple(Attempt(each.text, 0.0, 0.0, "Network is unreachable") for each in addresses)
            raise DialFailed(attempts, (DialTrouble.NO_ROUTE,) * len(attempts))

        monkeypatch.setattr(connection, "dial", no_route)
        names = Names((Address(socket.AF_INET6, ("2001:db8::1", 25, 0, 0)),))
        error = await failure_of(plan(SMTP, NONE, 25, host="six.example"), resolver=names)
        check(error, Step.CONNECT, ErrorCode.UNREACHABLE, says="only IPv6", guess=True)


BANNERS = {
    "web": (b"HTTP/1.1 400 Bad Request\r\n\r\n", "a web server"),
    "ssh": (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "an SSH server"),
    "imap": (b"* OK [CAPABILITY IMAP4rev1] ready.\r\n", "an IMAP server"),
}


class TestWrongPorts:
    @pytest.mark.parametrize("name", BANNERS)
    @pytest.mark.parametrize("protocol", Protocol)
    async def test_another_service_greets(self, protocol: Protocol, name: str, hostile_server: Start) -> None:
        banner, says = BANNERS[name]
        server = hostile_server((Send(banner), *SILENCE))
        error = await failure_of(plan(protocol, STARTTLS, server.port))
        check(error, Step.GREETING, ErrorCode.PROTOCOL_ERROR, says=says)

    @pytest.mark.parametrize("name", BANNERS)
    async def test_another_service_answers_to_tls(self, name: str, hostile_server: Start) -> None:
        banner, says = BANNERS[name]
        server = hostile_server((Send(banner), *SILENCE))
        error = await failure_of(plan(POP3, TLS, server.port))
        check(error, Step.TLS, ErrorCode.TLS_FAILED, says=says)

    @pytest.mark.parametrize(
        ("protocol", "script", "says"),
        [(POP3, smtp_script(), "an SMTP server answers"), (SMTP, pop3_script(), "a POP3 server answers")],
    )
    async def test_the_servers_were_mixed_up(
        self, protocol: Protocol, script: Script, says: str, hostile_server: Start
    ) -> None:
        error = await failure_of(plan(protocol, NONE, hostile_server(script).port))
        check(error, Step.GREETING, ErrorCode.PROTOCOL_ERROR, says=says)

    @pytest.mark.parametrize(("protocol", "script"), [(SMTP, smtp_script()), (POP3, pop3_script())])
    async def test_clear_words_where_tls_was_chosen(
        self, protocol: Protocol, script: Script, hostile_server: Start
    ) -> None:
        error = await failure_of(plan(protocol, TLS, hostile_server(script).port))
        check(error, Step.TLS, ErrorCode.TLS_FAILED, says="Choose STARTTLS")

    @pytest.mark.parametrize("protocol", Protocol)
    @pytest.mark.parametrize("security", [NONE, STARTTLS])
    async def test_tls_where_clear_words_were_chosen(
        self, protocol: Protocol, security: Security, test_ca: Certificates, hostile_server: Start
    ) -> None:
        """A TLS server waits for the client to begin; whoever waits for its greeting hears nothing."""
        server = hostile_server(smtp_script(TLS, context=test_ca.good.server_context()))
        error = await failure_of(plan(protocol, security, server.port, timeout=0.3))
        check(error, Step.GREETING, ErrorCode.TIMEOUT, says="expects TLS", guess=True)

    async def test_a_tls_alert_as_the_greeting_is_proof(self, hostile_server: Start) -> None:
        server = hostile_server((Send(b"\x15\x03\x01\x00\x02\x02\x46\r\n"), *SILENCE))
        error = await failure_of(plan(SMTP, NONE, server.port))
        check(error, Step.GREETING, ErrorCode.PROTOCOL_ERROR, says="Choose TLS")
