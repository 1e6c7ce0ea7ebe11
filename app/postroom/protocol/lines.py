"""The line splitter: bytes in, lines out, within limits."""

from __future__ import annotations

from collections import deque
from typing import Final

from postroom.protocol.errors import LineTooLong

LINE_LIMIT: Final = 8192
"""Octets of a line with its end. Servers exceed the standards' 512 (RFC 5321 section 4.5.3.1.5, RFC 2449 section 4)."""


class LineReader:
    """Splits a stream into lines. What it gives never depends on how the stream was cut into pieces."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._limit = limit
        self._lines: deque[bytes] = deque()
        """Whole lines without their LF."""
        self._rest = b""
        self.bare_line_feeds = 0
        """How many lines ended in LF alone: tolerated, and worth a remark."""

    def __bool__(self) -> bool:
        """Tell whether bytes were fed that were not given out yet."""
        return bool(self._lines or self._rest)

    @property
    def leftover(self) -> bytes:
        """The bytes that were fed and not given out yet."""
        return b"".join(line + b"\n" for line in self._lines) + self._rest

    def feed(self, data: bytes) -> None:
        """Take what arrived. What is kept is bounded by the limit and one feed, if lines are taken after each feed."""
        if b"\n" in data:
            *lines, self._rest = (self._rest + data).split(b"\n")
            self._lines.extend(lines)
        else:
            self._rest += data

    def next_line(self) -> bytes | None:
        """Give the next whole line without its end, or None. Raises `LineTooLong`, again at each call."""
        lines = self._lines
        line = lines[0] if lines else self._rest
        if len(line) >= self._limit:
            raise LineTooLong(f"a line did not end within {self._limit} octets", self.leftover)
        if not lines:
            return None
        lines.popleft()
        if line[-1:] == b"\r":
            return line[:-1]
        self.bare_line_feeds += 1
        return line
