"""The header of a message in octets: its fields, where each lies, and the message without its blind copies.

A line ends where it will end on the wire: at CRLF, and at each CR or LF that stands alone, since those become line ends
when the message is submitted. The header ends before the first empty line (RFC 5322 section 2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from postroom.model.envelope import BadEnvelope
from postroom.model.printable import printable
from postroom.model.text import say

_LINE: Final = re.compile(rb"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_NAME: Final = re.compile(rb"([!-9;-~]+)[ \t]*:")
_FOLD: Final = (b" ", b"\t")
_BLIND: Final = frozenset({"bcc", "resent-bcc"})
_SHOWN: Final = 60


class NotAMessage(BadEnvelope):
    """A text does not begin with the header of a message; the message says which line is none of a header."""


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field of a header."""

    name: str
    """In lower case."""
    value: bytes
    """What follows the colon, with its lines put together (RFC 5322 section 2.2.3)."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a header, and where it lies in the message, its end included."""

    text: bytes
    start: int
    end: int


def header_fields(message: bytes) -> tuple[HeaderField, ...]:
    """Read the fields of the header in their order. Raises `NotAMessage`."""
    fields = tuple(fields_of(message))
    if not fields:
        raise NotAMessage(say("This is not a message: it does not begin with a header."))
    return fields


def fields_of(message: bytes) -> Iterator[HeaderField]:
    """Read one field after the other. Raises `NotAMessage` behind them, at a line that is none of a header."""
    name, value = "", [b""]
    for number, line in enumerate(_lines(message), start=1):
        found = _NAME.match(line.text)
        if found is None and name and line.text.startswith(_FOLD):
            value.append(line.text)
            continue
        if name:
            yield HeaderField(name, b"".join(value).strip())
        if found is None:
            raise NotAMessage(_no_field(number, line.text))
        name, value = _lower(found[1]), [line.text[found.end() :]]
    if name:
        yield HeaderField(name, b"".join(value).strip())


def check_beginning(message: bytes) -> None:
    """Make sure that the first line is one of a header, whatever follows. Raises `NotAMessage`."""
    header_fields(next((line.text for line in _lines(message)), b""))


def without_blind_copies(message: bytes) -> bytes:
    """Leave out the fields Bcc and Resent-Bcc, and nothing else: the other octets stay as they are.

    A header with lines that are none of a header is searched to its end: no blind copy is told because of them.
    """
    kept: list[bytes] = []
    begin, is_blind = 0, False
    for line in _lines(message):
        name = _NAME.match(line.text)
        if name is not None:
            is_blind = _lower(name[1]) in _BLIND
        elif not line.text.startswith(_FOLD):
            is_blind = False
        if is_blind:
            kept.append(message[begin : line.start])
            begin = line.end
    return b"".join([*kept, message[begin:]]) if kept else message


def _lines(message: bytes) -> Iterator[_Line]:
    """Give the lines before the first empty one."""
    start = 0
    while (found := _LINE.match(message, start)) is not None and found[1]:
        yield _Line(found[1], start, found.end())
        start = found.end()


def _lower(name: bytes) -> str:
    return name.decode("ascii").lower()


def _no_field(number: int, line: bytes) -> str:
    shown = printable(line[:_SHOWN]) + ("..." if len(line) > _SHOWN else "")
    return say(
        "This is not a message: line {number} is none of a header, which is a name, a colon and a text: {line}",
        number=number,
        line=shown,
    )
