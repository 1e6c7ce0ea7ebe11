"""The messages of an mbox file, one after the other (RFC 4155), with quoted lines as they were (the form `mboxrd`).

A message begins behind a line `From ` that follows an empty line or nothing. Where the rest of that line does not look
like an address and a date, it counts only if a header begins behind it: else it is a line of the text, from a program
that does not quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Final

from postroom.model.text import say

BEGINNING: Final = b"From "
_DATED: Final = re.compile(rb"From .*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} \d{1,2}:\d{2}")
_FIELD: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
_QUOTED: Final = re.compile(rb">+From ")
_END: Final = b"\r\n"


class NotAnMbox(ValueError):
    """A file does not begin as an mbox file does."""

    def __init__(self) -> None:
        super().__init__(say("This is no mbox file: it does not begin with a line From."))


def split_mbox(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give the messages; no more than one of them is held. The lines have their ends. Raises `NotAnMbox`."""
    message: bytearray | None = None
    last_empty = b"\n"
    for line, following in pairwise(chain(lines, [b""])):
        is_empty = not line.strip(_END)
        if last_empty and _begins(line, following):
            if message is not None:
                yield bytes(message.removesuffix(last_empty))
            message = bytearray()
        elif message is not None:
            message += line[1:] if _QUOTED.match(line) else line
        elif not is_empty:
            raise NotAnMbox
        last_empty = line if is_empty else b""
    if message is not None:
        yield bytes(message.removesuffix(last_empty))


def _begins(line: bytes, following: bytes) -> bool:
    return line.startswith(BEGINNING) and bool(_DATED.match(line) or _FIELD.match(following))
