"""The faults that have a name of their own, each shown by a server or a network that has it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from typing import NoReturn

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.plan import Credentials, SessionPlan, Trust
from postroom.model.secret import Secret
from postroom.model.step import Attempt, Step
from postroom.model.tls import TrustMode
from postroom.net.address import Address
from postroom.net.errors import DialFailed, DialTrouble, ResolveFailed, ResolveTrouble
from postroom.net.stream import Stream
from postroom.sessions import connection
from postroom.sessions.session import Session
from tests.sessions.plans import CREDENTIALS, plan
from tests.support.ca import Certificates, Identity
from tests.support.dialogue import SILENCE, Point
from tests.support.hostile import HostileServer
from tests.support.leaks import no_leaks
from tests.support.pop3_dialogue import pop3_script
from tests.support.ports import refusing_port, silent_port
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Converse, Expect, Script, Send, StartTls

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]


async def failure_of(plan: SessionPlan, **options: object) -> SessionError:
    """Open a session that must fail, and leave nothing behind."""
    async with no_leaks():
        session = Session(plan, **options)  # type: ignore[arg-type]
        snapshot = await session.open()
        await session.close()
    assert snapshot.error is not None, [step.detail for step in snapshot.steps]
    assert snapshot.error.advice
    return snapshot.error


def check(error: SessionError, step: Step, code: ErrorCode, *, says: str, guess: bool = False) -> None:
    assert (error.step, error.code, error.guess) == (step, code, guess)
    assert says.lower() in f"{error.message} {error.cause} {error.advice}".lower()


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


CERTIFICATES = {
    "expired": "it has expired",
    "not_yet_valid": "not valid yet",
    "wrong_name": "another name",
    "self_signed": "self-signed",
    "unknown_root": "issuer is not known",
    "without_intermediate": "issuer is not known",
}


class TestTls:
    @pytest.mark.parametrize("name", CERTIFICATES)
    @pytest.mark.parametrize("security", [STARTTLS, TLS])
    async def test_a_bad_certificate(
        self, name: str, security: Security, test_ca: Certificates, hostile_server: Start
    ) -> None:
        identity: Identity = getattr(test_ca, name)
        server = hostile_server(smtp_script(security, context=identity.server_context()))
        error = await failure_of(plan(SMTP, security, server.port, ca=test_ca))
        check(error, Step.TLS, ErrorCode.CERTIFICATE_REJECTED, says=CERTIFICATES[name])
        assert not any(line.startswith("AUTH") for line in server.connection().lines)

    async def test_the_second_list_is_asked_where_the_first_does_not_know_the_issuer(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        script = pop3_script(STARTTLS, context=test_ca.unknown_root.server_context())
        server = hostile_server(script)
        error = await failure_of(plan(POP3, STARTTLS, server.port, trust=Trust(TrustMode.AUTO)))
        check(error, Step.TLS, ErrorCode.CERTIFICATE_REJECTED, says="issuer is not known")
        assert len(server.connections) == 2

    async def test_the_second_list_is_not_asked_about_anything_else(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        server = hostile_server(smtp_script(TLS, context=test_ca.self_signed.server_context()))
        error = await failure_of(plan(SMTP, TLS, server.port, trust=Trust(TrustMode.AUTO)))
        check(error, Step.TLS, ErrorCode.CERTIFICATE_REJECTED, says="self-signed")
        assert len(server.connections) == 1

    async def test_a_file_of_authorities_that_is_none(
        self, test_ca: Certificates, hostile_server: Start
    ) -> None:
        server = hostile_server(smtp_script(TLS, context=test_ca.good.server_context()))
        trust = Trust(TrustMode.SYSTEM, (test_ca.good.key,))
        error = await failure_of(plan(SMTP, TLS, server.port, trust=trust))
        check(error, Step.TLS, ErrorCode.TLS_FAILED, says=str(test_ca.good.key))

    async def test_no_version_in_common(self, test_ca: Certificates, hostile_server: Start) -> None:
        context = test_ca.good.server_context()
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        server = hostile_server((StartTls(context), *SILENCE))
        error = await failure_of(plan(SMTP, TLS, server.port, ca=test_ca))
        check(error, Step.TLS, ErrorCode.TLS_FAILED, says="no version of TLS in common")

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    async def test_a_server_that_wants_a_certificate_of_the_client(
        self, version: ssl.TLSVersion, test_ca: Certificates, hostile_server: Start
    ) -> None:
        """Under TLS 1.3 the server says so only after the client's side of the handshake is done."""
        context = test_ca.good.server_context()
        context.verify_mode = ssl.CERT_REQUIRED
        context.maximum_version = version
        context.load_verify_locations(test_ca.root)
        server = hostile_server(smtp_script(TLS, context=context))
        error = await failure_of(plan(SMTP, TLS, server.port, ca=test_ca))
        assert error.code is ErrorCode.TLS_FAILED
        assert "certificate of the client" in f"{error.message} {error.cause}"

    @pytest.mark.parametrize("protocol", Protocol)
    @pytest.mark.parametrize("surplus", [b"250 injected\r\n", b"EHLO in", b"+OK injected\r\n"])
    async def test_plaintext_behind_the_answer_to_starttls(
        self, protocol: Protocol, surplus: bytes, test_ca: Certificates, hostile_server: Start
    ) -> None:
        write, yes = (smtp_script, b"220 Go\r\n") if protocol is SMTP else (pop3_script, b"+OK Go\r\n")
        context = test_ca.good.server_context()
        fault: Script = (Send(yes + surplus), StartTls(context), *SILENCE)
        server = hostile_server(write(STARTTLS, context=context, faults={Point.STARTTLS: fault}))
        error = await failure_of(plan(protocol, STARTTLS, server.port, ca=test_ca))
        check(error, Step.TLS, ErrorCode.TLS_FAILED, says="slipping in commands", guess=True)

    @pytest.mark.parametrize(("protocol", "script"), [(SMTP, smtp_script()), (POP3, pop3_script())])
    async def test_starttls_is_not_offered(
        self, protocol: Protocol, script: Script, hostile_server: Start
    ) -> None:
        error = await failure_of(plan(protocol, STARTTLS, hostile_server(script).port))
        check(error, Step.TLS, ErrorCode.STARTTLS_UNAVAILABLE, says="does not offer", guess=True)


def refusing(words: str) -> Script:
    """Write the script of a server that answers every login with `words`."""
    write = pop3_script if words.startswith("-ERR") else smtp_script
    return write(faults={Point.AUTH: (Send(f"{words}\r\n".encode()),)})


class TestLogins:
    @pytest.mark.parametrize(
        ("words", "code", "says", "guess"),
        [
            ("535 5.7.8 Authentication failed", ErrorCode.AUTH_REJECTED, "user or the password", False),
            ("-ERR [AUTH] Invalid login", ErrorCode.AUTH_REJECTED, "user or the password", False),
            ("-ERR no", ErrorCode.AUTH_REJECTED, "Probably", True),
            ("530 5.7.0 Must issue a STARTTLS command first", ErrorCode.AUTH_NEEDS_TLS, "STARTTLS", False),
            ("-ERR [AUTH] Plaintext authentication disallowed", ErrorCode.AUTH_NEEDS_TLS, "STARTTLS", False),
            (
                "534 5.7.9 Application-specific password required",
                ErrorCode.AUTH_REJECTED,
                "application password",
                False,
            ),
            ("421 4.7.0 Too many logins", ErrorCode.AUTH_UNAVAILABLE, "too many logins", False),
            ("454 4.7.0 Temporary failure", ErrorCode.AUTH_UNAVAILABLE, "for the time being", False),
            ("-ERR [IN-USE] Mailbox in use", ErrorCode.MAILBOX_BUSY, "one session at a time", False),
            ("-ERR [LOGIN-DELAY] Too soon", ErrorCode.MAILBOX_BUSY, "between two logins", False),
            ("-ERR [SYS/TEMP] Try later", ErrorCode.AUTH_UNAVAILABLE, "passing fault", False),
            ("-ERR [SYS/PERM] Broken", ErrorCode.AUTH_UNAVAILABLE, "must repair", False),
        ],
    )
    async def test_the_server_says_no(
        self, words: str, code: ErrorCode, says: str, hostile_server: Start, *, guess: bool
    ) -> None:
        protocol = POP3 if words.startswith("-ERR") else SMTP
        error = await failure_of(plan(protocol, NONE, hostile_server(refusing(words)).port))
        check(error, Step.AUTH, code, says=says, guess=guess)
        assert str(error.server_reply) == words

    @pytest.mark.parametrize(
        ("mechanisms", "options", "code", "says"),
        [
            ((), {}, ErrorCode.AUTH_UNAVAILABLE, "no way to log in"),
            (("GSSAPI", "NTLM"), {}, ErrorCode.AUTH_UNAVAILABLE, "GSSAPI, NTLM"),
            (("PLAIN",), {"mechanism": "cram-md5"}, ErrorCode.AUTH_UNAVAILABLE, "does not offer CRAM-MD5"),
            (("XOAUTH2",), {}, ErrorCode.AUTH_UNAVAILABLE, "only an OAuth 2.0 token"),
            (
                ("PLAIN",),
                {"credentials": Credentials("ada", Secret("token"), is_token=True)},
                ErrorCode.AUTH_UNAVAILABLE,
                "only a password",
            ),
            (
                ("PLAIN",),
                {"credentials": Credentials("ada", Secret(""))},
                ErrorCode.AUTH_UNAVAILABLE,
                "is empty",
            ),
            (
                ("PLAIN",),
                {"credentials": Credentials("a\0da", Secret("x"))},
                ErrorCode.AUTH_UNAVAILABLE,
                "cannot be sent",
            ),
        ],
    )
    async def test_no_login_fits(
        self,
        mechanisms: tuple[str, ...],
        options: dict[str, object],
        code: ErrorCode,
        says: str,
        hostile_server: Start,
    ) -> None:
        server = hostile_server(smtp_script(mechanisms=mechanisms))
        error = await failure_of(plan(SMTP, NONE, server.port, **options))  # type: ignore[arg-type]
        check(error, Step.AUTH, code, says=says)

    async def test_no_login_before_tls_is_a_guess(self, test_ca: Certificates, hostile_server: Start) -> None:
        server = hostile_server(smtp_script(STARTTLS, context=test_ca.good.server_context()))
        error = await failure_of(plan(SMTP, NONE, server.port))
        check(error, Step.AUTH, ErrorCode.AUTH_NEEDS_TLS, says="before TLS is on", guess=True)

    async def test_a_challenge_that_makes_no_sense(self, hostile_server: Start) -> None:
        fault: Script = (Send(b"334 ***\r\n"), *SILENCE)
        script = smtp_script(mechanisms=("CRAM-MD5",), faults={Point.CHALLENGE: fault})
        error = await failure_of(plan(SMTP, NONE, hostile_server(script).port))
        check(error, Step.AUTH, ErrorCode.PROTOCOL_ERROR, says="does not speak CRAM-MD5")

    @pytest.mark.parametrize("protocol", Protocol)
    async def test_a_server_that_accepts_scram_without_a_proof(
        self, protocol: Protocol, hostile_server: Start
    ) -> None:
        if protocol is SMTP:
            script: Script = (
                Send(b"220 ready\r\n"),
                Expect(b"EHLO .*"),
                Send(b"250-host\r\n250 AUTH SCRAM-SHA-256\r\n"),
                Expect(b"AUTH SCRAM-SHA-256 .*"),
                Send(b"235 2.7.0 Welcome\r\n"),
                *SILENCE,
            )
        else:
            answers = (
                (b"CAPA", (Send(b"+OK\r\nSASL SCRAM-SHA-256\r\n.\r\n"),)),
                (b"AUTH .*", (Send(b"+OK Welcome\r\n"),)),
            )
            script = (Send(b"+OK ready\r\n"), Converse(answers))
        error = await failure_of(plan(protocol, NONE, hostile_server(script).port))
        check(error, Step.AUTH, ErrorCode.PROTOCOL_ERROR, says="impostor")

    async def test_a_refused_token_brings_the_servers_reason(self, hostile_server: Start) -> None:
        reason = b"eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIn0="  # {"status":"invalid_token"}
        script: Script = (
            Send(b"220 ready\r\n"),
            Expect(b"EHLO .*"),
            Send(b"250-host\r\n250 AUTH XOAUTH2\r\n"),
            Expect(b"AUTH XOAUTH2 .*"),
            Send(b"334 " + reason + b"\r\n"),
            Expect(b""),
            Send(b"535 5.7.8 no\r\n"),
            *SILENCE,
        )
        token = Credentials("ada", Secret("ya29.token"), is_token=True)
        error = await failure_of(plan(SMTP, NONE, hostile_server(script).port, credentials=token))
        check(error, Step.AUTH, ErrorCode.AUTH_REJECTED, says="invalid_token", guess=True)


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
