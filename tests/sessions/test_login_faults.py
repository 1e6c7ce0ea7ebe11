"""Logins that do not come about, each for a reason of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import Credentials
from postroom.model.secret import Secret
from postroom.model.step import Step
from tests.sessions.failures import check, failure_of
from tests.sessions.plans import plan
from tests.support.ca import Certificates
from tests.support.dialogue import SILENCE, Point
from tests.support.hostile import HostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Converse, Expect, Script, Send

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]


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
