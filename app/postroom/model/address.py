"""An e-mail address as an envelope carries it (RFC 5321 section 4.1.2, RFC 6531): checked once, then safe to send.

Length limits count octets. A domain is sent in the form that DNS knows (`xn--`), so that only the part before the @ can
make a server's SMTPUTF8 necessary.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from postroom.model.endpoint import BadEndpoint, to_ascii
from postroom.model.printable import short
from postroom.model.text import say

LOCAL_LIMIT: Final = 64
"""Octets before the @ (RFC 5321 section 4.5.3.1.1)."""
DOMAIN_LIMIT: Final = 255
"""Octets behind it (RFC 5321 section 4.5.3.1.2)."""
ADDRESS_LIMIT: Final = 254
"""Octets of both and the @: a path has two more for its brackets (RFC 5321 section 4.5.3.1.3)."""

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010FFFF-]+"
_QUOTED: Final = r'"(?:[ !#-\[\]-~\x80-\U0010FFFF]|\\[ -~])*"'
_LOCAL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*|{_QUOTED}")
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPELLED_DIFFERENTLY: Final = re.compile("[\u00df\u1e9e\u03c2\u200c\u200d]")
"""What IDNA 2003 turns into something else and IDNA 2008 keeps (RFC 5894 section 7.2): two domains, two owners."""


class BadAddress(ValueError):
    """What was entered is no address that can be sent; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address that `parse_address` has checked."""

    text: str
    """As it was entered."""
    path: bytes
    """What stands between the brackets of a command: the domain in ASCII, the rest in UTF-8."""

    def __str__(self) -> str:
        return self.text

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server that offers SMTPUTF8 can take it (RFC 6531 section 3.2)."""
        return not self.path.isascii()


def parse_address(text: str) -> Address:
    """Check the bare address `name@domain`, without a display name or brackets. Raises `BadAddress`."""
    text = text.strip(" ")
    if _CONTROL.search(text):
        raise BadAddress(say("The address holds a line end or another control character: remove it."))
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise BadAddress(say("{text} is not an address: write it as name@domain.", text=short(text) or "''"))
    path = f"{_check_local(local)}@{_check_domain(domain)}".encode()
    if len(path) > ADDRESS_LIMIT:
        raise BadAddress(say("{text} is longer than the 254 octets of an address.", text=short(text)))
    return Address(text, path)


def _check_local(local: str) -> str:
    if len(local.encode()) > LOCAL_LIMIT:
        raise BadAddress(say("The part before the @ is longer than 64 octets: {local}.", local=short(local)))
    if not _LOCAL.fullmatch(local):
        raise BadAddress(
            say(
                "{local} cannot stand before the @ as it is: look at its dots and special characters, or put the part "
                "before the @ in double quotes.",
                local=short(local),
            )
        )
    return local


def _check_domain(domain: str) -> str:
    """Give the form of a domain that is sent."""
    if domain.startswith("["):
        return _check_literal(domain)
    known = domain if domain.isascii() else _ascii_form(domain)
    if len(known) > DOMAIN_LIMIT:
        raise BadAddress(say("The domain {domain} is longer than 255 octets.", domain=short(domain)))
    if not _DOMAIN.fullmatch(known):
        raise BadAddress(
            say("{domain} is not a domain: look at its dots, hyphens and letters.", domain=short(domain))
        )
    return known


def _ascii_form(domain: str) -> str:
    if _SPELLED_DIFFERENTLY.search(domain):
        raise BadAddress(
            say(
                "{domain} has a character that stands for different domains in different programs: write the domain "
                "in its form that begins with xn--.",
                domain=short(domain),
            )
        )
    try:
        return to_ascii(domain)
    except BadEndpoint:
        raise BadAddress(say("{domain} is not a domain that DNS can carry.", domain=short(domain))) from None


def _check_literal(literal: str) -> str:
    """Check a number in place of a domain: `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3)."""
    inner = literal.removeprefix("[").removesuffix("]")
    tag, _, rest = inner.partition(":")
    try:
        if not literal.endswith("]") or "%" in inner:
            raise ValueError
        if tag.lower() == "ipv6":
            ipaddress.IPv6Address(rest)
        else:
            ipaddress.IPv4Address(inner)
    except ValueError:
        raise BadAddress(
            say(
                "{literal} is not a server's address: write [192.0.2.1] or [IPv6:2001:db8::1].",
                literal=short(literal),
            )
        ) from None
    return literal
