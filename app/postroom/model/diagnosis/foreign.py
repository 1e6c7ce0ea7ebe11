"""Who else answers on this port: what the first bytes prove, or where there are none, what the port suggests."""

from __future__ import annotations

from typing import Final

from postroom.model.diagnosis.failure import Seen
from postroom.model.diagnosis.rule import (
    ENCRYPTED,
    Rule,
    When,
    at,
    begins,
    on_port,
    says,
    seen,
    speaks,
    wants,
)
from postroom.model.endpoint import Protocol, Security
from postroom.model.errors import ErrorCode
from postroom.model.service import Service
from postroom.model.step import Step

_NOT_TLS = seen(Seen.NOT_TLS)
_ODD_GREETING = at(Step.GREETING) & seen(
    Seen.MALFORMED, Seen.UNEXPECTED, Seen.TOO_LONG, Seen.DROPPED, Seen.SILENCE, Seen.REJECTED
)
_NO_GREETING = at(Step.GREETING) & ~ENCRYPTED & begins(rb"\Z")
_TLS_PORTS = on_port(465, 993, 995)
_WEB_PORTS = on_port(80, 443, 8080, 8443)

_SMTP_WORDS = begins(rb"\d\d\d[ -]")
_POP3_WORDS = begins(rb"(\+OK|-ERR)\b")
_FTP_WORDS = begins(rb"220[ -].*ftp")

_CHECK_PORT: Final = "Check the port. With TLS {protocol} usually has {tls_port}, otherwise {starttls_port}."


def _service(words: When, *, message: str, cause: str, advice: str = _CHECK_PORT) -> tuple[Rule, Rule]:
    """Make the rules of another service: found by its answer to the TLS hello, and found by its greeting."""
    return (
        Rule(when=_NOT_TLS & words, code=ErrorCode.TLS_FAILED, message=message, cause=cause, advice=advice),
        Rule(
            when=_ODD_GREETING & words,
            code=ErrorCode.PROTOCOL_ERROR,
            message=message,
            cause=cause,
            advice=advice,
        ),
    )


_OTHER_SERVICES: Final = (
    *_service(
        begins(rb"(HTTP/\d|<!doctype|<html)"),
        message="A web server answers at {server}, not {kind}.",
        cause="Its first words are those of HTTP: {first}",
    ),
    *_service(
        begins(rb"SSH-\d"),
        message="An SSH server answers at {server}, not {kind}.",
        cause="Its first words are those of SSH: {first}",
    ),
    *_service(
        begins(rb"\* (OK|PREAUTH|BYE)\b") & When(lambda failure: failure.service is not Service.IMAP),
        message="An IMAP server answers at {server}, not {kind}.",
        cause="Its first words are those of IMAP: {first}",
    ),
    *_service(
        _FTP_WORDS & speaks(Protocol.POP3),
        message="An FTP server answers at {server}, not a POP3 server.",
        cause="Its first words name FTP: {first}",
    ),
    *_service(
        _SMTP_WORDS & speaks(Protocol.POP3),
        message="An SMTP server answers at {server}, not a POP3 server.",
        cause="Its first words are those of SMTP: {first}",
        advice="Check the port, or enter this server as the SMTP server. POP3 usually has 995 with TLS, "
        "otherwise 110.",
    ),
    *_service(
        _POP3_WORDS & speaks(Protocol.SMTP),
        message="A POP3 server answers at {server}, not an SMTP server.",
        cause="Its first words are those of POP3: {first}",
        advice="Check the port, or enter this server as the POP3 server. SMTP usually has 465 with TLS, "
        "otherwise 587.",
    ),
    Rule(
        when=seen(Seen.REJECTED)
        & at(Step.HELLO)
        & speaks(Protocol.SMTP)
        & says(r"\bftp\b|log ?in with user and pass"),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} does not answer like an SMTP server.",
        cause="Probably it is an FTP server, whose greeting looks the same: it answered {reply}",
        guess=True,
        advice=_CHECK_PORT,
    ),
)

_IN_CLEAR: Final = (
    Rule(
        when=_NOT_TLS & wants(Security.TLS) & (_SMTP_WORDS | _POP3_WORDS),
        code=ErrorCode.TLS_FAILED,
        message="{server} speaks {protocol} in clear, where TLS was expected from the first byte.",
        cause="Its first words prove it: {first}",
        advice="Choose STARTTLS as the security for this port, or enter the port for TLS, usually "
        "{tls_port}.",
    ),
)

_IN_TLS: Final = (
    Rule(
        when=_ODD_GREETING & ~ENCRYPTED & begins(rb"[\x14-\x17]\x03[\x00-\x04]"),
        code=ErrorCode.PROTOCOL_ERROR,
        message="{server} speaks TLS from the first byte, where a greeting in clear was expected.",
        cause="Its first bytes are a TLS record.",
        advice="Choose TLS as the security for this port.",
    ),
    Rule(
        when=_NO_GREETING & _TLS_PORTS & seen(Seen.SILENCE),
        code=ErrorCode.TIMEOUT,
        message="{server} took the connection and sent no greeting within {seconds} s.",
        cause="Probably it speaks TLS from the first byte and waits for it: that is what port {port} is for.",
        guess=True,
        advice="Choose TLS as the security for this port.",
    ),
    Rule(
        when=_NO_GREETING & _TLS_PORTS & seen(Seen.DROPPED),
        code=ErrorCode.DISCONNECTED,
        message="{server} took the connection and closed it without a greeting.",
        cause="Probably it speaks TLS from the first byte and gave up waiting for it: that is what port "
        "{port} is for.",
        guess=True,
        advice="Choose TLS as the security for this port.",
    ),
    Rule(
        when=_NO_GREETING & _WEB_PORTS & seen(Seen.SILENCE),
        code=ErrorCode.TIMEOUT,
        message="{server} took the connection and sent no greeting within {seconds} s.",
        cause="Probably it is a web server, which waits for the first question: that is what port {port} is "
        "for.",
        guess=True,
        advice=_CHECK_PORT,
    ),
)

FOREIGN: Final = (*_OTHER_SERVICES, *_IN_CLEAR, *_IN_TLS)
