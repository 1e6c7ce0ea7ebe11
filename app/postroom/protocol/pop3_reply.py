"""One POP3 reply line (RFC 1939 section 3, RFC 2449 section 8), and the numbers and marks that lines carry."""

from __future__ import annotations

import re
from typing import Final

from postroom.model.printable import printable
from postroom.model.reply import ServerReply
from postroom.protocol.errors import MalformedReply, ReplyTooLong

OK: Final = "+OK"

RESPONSE_CODES: Final = frozenset({"LOGIN-DELAY", "IN-USE", "SYS/TEMP", "SYS/PERM", "AUTH", "UTF8"})
"""The registered codes (RFC 2449, RFC 3206, RFC 6856). Other words in brackets belong to the text."""

_STATUS: Final = re.compile(rb"(\+OK|-ERR)(?:[ \t]+(.*))?[ \t]*", re.DOTALL | re.IGNORECASE)
_CODE: Final = re.compile(r"\[([A-Za-z0-9/-]+)\] ?(.*)")
_MEASURE: Final = re.compile(r"([0-9]{1,18}) +([0-9]{1,18})(?: .*)?")
_TIMESTAMP: Final = re.compile(rb"<[!-;=?A-~]+@[!-;=?A-~]+>")


def parse_status(line: bytes) -> ServerReply:
    """Read `+OK ...` or `-ERR [CODE] ...`; the reply's `code` is one of the two. Raises `MalformedReply`."""
    match = _STATUS.fullmatch(line)
    if match is None:
        raise MalformedReply("a reply begins with neither +OK nor -ERR", line)
    status, text = printable(match[1].upper()), printable(match[2] or b"")
    code = _CODE.fullmatch(text)
    if code is None or code[1].upper() not in RESPONSE_CODES:
        return ServerReply(status, None, text)
    return ServerReply(status, code[1].upper(), code[2])


def parse_measure(text: str) -> tuple[int, int]:
    """Read the answer to STAT: messages and octets. Raises `MalformedReply`."""
    match = _MEASURE.fullmatch(text)
    if match is None:
        raise MalformedReply("the answer to STAT does not count the messages", text.encode())
    return int(match[1]), int(match[2])


def find_timestamp(line: bytes) -> str | None:
    """Find APOP's timestamp in the greeting (RFC 1939 section 7): a message id of ASCII in angle brackets.

    What is not of that form is not used: digests over an attacker's own texts give passwords away (CVE-2007-1558).
    """
    match = _TIMESTAMP.search(line)
    return None if match is None else match[0].decode()


class Listing:
    """The lines of a reply of many lines (RFC 1939 section 3): ended by a dot alone, their own leading dots doubled."""

    def __init__(self, limit: int) -> None:
        self.lines: list[bytes] = []
        self._left = limit
        self._limit = limit

    def add(self, line: bytes) -> bool:
        """Take the next line; tell whether it was the end. Raises `ReplyTooLong`."""
        if line == b".":
            return True
        self._left -= len(line) + 2
        if self._left < 0:
            raise ReplyTooLong(f"a reply did not end within {self._limit} octets", line)
        self.lines.append(line.removeprefix(b"."))
        return False
