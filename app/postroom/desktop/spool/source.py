"""The text of a message for people: its header as pairs, and its source, safe to be shown whatever it holds."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import Final

from postroom.model.text import say, say_count

MOST_BYTES: Final = 256 * 1024
MOST_HEADERS: Final = 500
LONGEST_LINE: Final = 1_000
"""Characters (RFC 5321 section 4.5.3.1.6): what is longer is broken, since laying it out would hold up the window."""

_FIELD: Final = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_FOLD: Final = re.compile(rb"\r?\n[ \t]+")
_CONTROLS: Final = {code: 0x2400 + code for code in range(32) if code not in {9, 10}} | {127: 0x2421}


def headers(body: bytes) -> tuple[tuple[str, str], ...]:
    """Give the fields of the header in their order, unfolded and decoded."""
    block = re.split(rb"\r?\n\r?\n", body[:MOST_BYTES], maxsplit=1)[0]
    fields = re.split(rb"\r?\n(?![ \t])", block)[:MOST_HEADERS]
    return tuple(_pair(field) for field in fields if field.strip())


def _pair(field: bytes) -> tuple[str, str]:
    match = _FIELD.fullmatch(field)
    if match is None:
        return say("(no field)"), _printable(field.decode("latin-1"))
    name, value = match[1].decode("ascii"), _FOLD.sub(b" ", match[2])
    return name, _printable(_decoded(value.decode("latin-1")))


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError):
        return value


def source(body: bytes) -> tuple[str, str]:
    """Give the beginning of the text, one character for each octet, and a note on what is not shown as it is."""
    text = body[:MOST_BYTES].decode("latin-1").replace("\r\n", "\n")
    lines = text.split("\n")
    is_broken = any(len(line) > LONGEST_LINE for line in lines)
    if is_broken:
        lines = [part for line in lines for part in _parts(line)]
    notes = []
    if len(body) > MOST_BYTES:
        notes.append(say("Only the first 256 KB are shown; export the message to see all of it."))
    if is_broken:
        notes.append(
            say_count(
                "Lines longer than {n} character are broken here.",
                "Lines longer than {n} characters are broken here.",
                LONGEST_LINE,
            )
        )
    return _printable("\n".join(lines)), " ".join(notes)


def _parts(line: str) -> list[str]:
    return [line[start : start + LONGEST_LINE] for start in range(0, max(len(line), 1), LONGEST_LINE)]


def _printable(text: str) -> str:
    return text.translate(_CONTROLS)
