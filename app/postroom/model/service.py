"""The services whose certificates can be looked at: more than those that sessions speak."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from postroom.model.endpoint import Security
from postroom.model.text import say


class Service(StrEnum):
    """What a server speaks before and under TLS."""

    SMTP = "smtp"
    POP3 = "pop3"
    IMAP = "imap"

    @property
    def label(self) -> str:
        return self.value.upper()

    @property
    def server(self) -> str:
        """What a server of it is called, with its article."""
        return {
            Service.SMTP: say("an SMTP server"),
            Service.POP3: say("a POP3 server"),
            Service.IMAP: say("an IMAP server"),
        }[self]

    @property
    def starttls(self) -> str:
        """The command that starts TLS (RFC 3207, RFC 2595)."""
        return "STLS" if self is Service.POP3 else "STARTTLS"

    def usual_port(self, security: Security) -> int:
        """Give the port on which TLS usually starts in this way."""
        return _USUAL_PORTS[self, security]


_USUAL_PORTS: Final = {
    (Service.SMTP, Security.STARTTLS): 587,
    (Service.SMTP, Security.TLS): 465,
    (Service.POP3, Security.STARTTLS): 110,
    (Service.POP3, Security.TLS): 995,
    (Service.IMAP, Security.STARTTLS): 143,
    (Service.IMAP, Security.TLS): 993,
}

SERVICE_OF_PORT: Final = {25: Service.SMTP} | {port: service for (service, _), port in _USUAL_PORTS.items()}
"""What usually speaks at a port."""
