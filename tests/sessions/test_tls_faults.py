"""Faults of TLS, each shown by a server that has it."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import pytest

from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.plan import Trust
from postroom.model.step import Step
from postroom.model.tls import TrustMode
from tests.sessions.failures import check, failure_of
from tests.sessions.plans import plan
from tests.support.ca import Certificates, Identity
from tests.support.dialogue import SILENCE, Point
from tests.support.hostile import HostileServer
from tests.support.pop3_dialogue import pop3_script
from tests.support.smtp_dialogue import smtp_script
from tests.support.steps import Script, Send, StartTls

SMTP, POP3 = Protocol.SMTP, Protocol.POP3
NONE, STARTTLS, TLS = Security.NONE, Security.STARTTLS, Security.TLS
Start = Callable[..., HostileServer]


CERTIFICATES = {
    "expired": "it has expired",
    "not_yet_valid": "not valid yet",
    "wrong_name": "another name",
    "self_signed": "self-signed",
    "unknown_root": "its issuer is not known, or was not sent",
    "without_intermediate": "its issuer is not known, or was not sent",
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
