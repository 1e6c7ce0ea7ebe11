"""What a machine wants sent: the bytes themselves, and how they may be shown.

The two are made together, so that no secret has to be found and removed afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from postroom.model.secret import REDACTED
from postroom.protocol.errors import UnsafeArgument

CRLF: Final = b"\r\n"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One line to be sent. `data` has its CRLF and perhaps a secret; `shown` has neither."""

    data: bytes = field(repr=False)
    shown: bytes


def command(verb: str, *arguments: str) -> Outgoing:
    """Build a command whose every word may be shown. Raises `UnsafeArgument` for a control character."""
    line = b" ".join(argument(word, "the command") for word in (verb, *arguments))
    return Outgoing(line + CRLF, line)


def secret_command(verb: str, *arguments: str, secret: str, what: str) -> Outgoing:
    """Build a command that ends in `secret`, called `what` where it cannot be sent. Raises `UnsafeArgument`."""
    shown = command(verb, *arguments).shown + b" "
    return Outgoing(shown + argument(secret, what) + CRLF, shown + REDACTED.encode())


def argument(text: str, what: str) -> bytes:
    """Give the bytes of a word of a command line; `what` names it in the error. Raises `UnsafeArgument`."""
    if any(c < " " or c == "\x7f" for c in text):
        raise UnsafeArgument(f"{what} holds a line end or another control character")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise UnsafeArgument(f"{what} holds half a character") from None
