"""The gate between the stream and aiosmtplib: only whole, well-formed replies pass, and only when one is expected.

aiosmtplib 5.1 is lenient: it takes any number for a code and lines of one reply with different codes, and it drops what
comes unasked. Here all of that ends the session, and the server's words are kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from aiosmtplib.protocol import SMTPProtocol

from postroom.model.diagnosis import Seen
from postroom.protocol.errors import InjectedPlaintext, ProtocolError, UnsolicitedReply
from postroom.protocol.smtp import Reply, ReplyReader
from postroom.sessions.faults import Stopped

LINE_LIMIT: Final = 2_000
REPLY_LIMIT: Final = 8_000
"""Octets of a line and of a reply: a quarter of what aiosmtplib takes, since an octet may become four characters."""


class ReplyGate(asyncio.Protocol):
    """Reads replies for `inner`. `heard` is told all that arrives; `expecting` says that the server speaks first."""

    def __init__(self, heard: Callable[[bytes], None], *, expecting: bool) -> None:
        self.inner = SMTPProtocol(asyncio.get_running_loop())
        self.reply: Reply | None = None
        """The reply to the last question; None while there is none."""
        self.failure: Exception | None = None
        """Why nothing more can be expected."""
        self.broken = asyncio.Event()
        """Set with `failure`."""
        self._heard = heard
        self._reader = ReplyReader(line_limit=LINE_LIMIT, reply_limit=REPLY_LIMIT)
        self._expecting = expecting

    @property
    def bare_line_feeds(self) -> int:
        """How many lines ended in LF alone."""
        return self._reader.bare_line_feeds

    def expect(self) -> None:
        """Let the next reply pass. Raises `failure`, and `UnsolicitedReply` where the server speaks already."""
        if self.failure is None and self._reader.leftover:
            self._fail(UnsolicitedReply("the server speaks out of turn", self._reader.leftover))
        if self.failure is not None:
            raise self.failure
        self._expecting = True
        self.reply = None

    def refuse_plaintext(self) -> None:
        """Check, after STARTTLS was accepted, that nothing follows in clear. Raises `InjectedPlaintext`."""
        if isinstance(self.failure, ProtocolError):
            raise InjectedPlaintext("a reply in clear follows the answer to STARTTLS")
        self._reader.refuse_plaintext()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._heard(data)
        self._reader.feed(data)
        try:
            while self.failure is None and (reply := self._reader.next_reply()) is not None:
                self._take(reply)
        except ProtocolError as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or Stopped(Seen.DROPPED))

    def pause_writing(self) -> None:
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        self.inner.resume_writing()

    def _take(self, reply: Reply) -> None:
        if self._expecting:
            self._expecting = False
            self.reply = reply
            self.inner.data_received(_render(reply))
        elif reply.code == 421:
            self._fail(Stopped(Seen.DROPPED, reply=reply.reply))
        else:
            self._fail(UnsolicitedReply("the server answers what was not asked", reply.text.encode()))

    def _fail(self, failure: Exception) -> None:
        if self.failure is None:
            self.failure = failure
            self.broken.set()
            self.inner.connection_lost(None)


def _render(reply: Reply) -> bytes:
    *ahead, last = reply.lines
    lines = [*(f"{reply.code}-{line}\r\n" for line in ahead), f"{reply.code} {last}\r\n"]
    return "".join(lines).encode()
