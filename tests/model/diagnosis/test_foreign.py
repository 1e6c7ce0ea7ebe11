"""Who else answers on this port."""

from __future__ import annotations

import pytest

from postroom.model.diagnosis import diagnose
from postroom.model.diagnosis.failure import Seen
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.step import Step
from tests.model.diagnosis.cases import check, failure, plan, reply

POP3, SMTP = Protocol.POP3, Protocol.SMTP


@pytest.mark.parametrize(
    ("protocol", "first", "says"),
    [
        (SMTP, b"HTTP/1.1 400 Bad Request\r\n", "a web server answers"),
        (POP3, b"<!DOCTYPE html>", "a web server answers"),
        (SMTP, b"SSH-2.0-OpenSSH_9.2p1\r\n", "an SSH server answers"),
        (POP3, b"* OK [CAPABILITY IMAP4rev1] ready\r\n", "an IMAP server answers"),
        (SMTP, b"* BYE too busy\r\n", "an IMAP server answers"),
        (POP3, b"220 (vsFTPd 3.0.3)\r\n", "an FTP server answers"),
        (POP3, b"220 mail.example.org ESMTP\r\n", "an SMTP server answers"),
        (POP3, b"554 no service\r\n", "an SMTP server answers"),
        (SMTP, b"+OK ready\r\n", "a POP3 server answers"),
        (SMTP, b"-ERR busy\r\n", "a POP3 server answers"),
    ],
)
class TestAnotherServiceIsKnownByItsFirstWords:
    def test_as_a_greeting(self, protocol: Protocol, first: bytes, says: str) -> None:
        facts = failure(Seen.MALFORMED, Step.GREETING, plan=plan(protocol), first=first)
        error = diagnose(facts)
        check(error, ErrorCode.PROTOCOL_ERROR, says=says)
        assert first.split(b"\r\n")[0].decode() in error.cause

    def test_as_the_answer_to_tls(self, protocol: Protocol, first: bytes, says: str) -> None:
        facts = failure(Seen.NOT_TLS, Step.TLS, plan=plan(protocol, Security.TLS), first=first)
        check(diagnose(facts), ErrorCode.TLS_FAILED, says=says)


@pytest.mark.parametrize(("protocol", "first"), [(SMTP, b"220 ready\r\n"), (POP3, b"+OK ready\r\n")])
def test_clear_words_where_tls_was_expected_are_proof(protocol: Protocol, first: bytes) -> None:
    error = diagnose(failure(Seen.NOT_TLS, Step.TLS, plan=plan(protocol, Security.TLS), first=first))
    check(error, ErrorCode.TLS_FAILED, says="Choose STARTTLS")
    assert first.strip().decode() in error.cause


@pytest.mark.parametrize("security", [Security.NONE, Security.STARTTLS])
@pytest.mark.parametrize("first", [b"\x15\x03\x01\x00\x02\x02\x0a", b"\x16\x03\x03\x00\x7a"])
def test_a_tls_record_where_clear_words_were_expected_is_proof(security: Security, first: bytes) -> None:
    facts = failure(Seen.MALFORMED, Step.GREETING, plan=plan(SMTP, security), first=first)
    check(diagnose(facts), ErrorCode.PROTOCOL_ERROR, says="Choose TLS as the security")


@pytest.mark.parametrize("port", [465, 993, 995])
def test_silence_on_a_port_for_tls_is_a_guess(port: int) -> None:
    facts = failure(Seen.SILENCE, Step.GREETING, plan=plan(SMTP, Security.STARTTLS, port=port))
    check(diagnose(facts), ErrorCode.TIMEOUT, says="Choose TLS", guess=True)


def test_a_port_for_tls_that_hangs_up_is_a_guess() -> None:
    facts = failure(Seen.DROPPED, Step.GREETING, plan=plan(POP3, Security.STARTTLS, port=995))
    check(diagnose(facts), ErrorCode.DISCONNECTED, says="Choose TLS", guess=True)


def test_silence_under_tls_is_no_sign_of_tls() -> None:
    facts = failure(Seen.SILENCE, Step.GREETING, plan=plan(SMTP, Security.TLS), encrypted=True)
    assert "Choose TLS" not in diagnose(facts).advice


def test_silence_on_a_port_of_the_web_is_a_guess() -> None:
    facts = failure(Seen.SILENCE, Step.GREETING, plan=plan(SMTP, port=8080))
    check(diagnose(facts), ErrorCode.TIMEOUT, says="web server", guess=True)


def test_an_ftp_server_gives_itself_away_at_ehlo() -> None:
    facts = failure(Seen.REJECTED, Step.HELLO, reply=reply("530 Please login with USER and PASS."))
    check(diagnose(facts), ErrorCode.PROTOCOL_ERROR, says="FTP", guess=True)
