"""The services whose certificates can be looked at."""

from __future__ import annotations

import pytest

from postroom.model.endpoint import Protocol, Security, usual_port
from postroom.model.service import SERVICE_OF_PORT, Service

SMTP, POP3, IMAP = Service.SMTP, Service.POP3, Service.IMAP


def test_each_has_its_words() -> None:
    assert [service.label for service in Service] == ["SMTP", "POP3", "IMAP"]
    assert [service.server for service in Service] == ["an SMTP server", "a POP3 server", "an IMAP server"]
    assert [service.starttls for service in Service] == ["STARTTLS", "STLS", "STARTTLS"]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_the_ports_are_those_of_sessions_and_two_more(security: Security) -> None:
    for protocol in Protocol:
        assert Service(protocol.value).usual_port(security) == usual_port(protocol, security)
    assert IMAP.usual_port(security) == {Security.STARTTLS: 143, Security.TLS: 993}[security]


def test_a_port_stands_for_a_service() -> None:
    ports = {25: SMTP, 465: SMTP, 587: SMTP, 110: POP3, 995: POP3, 143: IMAP, 993: IMAP}
    assert ports == SERVICE_OF_PORT
