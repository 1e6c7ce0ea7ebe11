"""SMTP replies (RFC 5321 section 4.2) with their enhanced status codes (RFC 2034, RFC 3463): bytes in, replies out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from postroom.model.printable import printable
from postroom.model.reply import ServerReply
from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.errors import InjectedPlaintext, MalformedReply, ProtocolError, ReplyTooLong
from postroom.protocol.lines import LINE_LIMIT, LineReader

REPLY_LIMIT: Final = 65_536
"""Octets of a reply of many lines."""

_REMEMBERED: Final = 32
"""Replies that a reader knows again, and need not be read anew: most of a session's are the same few."""

_LINE: Final = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_ENHANCED: Final = re.compile(r"([245])\.([0-9]{1,3})\.([0-9]{1,3})(?: +|$)")
_CLASSES: Final = {2: "2", 4: "45", 5: "45"}
"""The classes that may go with a reply's first digit: they should agree (RFC 2034 section 4) and sometimes do not."""


@dataclass(frozen=True, slots=True)
class EnhancedCode:
    """An enhanced status code (RFC 3463 section 2)."""

    status: int
    """2 success, 4 a failure that may pass, 5 one that stays."""
    subject: int
    detail: int

    def __str__(self) -> str:
        return f"{self.status}.{self.subject}.{self.detail}"


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply. `lines` are the words of each line without any code, printable."""

    code: int
    enhanced: EnhancedCode | None
    lines: tuple[str, ...]
    written: tuple[str, ...] = field(default=(), compare=False)
    """The lines as they came, printable."""

    @property
    def positive(self) -> bool:
        """Whether the server did what was asked (2yz), or waits for more of it (3yz)."""
        return self.code < 400

    @property
    def text(self) -> str:
        """The words, a newline between lines."""
        return "\n".join(self.lines)

    @property
    def reply(self) -> ServerReply:
        """The form that is shared with POP3."""
        lines, enhanced = self.lines, self.enhanced
        text = lines[0] if len(lines) == 1 else self.text
        return ServerReply(str(self.code), None if enhanced is None else str(enhanced), text)


def _reply(code: int, texts: tuple[str, ...]) -> Reply:
    """Make a reply of its lines' words, of which the first may begin with an enhanced status code that fits `code`."""
    first, last = texts[0], texts[-1]
    written: tuple[str, ...] = (f"{code} {last}" if last else f"{code}",)
    if len(texts) > 1:
        written = (*[f"{code}-{line}" for line in texts[:-1]], *written)
    found = _ENHANCED.match(first)
    if found is None or found[1] not in _CLASSES.get(code // 100, ""):
        return Reply(code, None, texts, written)
    enhanced = _enhanced(*found.groups())
    lines: tuple[str, ...] = (first[found.end() :],)
    if len(texts) > 1:
        lines = (*lines, *[_without(enhanced, line) for line in texts[1:]])
    return Reply(code, enhanced, lines, written)


@lru_cache(_REMEMBERED)
def _enhanced(status: str, subject: str, detail: str) -> EnhancedCode:
    return EnhancedCode(int(status), int(subject), int(detail))


def _without(enhanced: EnhancedCode, line: str) -> str:
    found = _ENHANCED.match(line)
    if found is None or found[0].rstrip() != str(enhanced):
        return line
    return line[found.end() :]


def _read_line(line: bytes) -> tuple[int, bool, str]:
    """Give a line's code, whether it is the last one of its reply, and its words. Raises `MalformedReply`."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise MalformedReply("a reply does not begin with a code of three digits", line)
    return int(match[1]), match[2] != b"-", printable(match[3] or b"")


def _read_whole(line: bytes) -> Reply | None:
    """Give the reply that is one line; None where the line has others behind it. Raises `MalformedReply`."""
    code, last, text = _read_line(line)
    return _reply(code, (text,)) if last else None


class ReplyReader:
    """Splits a stream into replies, within limits. Every `ProtocolError` ends the reading for good."""

    def __init__(self, *, line_limit: int = LINE_LIMIT, reply_limit: int = REPLY_LIMIT) -> None:
        self._lines = LineReader(line_limit)
        self._limit = reply_limit
        self._texts: list[str] = []
        self._code = 0
        self._size = 0
        self._error: ProtocolError | None = None
        self._read_whole = lru_cache(_REMEMBERED)(_read_whole)

    @property
    def leftover(self) -> bytes:
        """What was fed and is not part of a whole line yet."""
        return self._lines.leftover

    @property
    def begun(self) -> bool:
        """Whether a reply has begun that has not ended yet."""
        return bool(self._texts or self._lines)

    @property
    def bare_line_feeds(self) -> int:
        """How many lines ended in LF alone, against RFC 5321 section 2.3.8."""
        return self._lines.bare_line_feeds

    def feed(self, data: bytes) -> None:
        """Take what the connection gave."""
        if self._error is None:
            self._lines.feed(data)

    def next_reply(self) -> Reply | None:
        """Give the next whole reply, or None. Raises `ProtocolError`, and then the same one for ever."""
        if self._error is not None:
            raise self._error
        try:
            while (line := self._lines.next_line()) is not None:
                reply = self._go_on(line) if self._texts else self._read_whole(line) or self._go_on(line)
                if reply is not None:
                    return reply
        except ProtocolError as error:
            self._error = error
            raise
        return None

    def refuse_plaintext(self) -> None:
        """Check, after STARTTLS was accepted, that nothing follows in clear. Raises `InjectedPlaintext`."""
        if self.begun:
            raise InjectedPlaintext("bytes in clear follow the answer to STARTTLS", self._lines.leftover)

    def _go_on(self, line: bytes) -> Reply | None:
        """Take the next line of a reply of many; give the reply with the last one."""
        code, last, text = _read_line(line)
        if self._texts and code != self._code:
            raise MalformedReply("the lines of a reply have different codes", line)
        self._code = code
        self._size += len(line) + 2
        if self._size > self._limit:
            raise ReplyTooLong(f"a reply did not end within {self._limit} octets", line)
        self._texts.append(text)
        if not last:
            return None
        texts, self._texts, self._size = tuple(self._texts), [], 0
        return _reply(code, texts)


def read_ehlo(reply: Reply) -> SmtpCapabilities:
    """Read the answer to EHLO: the first line names the host, each other is an extension (RFC 5321 section 4.1.1.1)."""
    hostname = reply.lines[0].partition(" ")[0]
    return SmtpCapabilities(tuple(line.strip() for line in reply.lines[1:] if line.strip()), hostname)
