"""The check of every message that is sent: a CR or LF that stands alone never reaches a server.

Servers disagree about what such an octet means, and one that takes it for a line end can be made to see the end of the
message where there is none (RFC 5321 section 2.3.8, CVE-2023-51764). Messages were brought into wire form when they
were submitted; this makes sure that nothing has happened to them since.
"""

from __future__ import annotations


class NotWireForm(ValueError):
    """A message was to be sent that is not in wire form: it was damaged, or never brought into it."""


class WireCheck:
    """Looks at one message, piece by piece. What it finds does not depend on the cuts."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = b"\n"
        """The last octet; before the first one no line has begun."""

    def feed(self, piece: bytes) -> None:
        """Look at the next piece. Raises `NotWireForm`."""
        if not piece:
            return
        cr, lf, whole = piece.count(b"\r"), piece.count(b"\n"), piece.count(b"\r\n")
        if self._last == b"\r":
            cr, whole = cr + 1, whole + piece.startswith(b"\n")
        self._last = piece[-1:]
        if not cr - (self._last == b"\r") == lf == whole:
            raise NotWireForm("a CR or LF stands alone")

    def finish(self) -> None:
        """Look at the end. Raises `NotWireForm`."""
        if self._last != b"\n":
            raise NotWireForm("the last line does not end in CRLF")
