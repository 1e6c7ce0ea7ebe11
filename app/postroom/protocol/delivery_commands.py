"""An envelope as commands (RFC 5321 section 4.1.1) with the parameters of what the server offers, or why it cannot be.

SIZE (RFC 1870), 8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531) and DSN (RFC 3461) are used where they are offered and needed.
Where one is needed and not offered, nothing is sent for whoever needs it; the other recipients do not suffer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from postroom.model.address import Address
from postroom.model.envelope import Envelope, Notify, Obstacle, Recipient
from postroom.protocol.capabilities import SmtpCapabilities

DATA: Final = b"DATA\r\n"

_SIZE: Final = re.compile(r"[0-9]{1,20}")
_NOTIFICATIONS: Final = {notify: notify.value.encode() for notify in Notify}
"""In the order in which they are sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """What a server offers that concerns delivery."""

    pipelining: bool = False
    size: bool = False
    size_limit: int | None = None
    """Octets that a message may have; None where the server does not say, or has no limit."""
    eight_bit: bool = False
    utf8: bool = False
    dsn: bool = False


def read_extensions(capabilities: SmtpCapabilities) -> Extensions:
    """Read what concerns delivery from the answer to EHLO."""
    return Extensions(
        pipelining=capabilities.has("PIPELINING"),
        size=capabilities.has("SIZE"),
        size_limit=_size_limit(capabilities.parameters("SIZE")),
        eight_bit=capabilities.has("8BITMIME"),
        utf8=capabilities.has("SMTPUTF8"),
        dsn=capabilities.has("DSN"),
    )


def _size_limit(parameters: tuple[str, ...]) -> int | None:
    """Read the limit, of at most 20 digits (RFC 1870 section 4); 0 says that there is none."""
    limit = _SIZE.fullmatch(" ".join(parameters))
    return None if limit is None else int(limit[0]) or None


def find_obstacles(envelope: Envelope, offered: Extensions) -> tuple[Obstacle | None, ...]:
    """Give for each recipient what stands in its way; None where the server may be asked."""
    common = _common_obstacle(envelope, offered)
    if common is not None or (offered.utf8 and offered.dsn):
        return (common,) * len(envelope.recipients)
    return tuple([_own_obstacle(recipient, offered) for recipient in envelope.recipients])


def _common_obstacle(envelope: Envelope, offered: Extensions) -> Obstacle | None:
    if offered.size_limit is not None and envelope.size > offered.size_limit:
        return Obstacle.TOO_LARGE
    if envelope.eight_bit and not offered.eight_bit:
        return Obstacle.NEEDS_8BITMIME
    if not offered.utf8 and envelope.needs_utf8:
        return Obstacle.NEEDS_SMTPUTF8
    return Obstacle.NEEDS_DSN if not offered.dsn and envelope.needs_dsn else None


def _own_obstacle(recipient: Recipient, offered: Extensions) -> Obstacle | None:
    if not offered.utf8 and recipient.address.needs_utf8:
        return Obstacle.NEEDS_SMTPUTF8
    return Obstacle.NEEDS_DSN if not offered.dsn and recipient.needs_dsn else None


def mail_command(envelope: Envelope, offered: Extensions) -> bytes:
    """Give MAIL with the parameters that the envelope needs, none of which meets an obstacle."""
    line = b"MAIL FROM:<%b>" % (b"" if envelope.sender is None else envelope.sender.path)
    if offered.size:
        line += b" SIZE=%d" % envelope.size
    if envelope.eight_bit:
        line += b" BODY=8BITMIME"
    if offered.utf8 and (envelope.needs_utf8 or any(each.address.needs_utf8 for each in envelope.recipients)):
        line += b" SMTPUTF8"
    if envelope.returned is not None:
        line += b" RET=" + envelope.returned.value.encode()
    if envelope.envelope_id is not None:
        line += b" ENVID=" + _xtext(envelope.envelope_id)
    return line + b"\r\n"


def rcpt_command(recipient: Recipient) -> bytes:
    """Give RCPT with the parameters that the recipient needs, none of which meets an obstacle."""
    line = b"RCPT TO:<%b>" % recipient.address.path
    if recipient.notify is not None:
        wanted = [word for notify, word in _NOTIFICATIONS.items() if notify in recipient.notify]
        line += b" NOTIFY=" + (b",".join(wanted) or b"NEVER")
    if recipient.original is not None:
        line += b" ORCPT=" + _original(recipient.original)
    return line + b"\r\n"


def _original(address: Address) -> bytes:
    """Give an address as RFC 3461 section 4.2 has it; beyond ASCII as RFC 6533 section 3 has it."""
    text = address.path.decode()
    return b"utf-8;" + _embedded(text) if address.needs_utf8 else b"rfc822;" + _xtext(text)


def _xtext(text: str) -> bytes:
    """Encode what may not stand in a parameter (RFC 3461 section 4)."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in text).encode()


def _embedded(text: str) -> bytes:
    return "".join(
        c if "!" <= c <= "~" and c not in "+=\\" else rf"\x{{{ord(c):02X}}}" for c in text
    ).encode()
