"""Bringing a message into wire form: every line ends in CRLF, and neither CR nor LF stands anywhere else.

RFC 5321 section 2.3.8 asks for that, and attacks live on its neglect (`wire_check`). It is done once, when a message is
submitted, and told to whoever submitted it: each CR and each LF that stands alone becomes a line end, and a last line
without an end gets one. Nothing else changes.
"""

from __future__ import annotations

from typing import Final

from postroom.model.wire_facts import WireFacts

LINE_LIMIT: Final = 1000
"""Octets of a line with its end (RFC 5321 section 4.5.3.1.6)."""


def normalise(message: bytes) -> tuple[bytes, WireFacts]:
    """Give the wire form of a whole message, and what is known about it."""
    normaliser = Normaliser()
    wire_form = normaliser.feed(message) + normaliser.finish()
    return wire_form, normaliser.facts


class Normaliser:
    """Brings one message into wire form, piece by piece. What it gives does not depend on the cuts."""

    def __init__(self) -> None:
        self._cr_before = False
        """Whether a CR waits for the octet behind it."""
        self._ended = True
        """Whether the last line has its end; where there is no line, nothing is missing."""
        self._bare_cr = 0
        self._bare_lf = 0
        self._unended = False
        self._watch = _Watch()

    @property
    def facts(self) -> WireFacts:
        """What is known about the message; all of it once `finish` was called."""
        return WireFacts(
            size=self._watch.size,
            eight_bit=self._watch.eight_bit,
            eight_bit_header=self._watch.eight_bit_header,
            bare_cr=self._bare_cr,
            bare_lf=self._bare_lf,
            unended=self._unended,
            nuls=self._watch.nuls,
            long_lines=self._watch.long_lines,
        )

    def feed(self, piece: bytes) -> bytes:
        """Give the wire form of the next piece; a CR at its end comes with the one behind it."""
        if self._cr_before and piece:
            piece, self._cr_before = b"\r" + piece, False
        if piece.endswith(b"\r"):
            piece, self._cr_before = piece[:-1], True
        return self._put(self._with_line_ends(piece))

    def finish(self) -> bytes:
        """Give what is missing at the end."""
        if self._cr_before:
            self._bare_cr += 1
        elif not self._ended:
            self._unended = True
        else:
            return b""
        return self._put(b"\r\n")

    def _with_line_ends(self, piece: bytes) -> bytes:
        whole = piece.count(b"\r\n")
        bare_cr, bare_lf = piece.count(b"\r") - whole, piece.count(b"\n") - whole
        if not bare_cr and not bare_lf:
            return piece
        self._bare_cr += bare_cr
        self._bare_lf += bare_lf
        return piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")

    def _put(self, piece: bytes) -> bytes:
        if piece:
            self._ended = piece.endswith(b"\n")
            self._watch.see(piece)
        return piece


class _Watch:
    """Looks at a wire form as it is made."""

    def __init__(self) -> None:
        self.size = 0
        self.eight_bit = False
        self.eight_bit_header = False
        self.nuls = 0
        self.long_lines = False
        self._column = 0
        """Octets of the line that has not ended, as long as none was too long."""
        self._header_tail: bytes | None = b"\r\n"
        """The last octets of the header; None once it has ended."""

    def see(self, piece: bytes) -> None:
        self.size += len(piece)
        self.nuls += piece.count(b"\0")
        self.eight_bit = self.eight_bit or not piece.isascii()
        if self._header_tail is not None:
            self._see_header(self._header_tail + piece)
        if not self.long_lines:
            self._measure_lines(piece)

    def _see_header(self, seen: bytes) -> None:
        end = seen.find(b"\r\n\r\n")
        header = seen if end < 0 else seen[:end]
        self.eight_bit_header = self.eight_bit_header or not header.isascii()
        self._header_tail = seen[-3:] if end < 0 else None

    def _measure_lines(self, piece: bytes) -> None:
        """Leap as far as a line may reach, back to the line end before that, and on from there."""
        begin = -self._column
        while len(piece) - begin >= LINE_LIMIT:
            end = piece.rfind(b"\n", max(begin, 0), begin + LINE_LIMIT)
            if end < 0:
                self.long_lines = True
                return
            begin = end + 1
        last = piece.rfind(b"\n", max(begin, 0))
        self._column = len(piece) - (begin if last < 0 else last + 1)
