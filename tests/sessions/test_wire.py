"""What an observer of the wire sees of a password, and what anything that Postroom keeps shows of it: nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.model.session import SessionState
from postroom.net.stream import Stream
from postroom.sessions.session import Session
from tests.sessions.plans import OnLoopback, plan
from tests.support.ca import Certificates
from tests.support.dialogue import DROP, GARBAGE, SILENCE, Point
from tests.support.hostile import Connection, HostileServer
from tests.support.pop3_dialogue import TIMESTAMP, pop3_script
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Script, Send

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]

USER: Final = "ada"
PASSWORD: Final = "tomato & p\u00e4per-17"
CREDENTIALS: Final = Credentials(USER, Secret(PASSWORD))
CHALLENGE: Final = b"<1.2@hostile.test>"

ELSEWHERE: Final = "loopback.example"
"""A name that is not known to be this computer, so that consent counts."""


def forms_of_the_password() -> Iterator[bytes]:
    """Give the password in every form in which it might travel or be kept."""
    raw = PASSWORD.encode()
    plain = b"\0" + USER.encode() + b"\0" + raw
    yield from (raw, plain, raw.hex().encode(), raw.hex().upper().encode(), quote(PASSWORD).encode())
    yield from (PASSWORD.encode("unicode_escape"), json.dumps(PASSWORD).strip('"').encode())
    for message in (raw, plain):
        yield base64.b64encode(message).rstrip(b"=")
        yield base64.urlsafe_b64encode(message).rstrip(b"=")


def forms_of_its_digests() -> Iterator[bytes]:
    """Give what is sent instead of the password, and against which passwords could be tried at leisure."""
    raw = PASSWORD.encode()
    digest = hmac.new(raw, CHALLENGE, "md5").hexdigest().encode()
    yield digest
    yield base64.b64encode(USER.encode() + b" " + digest)
    yield hashlib.md5(TIMESTAMP.encode() + raw).hexdigest().encode()


ECHOED: Final = tuple(forms_of_the_password())
FORMS: Final = (*ECHOED, *forms_of_its_digests())


def seen_in(text: bytes) -> list[bytes]:
    return [form for form in FORMS if form in text]


def write(protocol: Protocol) -> Callable[..., Script]:
    return smtp_script if protocol is SMTP else pop3_script


def logins(connection: Connection) -> list[str]:
    """Give the commands with which the client logged in."""
    return [line for line in connection.lines if line.split(" ")[0].upper() in {"AUTH", "USER", "APOP"}]


MECHANISMS: Final = {
    SMTP: ("PLAIN", "LOGIN", "CRAM-MD5"),
    POP3: ("USER", "APOP", "PLAIN", "LOGIN", "CRAM-MD5"),
}
EVERY_LOGIN: Final = [(protocol, name) for protocol in Protocol for name in MECHANISMS[protocol]]
SHOWING: Final = [pair for pair in EVERY_LOGIN if pair[1] not in {"APOP", "CRAM-MD5"}]
"""The mechanisms that show the password to whoever can read the connection."""


class TestBeforeTls:
    @pytest.mark.parametrize(("protocol", "mechanism"), EVERY_LOGIN)
    @pytest.mark.parametrize("security", [STARTTLS, TLS])
    async def test_nothing_of_a_login_is_sent(
        self,
        protocol: Protocol,
        mechanism: str,
        security: Security,
        test_ca: Certificates,
        hostile_server: Start,
    ) -> None:
        context = test_ca.good.server_context()
        server = hostile_server(write(protocol)(security, context=context, mechanisms=(mechanism,)))
        session = Session(plan(protocol, security, server.port, ca=test_ca, credentials=CREDENTIALS))
        snapshot = await session.open()
        await session.close()
        assert snapshot.state is SessionState.READY, snapshot.error
        seen = server.connection()
        before = (
            {SMTP: {"EHLO", "STARTTLS"}, POP3: {"CAPA", "STLS"}}[protocol] if security is STARTTLS else set()
        )
        assert {line.split(b" ")[0].decode() for line in seen.clear.splitlines()} == before
        assert not seen_in(seen.wire)
        assert logins(seen)

    @pytest.mark.parametrize("protocol", Protocol)
    @pytest.mark.parametrize("point", [Point.STARTTLS, Point.HANDSHAKE])
    @pytest.mark.parametrize("fault", ["refusal", "surplus", "garbage", "drop"])
    async def test_nothing_is_sent_where_tls_does_not_come_about(
        self, protocol: Protocol, point: Point, fault: str, test_ca: Certificates, hostile_server: Start
    ) -> None:
        spoiled: Script = {
            "refusal": (Send(b"454 no\r\n" if protocol is SMTP else b"-ERR no\r\n"), *SILENCE),
            "surplus": (
                Send(b"220 go\r\n235 in\r\n" if protocol is SMTP else b"+OK go\r\n+OK in\r\n"),
                *SILENCE,
            ),
            "garbage": GARBAGE,
            "drop": DROP,
        }[fault]
        context = test_ca.good.server_context()
        server = hostile_server(write(protocol)(STARTTLS, context=context, faults={point: spoiled}))
        session = Session(plan(protocol, STARTTLS, server.port, ca=test_ca, credentials=CREDENTIALS))
        assert (await session.open()).state is SessionState.FAILED
        await session.close()
        assert not logins(server.connection())
        assert not seen_in(server.connection().wire)

    @pytest.mark.parametrize("protocol", Protocol)
    @pytest.mark.parametrize("security", [STARTTLS, TLS])
    @pytest.mark.parametrize("name", ["expired", "wrong_name", "self_signed", "unknown_root"])
    async def test_nothing_is_sent_to_a_server_with_a_bad_certificate(
        self,
        protocol: Protocol,
        security: Security,
        name: str,
        test_ca: Certificates,
        hostile_server: Start,
    ) -> None:
        context = getattr(test_ca, name).server_context()
        server = hostile_server(write(protocol)(security, context=context))
        session = Session(plan(protocol, security, server.port, ca=test_ca, credentials=CREDENTIALS))
        snapshot = await session.open()
        assert snapshot.error is not None
        assert snapshot.error.code is ErrorCode.CERTIFICATE_REJECTED
        assert not logins(server.connection())

    async def test_what_was_offered_in_clear_is_forgotten(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        """An attacker adds a weak mechanism to what the server offers before TLS; it must not be used."""
        fault = {Point.HELLO: (Send(b"250-host\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"),)}
        context = test_ca.good.server_context()
        server = hostile_server(
            smtp_script(STARTTLS, context=context, mechanisms=("CRAM-MD5",), faults=fault)
        )
        session = Session(plan(SMTP, STARTTLS, server.port, ca=test_ca, credentials=CREDENTIALS))
        snapshot = await session.open()
        await session.close()
        assert snapshot.mechanism == "CRAM-MD5"
        assert not any("PLAIN" in line for line in snapshot.capabilities)


class TestInClear:
    @pytest.mark.parametrize(("protocol", "mechanism"), SHOWING)
    async def test_a_password_does_not_travel_without_consent(
        self, protocol: Protocol, mechanism: str, hostile_server: Start
    ) -> None:
        server = hostile_server(write(protocol)(mechanisms=(mechanism,)))
        guarded = plan(protocol, NONE, server.port, host=ELSEWHERE, credentials=CREDENTIALS)
        session = Session(guarded, resolver=OnLoopback())
        snapshot = await session.open()
        assert snapshot.error is not None
        assert snapshot.error.code is ErrorCode.AUTH_NEEDS_TLS
        assert not logins(server.connection())
        assert not seen_in(server.connection().wire)

    @pytest.mark.parametrize(("protocol", "mechanism"), SHOWING)
    async def test_with_consent_it_does_and_that_is_said(
        self, protocol: Protocol, mechanism: str, hostile_server: Start
    ) -> None:
        server = hostile_server(write(protocol)(mechanisms=(mechanism,)))
        open_plan = plan(
            protocol, NONE, server.port, host=ELSEWHERE, credentials=CREDENTIALS, clear_password=True
        )
        session = Session(open_plan, resolver=OnLoopback())
        snapshot = await session.open()
        await session.close()
        assert snapshot.authenticated
        assert any("travelled without encryption" in note for note in snapshot.notes)

    @pytest.mark.parametrize("protocol", Protocol)
    async def test_a_digest_needs_no_consent(self, protocol: Protocol, hostile_server: Start) -> None:
        server = hostile_server(write(protocol)(mechanisms=("PLAIN", "CRAM-MD5")))
        session = Session(
            plan(protocol, NONE, server.port, host=ELSEWHERE, credentials=CREDENTIALS), resolver=OnLoopback()
        )
        snapshot = await session.open()
        await session.close()
        assert (snapshot.authenticated, snapshot.mechanism) == (True, "CRAM-MD5")


@pytest.mark.parametrize(
    ("protocol", "mechanisms", "strongest"),
    [
        (SMTP, ("LOGIN", "PLAIN", "CRAM-MD5"), "AUTH CRAM-MD5"),
        (POP3, ("USER", "PLAIN", "APOP"), "APOP ada"),
        (POP3, ("USER", "PLAIN", "LOGIN"), "AUTH PLAIN"),
    ],
)
async def test_after_a_rejection_nothing_weaker_is_tried(
    protocol: Protocol, mechanisms: tuple[str, ...], strongest: str, hostile_server: Start
) -> None:
    no = b"535 5.7.8 no\r\n" if protocol is SMTP else b"-ERR [AUTH] no\r\n"
    server = hostile_server(write(protocol)(mechanisms=mechanisms, faults={Point.AUTH: (Send(no),)}))
    session = Session(plan(protocol, NONE, server.port, credentials=CREDENTIALS))
    snapshot = await session.open()
    await session.close()
    assert snapshot.error is not None
    assert snapshot.error.code is ErrorCode.AUTH_REJECTED
    assert [line[: len(strongest)] for line in logins(server.connection())] == [strongest]


class TestWhatIsKept:
    """Whatever the server answers, even the password itself, nothing that Postroom keeps holds it."""

    @pytest.mark.parametrize(("protocol", "mechanism"), EVERY_LOGIN)
    @pytest.mark.parametrize("verdict", ["yes", "no"])
    async def test_no_form_of_the_password(
        self,
        protocol: Protocol,
        mechanism: str,
        verdict: str,
        hostile_server: Start,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        code = {
            (SMTP, "yes"): b"235",
            (SMTP, "no"): b"535 5.7.8",
            (POP3, "yes"): b"+OK",
            (POP3, "no"): b"-ERR",
        }
        echo = code[protocol, verdict] + b" you said " + b" ".join(ECHOED) + b"\r\n"
        server = hostile_server(write(protocol)(mechanisms=(mechanism,), faults={Point.AUTH: (Send(echo),)}))
        session = Session(plan(protocol, NONE, server.port, credentials=CREDENTIALS))
        snapshot = await session.open()
        await session.close()
        assert snapshot.authenticated is (verdict == "yes")
        kept = "\n".join(
            [
                repr(session.snapshot),
                str(session.snapshot.plan),
                repr(vars(session)),
                *(line.text for line in session.transcript.lines()),
                caplog.text,
            ]
        )
        assert "you said" in kept
        assert not seen_in(kept.encode())

    async def test_not_in_a_crash(
        self, hostile_server: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(self: Stream, data: bytes, shown: bytes) -> None:
            raise RuntimeError(data, data.hex(), base64.b64encode(data))

        monkeypatch.setattr(Stream, "send", broken)
        server = hostile_server(pop3_script())
        session = Session(plan(POP3, NONE, server.port, credentials=CREDENTIALS))
        snapshot = await session.open()
        assert snapshot.error is not None
        assert snapshot.error.code is ErrorCode.INTERNAL
        assert not seen_in(repr(snapshot).encode())
        assert "RuntimeError" in caplog.text
        assert not seen_in(caplog.text.encode())
