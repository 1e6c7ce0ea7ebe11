"""The line splitter: bytes in, lines out, within limits."""

from __future__ import annotations

from typing import Final

from postroom.protocol.errors import LineTooLong

LINE_LIMIT: Final = 8192
"""Octets of a line with its end. Servers exceed the standards' 512 (RFC 5321 section 4.5.3.1.5, RFC 2449 section 4)."""


class LineReader:
    """Splits a stream into lines. What it gives never depends on how the stream was cut into pieces."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._searched = 0
        self.bare_line_feeds = 0
        """How many lines ended in LF alone: tolerated, and worth a remark."""

    @property
    def leftover(self) -> bytes:
        """The bytes that were fed and not given out yet."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take what arrived. What is kept is bounded by the limit and one feed, if lines are taken after each feed."""
        self._buffer += data

    def next_line(self) -> bytes | None:
        """Give the next whole line without its end, or None. Raises `LineTooLong`, again at each call."""
        end = self._buffer.find(b"\n", self._searched)
        length = end + 1 if end >= 0 else len(self._buffer) + 1
        if length > self._limit:
            raise LineTooLong(f"a line did not end within {self._limit} octets", bytes(self._buffer))
        if end < 0:
            self._searched = len(self._buffer)
            return None
        return self._take(end)

    def _take(self, end: int) -> bytes:
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        self._searched = 0
        if not line.endswith(b"\r"):
            self.bare_line_feeds += 1
        return line.removesuffix(b"\r")
