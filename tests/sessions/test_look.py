"""Looking at certificates: in every service, whatever is wrong, and never with a credential."""

from __future__ import annotations

import inspect
import ssl
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from postroom.model.endpoint import Endpoint, Security
from postroom.model.errors import ErrorCode
from postroom.model.look import Looked, LookPlan
from postroom.model.plan import Trust
from postroom.model.service import Service
from postroom.model.step import Step
from postroom.model.tls import TrustMode
from postroom.sessions.look import look
from postroom.sessions.preamble import PREAMBLES, address_literal
from tests.sessions.plans import OnLoopback
from tests.sessions.trials import BY_NAME, context_of
from tests.support.ca import Certificates
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.situations import Situation, said
from tests.support.steps import Drop, Expect, Script, Send, Silence, StartTls

Start = Callable[..., HostileServer]
STARTTLS, TLS = Security.STARTTLS, Security.TLS

GREETINGS = {
    Service.SMTP: b"220-mail.example.test\r\n220 ESMTP\r\n",
    Service.POP3: b"+OK ready\r\n",
    Service.IMAP: b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n",
}
ANSWERS = {
    Service.SMTP: (
        Expect(rb"EHLO .*"),
        Send(b"250-mail\r\n250 STARTTLS\r\n"),
        Expect(b"STARTTLS"),
        Send(b"220 go\r\n"),
    ),
    Service.POP3: (Expect(b"STLS"), Send(b"+OK go\r\n")),
    Service.IMAP: (Expect(b"a STARTTLS"), Send(b"* OK wait\r\na OK go\r\n")),
}
CLEAR = {
    Service.SMTP: ["EHLO [127.0.0.1]", "STARTTLS"],
    Service.POP3: ["STLS"],
    Service.IMAP: ["a STARTTLS"],
}
EVERY_WAY = pytest.mark.parametrize(
    ("service", "security"), [(service, security) for service in Service for security in (STARTTLS, TLS)]
)


def script(service: Service, security: Security, context: ssl.SSLContext) -> Script:
    clear = (Send(GREETINGS[service]), *ANSWERS[service]) if security is STARTTLS else ()
    return (*clear, StartTls(context), Silence())


def plan(service: Service, security: Security, port: int, **options: Any) -> LookPlan:
    host = options.pop("host", "localhost.test")
    return LookPlan(service=service, endpoint=Endpoint(host, port, security), **({"timeout": 5.0} | options))


async def see(wanted: LookPlan) -> Looked:
    async with no_leaks():
        return await look(wanted, resolver=OnLoopback())


@EVERY_WAY
async def test_a_good_certificate_is_seen_and_nothing_more_is_said(
    service: Service, security: Security, test_ca: Certificates, hostile_server: Start
) -> None:
    server = hostile_server(script(service, security, test_ca.by_intermediate.server_context()))
    trust = Trust(TrustMode.SYSTEM, (test_ca.root,))
    looked = await see(plan(service, security, server.port, host="127.0.0.1", trust=trust))
    assert looked.ok
    assert looked.error is None
    assert looked.address == "127.0.0.1"
    assert looked.tls is not None
    assert len(looked.tls.chain) == 2
    server.connection().wait_until_over()
    assert server.connection().lines == (CLEAR[service] if security is STARTTLS else [])
    assert server.connection().unexpected is None


@EVERY_WAY
@pytest.mark.parametrize(
    "situation", [BY_NAME[name] for name in ("expired+name", "self-signed", "revoked")], ids=lambda s: s.name
)
async def test_what_is_wrong_is_no_failure(
    situation: Situation, service: Service, security: Security, hostile_server: Start, tmp_path: Path
) -> None:
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(situation.trusted)
    server = hostile_server(script(service, security, context_of(situation, tmp_path)))
    trust = Trust(TrustMode.SYSTEM, (trusted,))
    looked = await see(plan(service, security, server.port, host=situation.host, trust=trust))
    assert not looked.ok
    assert looked.error is None
    assert looked.tls is not None
    assert {said(problem) for problem in looked.tls.problems} == situation.expected


def test_there_is_no_way_to_log_in() -> None:
    assert not {field.name for field in fields(LookPlan)} & {"credentials", "mechanism", "user", "secret"}
    for preamble in PREAMBLES.values():
        public = {name for name, _ in inspect.getmembers(preamble) if not name.startswith("_")}
        assert public == {"greet", "ask_for_tls"}


NO_TLS: dict[Service, list[tuple[Script, Step, ErrorCode, str]]] = {
    Service.SMTP: [
        ((Send(b"554 no\r\n"),), Step.GREETING, ErrorCode.GREETING_REJECTED, "554"),
        (
            (Send(b"220 x\r\n"), Expect(rb"EHLO .*"), Send(b"250 mail\r\n")),
            Step.TLS,
            ErrorCode.STARTTLS_UNAVAILABLE,
            "does not offer STARTTLS",
        ),
        (
            (Send(b"220 x\r\n"), *ANSWERS[Service.SMTP][:3], Send(b"454 later\r\n")),
            Step.TLS,
            ErrorCode.STARTTLS_UNAVAILABLE,
            "454 later",
        ),
        (
            (Send(b"220 x\r\n"), *ANSWERS[Service.SMTP][:3], Send(b"220 go\r\n250 injected\r\n")),
            Step.TLS,
            ErrorCode.TLS_FAILED,
            "in clear",
        ),
    ],
    Service.POP3: [
        ((Send(b"-ERR no\r\n"),), Step.GREETING, ErrorCode.GREETING_REJECTED, "no"),
        ((Send(b"hello\r\n"),), Step.GREETING, ErrorCode.PROTOCOL_ERROR, "hello"),
        (
            (Send(b"+OK\r\n"), Expect(b"STLS"), Send(b"-ERR no\r\n")),
            Step.TLS,
            ErrorCode.STARTTLS_UNAVAILABLE,
            "STLS",
        ),
        (
            (Send(b"+OK\r\n"), Expect(b"STLS"), Send(b"+OK go\r\n+OK in\r\n")),
            Step.TLS,
            ErrorCode.TLS_FAILED,
            "in clear",
        ),
    ],
    Service.IMAP: [
        ((Send(b"* BYE no\r\n"),), Step.GREETING, ErrorCode.GREETING_REJECTED, "BYE no"),
        ((Send(b"220 smtp\r\n"),), Step.GREETING, ErrorCode.PROTOCOL_ERROR, "220"),
        (
            (Send(b"* OK\r\n"), Expect(b"a STARTTLS"), Send(b"a NO not here\r\n")),
            Step.TLS,
            ErrorCode.STARTTLS_UNAVAILABLE,
            "refuses STARTTLS: NO not here",
        ),
        (
            (Send(b"* OK\r\n"), Expect(b"a STARTTLS"), Send(b"b OK\r\n")),
            Step.TLS,
            ErrorCode.PROTOCOL_ERROR,
            "IMAP",
        ),
        (
            (Send(b"* OK\r\n"), Expect(b"a STARTTLS"), Send(b"* more\r\n" * 200)),
            Step.TLS,
            ErrorCode.PROTOCOL_ERROR,
            "",
        ),
        (
            (Send(b"* OK\r\n"), Expect(b"a STARTTLS"), Send(b"a OK go\r\na OK more\r\n")),
            Step.TLS,
            ErrorCode.TLS_FAILED,
            "in clear",
        ),
    ],
}


@pytest.mark.parametrize(
    ("service", "lines", "step", "code", "words"),
    [(service, *case) for service, cases in NO_TLS.items() for case in cases],
)
async def test_where_there_is_no_certificate_the_reason_is_said(
    service: Service, lines: Script, step: Step, code: ErrorCode, words: str, hostile_server: Start
) -> None:
    server = hostile_server((*lines, Silence()))
    looked = await see(plan(service, STARTTLS, server.port))
    assert looked.tls is None
    assert not looked.ok
    assert looked.error is not None
    assert (looked.error.step, looked.error.code) == (step, code)
    assert words in f"{looked.error.message} {looked.error.cause}"


@EVERY_WAY
async def test_a_server_that_hangs_up(service: Service, security: Security, hostile_server: Start) -> None:
    looked = await see(plan(service, security, hostile_server((Drop(),)).port))
    assert looked.error is not None
    assert looked.error.code in {ErrorCode.DISCONNECTED, ErrorCode.TLS_FAILED}


@EVERY_WAY
async def test_a_server_that_says_nothing(
    service: Service, security: Security, hostile_server: Start
) -> None:
    looked = await see(plan(service, security, hostile_server((Silence(),)).port, timeout=0.2))
    assert looked.error is not None
    assert looked.error.code is ErrorCode.TIMEOUT


async def test_nobody_there() -> None:
    looked = await see(plan(Service.IMAP, TLS, 1))
    assert looked.error is not None
    assert (looked.error.step, looked.error.code) == (Step.CONNECT, ErrorCode.CONNECT_REFUSED)
    assert looked.address is None


async def test_a_server_in_clear_where_tls_was_to_begin(hostile_server: Start) -> None:
    looked = await see(plan(Service.IMAP, TLS, hostile_server((Send(b"* OK ready\r\n"), Silence())).port))
    assert looked.error is not None
    assert looked.error.code is ErrorCode.TLS_FAILED


def test_the_literal_of_an_address() -> None:
    assert address_literal("192.0.2.1") == "[192.0.2.1]"
    assert address_literal("fe80::1%eth0") == "[IPv6:fe80::1]"
