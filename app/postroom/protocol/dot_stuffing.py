r"""Transparency (RFC 5321 section 4.5.2): a dot before every line that begins with one, and one that ends the data.

Lines end in CRLF and in nothing else (RFC 5321 section 2.3.8). Where sender and server disagree about that, one message
can be taken for two: the smuggling of CVE-2023-51764 and its kin. So `\n.` is not touched here, nor are `\r.` and
`\r\n.` in two pieces forgotten: what a strict server reads is, byte for byte, what was given.
"""

from __future__ import annotations

from typing import Final

_LINE_END: Final = b"\r\n"


class DotStuffer:
    """Makes one message transparent, piece by piece, and ends it. What it gives does not depend on the cuts."""

    __slots__ = ("_tail",)

    def __init__(self) -> None:
        self._tail = _LINE_END
        """The last two octets; before the first one a line begins."""

    def feed(self, piece: bytes) -> bytes:
        """Give the next piece of a message in the form in which it is sent."""
        stuffed = piece.replace(b"\r\n.", b"\r\n..")
        if piece.startswith(b".") and self._tail == _LINE_END:
            stuffed = b"." + stuffed
        elif piece.startswith(b"\n.") and self._tail.endswith(b"\r"):
            stuffed = b"\n." + stuffed[1:]
        self._tail = piece[-2:] if len(piece) > 1 else (self._tail + piece)[-2:]
        return stuffed

    def finish(self) -> bytes:
        """Give the end of the data; a last line that has no end gets one (RFC 5321 section 4.1.1.4)."""
        return b".\r\n" if self._tail == _LINE_END else b"\r\n.\r\n"
