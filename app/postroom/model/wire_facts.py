"""What is known about a message once it has its wire form, and what had to change for that."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.model.text import say, say_count


@dataclass(frozen=True, slots=True, kw_only=True)
class WireFacts:
    """A message in wire form: how large it is, what it needs of a server, and what is worth a remark."""

    size: int = 0
    """Octets, without the dots that are added on the way (RFC 1870 section 5)."""
    eight_bit: bool = False
    """Whether it has octets beyond ASCII."""
    eight_bit_header: bool = False
    """Whether its header has; the header ends before the first empty line."""
    bare_cr: int = 0
    """How many CR stood alone and are line ends now."""
    bare_lf: int = 0
    """How many LF stood alone and are line ends now."""
    unended: bool = False
    """Whether the last line had no end and has one now."""
    nuls: int = 0
    """How many NUL octets it has. They are kept (RFC 5322 section 4 tells what becomes of them elsewhere)."""
    long_lines: bool = False
    """Whether a line is longer than RFC 5321 section 4.5.3.1.6 allows. It is kept."""

    @property
    def changed(self) -> bool:
        """Whether the message is not, octet for octet, what was submitted."""
        return bool(self.bare_cr or self.bare_lf or self.unended)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What changed, and what a server may not like, in sentences."""
        said = (
            self._said_of_line_ends(),
            self._said_of_the_end(),
            self._said_of_nuls(),
            self._said_of_lines(),
        )
        return tuple(sentence for sentences in said for sentence in sentences)

    def _said_of_line_ends(self) -> tuple[str, ...]:
        if not (self.bare_cr or self.bare_lf):
            return ()
        cr = say_count(
            "{n} CR without LF became a line end.", "{n} CR without LF became line ends.", self.bare_cr
        )
        lf = say_count(
            "{n} LF without CR became a line end.", "{n} LF without CR became line ends.", self.bare_lf
        )
        return (cr,) * (self.bare_cr > 0) + (lf,) * (self.bare_lf > 0)

    def _said_of_the_end(self) -> tuple[str, ...]:
        return (say("The last line had no end and was given one."),) if self.unended else ()

    def _said_of_nuls(self) -> tuple[str, ...]:
        if not self.nuls:
            return ()
        nuls = say_count(
            "The message has {n} NUL octet, which servers may drop or refuse.",
            "The message has {n} NUL octets, which servers may drop or refuse.",
            self.nuls,
        )
        return (nuls,)

    def _said_of_lines(self) -> tuple[str, ...]:
        if not self.long_lines:
            return ()
        return (say("A line has more than 998 octets: servers may break it or refuse the message."),)
