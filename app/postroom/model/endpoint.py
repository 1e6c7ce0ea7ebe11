"""Where a server is: host, port and security, with the rules by which one is derived from another."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.text import say


class Protocol(StrEnum):
    """The protocols that sessions speak."""

    POP3 = "pop3"
    SMTP = "smtp"

    @property
    def label(self) -> str:
        return self.value.upper()


class Security(StrEnum):
    """When TLS starts: never, by command (STARTTLS, STLS), or with the first byte (RFC 8314)."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


USUAL_PORTS: Final = {
    (Protocol.POP3, Security.NONE): 110,
    (Protocol.POP3, Security.STARTTLS): 110,
    (Protocol.POP3, Security.TLS): 995,
    (Protocol.SMTP, Security.NONE): 25,
    (Protocol.SMTP, Security.STARTTLS): 587,
    (Protocol.SMTP, Security.TLS): 465,
}

_TLS_PORTS: Final = frozenset({465, 993, 995})


class BadEndpoint(ValueError):
    """What was entered names no server; the message says why."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that can be dialled: the host as entered, a port from 1 to 65535, and when TLS starts."""

    host: str
    port: int
    security: Security

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def usual_port(protocol: Protocol, security: Security) -> int:
    """Give the port that `security` usually has."""
    return USUAL_PORTS[protocol, security]


def security_of_port(port: int | None) -> Security:
    """Give the security that a port stands for: 465, 993 and 995 are TLS, 587 is STARTTLS, all others none."""
    if port in _TLS_PORTS:
        return Security.TLS
    return Security.STARTTLS if port == 587 else Security.NONE


def complete(protocol: Protocol, host: str, port: int | None, security: Security | None) -> Endpoint:
    """Fill in what was not said: without a security the port decides, without a port the security's usual one.

    The dot that ends a whole name goes, since no certificate has it, and so do the brackets of an IPv6 address.
    """
    chosen = security_of_port(port) if security is None else security
    return Endpoint(_bare(host), usual_port(protocol, chosen) if port is None else port, chosen)


def parse_host_port(text: str) -> tuple[str, int | None]:
    """Read `HOST`, `HOST:PORT`, `[IPv6]:PORT` or a bare IPv6 address. Raises `BadEndpoint`."""
    text = text.strip()
    if text.startswith("["):
        host, closing, rest = text[1:].partition("]")
        if not closing or (rest and not rest.startswith(":")):
            raise BadEndpoint(
                say(
                    "{text} is not a server: write an IPv6 address as [address]:port.",
                    text=text,
                )
            )
        return check_host(host), check_port(rest[1:]) if rest else None
    if text.count(":") == 1 and "://" not in text:
        host, _, port = text.partition(":")
        return check_host(host), check_port(port)
    return check_host(text), None


def check_port(text: str) -> int:
    """Read a port number. Raises `BadEndpoint`."""
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise BadEndpoint(say("{text} is not a port: enter a number from 1 to 65535.", text=text or "''"))


def check_host(text: str) -> str:
    """Give the host name or address back, trimmed (RFC 1123 section 2.1). Raises `BadEndpoint`.

    An IPv6 address may stand in brackets, as people copy it from elsewhere.
    """
    host = _bare(text)
    if not host:
        raise BadEndpoint(say("Enter the name or the address of a server."))
    if _is_address(host):
        return host
    if "://" in host or "/" in host:
        raise BadEndpoint(say("{host} is a web address: enter only the server's name.", host=host))
    if "@" in host:
        raise BadEndpoint(say("{host} is an e-mail address: enter the mail server's name.", host=host))
    name, colon, port = host.partition(":")
    if colon and port.isdecimal():
        raise BadEndpoint(say("Enter the port apart from the name: {name} and {port}.", name=name, port=port))
    return _check_name(host)


def _bare(text: str) -> str:
    host = text.strip().removesuffix(".")
    return host[1:-1] if host.startswith("[") and host.endswith("]") and ":" in host else host


def _check_name(host: str) -> str:
    labels = to_ascii(host).split(".")
    if sum(map(len, labels)) + len(labels) > 254:
        raise BadEndpoint(say("{host} is too long for a server's name.", host=host[:40] + "..."))
    for label in labels:
        if not label or len(label) > 63 or label[0] == "-" or label[-1] == "-":
            raise BadEndpoint(
                say(
                    "{host} is not a server's name: look at its dots and hyphens.",
                    host=host,
                )
            )
        if not all(c.isascii() and (c.isalnum() or c in "-_") for c in label):
            raise BadEndpoint(say("{host} has a character that no server's name has.", host=host))
    return host


def to_ascii(host: str) -> str:
    """Give the form of a name that DNS and TLS know (RFC 3490). Raises `BadEndpoint`."""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise BadEndpoint(say("{host} is not a name that DNS can carry.", host=host)) from None


def is_loopback(host: str) -> bool:
    """Tell whether a host can only be this computer."""
    if host.lower().removesuffix(".") in {"localhost", "localhost.localdomain"}:
        return True
    return _is_address(host) and ipaddress.ip_address(host.partition("%")[0]).is_loopback


def odd_pair(protocol: Protocol, port: int, security: Security) -> str | None:
    """Say what is odd about a port and a security that seldom go together; None when nothing is."""
    if protocol is Protocol.SMTP and port in {110, 995, 143, 993}:
        return say("Port {port} is a port for reading mail, not for SMTP.", port=port)
    if protocol is Protocol.POP3 and port in {25, 465, 587, 143, 993}:
        return say("Port {port} is not a port for POP3.", port=port)
    if port in _TLS_PORTS and security is not Security.TLS:
        return say("Port {port} usually speaks TLS from the first byte.", port=port)
    if port == 587 and security is Security.TLS:
        return say("Port 587 usually starts in clear and changes to TLS with STARTTLS.")
    if port in {25, 110} and security is Security.TLS:
        return say("Port {port} usually starts in clear, not with TLS.", port=port)
    if port == 587 and security is Security.NONE:
        return say("Port 587 usually asks for STARTTLS before it takes a password.")
    return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
