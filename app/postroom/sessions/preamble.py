"""What has to be said before TLS starts, in SMTP, POP3 and IMAP: the greeting, and the command. Nothing else can be.

It serves connections that only look at a certificate: there is no way to log in.
"""

from __future__ import annotations

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Final

from postroom.model.diagnosis import Seen
from postroom.model.printable import printable
from postroom.model.reply import ServerReply
from postroom.model.service import Service
from postroom.net.errors import InjectedPlaintext
from postroom.net.stream import Stream
from postroom.protocol.lines import LineReader
from postroom.protocol.smtp import Reply, ReplyReader
from postroom.sessions.faults import Stopped

MOST_LINES: Final = 100
"""How many lines an IMAP server may say before its answer."""


class Preamble(ABC):
    """The clear part of one connection. A method that takes a step raises what `faults.facts_of` knows."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.command = ""
        """The verb that was sent last; empty while the server is to speak first."""
        self.heard = b""
        """The first of what the server said."""

    @abstractmethod
    async def greet(self) -> None:
        """Wait for the server's greeting."""

    @abstractmethod
    async def ask_for_tls(self) -> None:
        """Ask for TLS. On return the server waits for the handshake, and nothing in clear is left over."""

    async def _hear(self) -> bytes:
        data = await self._stream.receive()
        if not data:
            raise Stopped(Seen.DROPPED)
        self.heard += data[: max(0, 256 - len(self.heard))]
        return data

    def _say(self, verb: str, line: str) -> None:
        self.command = verb
        self._stream.send(f"{line}\r\n".encode("ascii"), line.encode("ascii"))


class SmtpPreamble(Preamble):
    """EHLO and STARTTLS (RFC 3207)."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream)
        self._reader = ReplyReader()

    async def greet(self) -> None:
        await self._expect(220)

    async def ask_for_tls(self) -> None:
        self._say("EHLO", f"EHLO {address_literal(self._stream.local_address)}")
        known = await self._expect(250)
        if not any(line.upper() == "STARTTLS" for line in known.lines[1:]):
            raise Stopped(Seen.TLS_NOT_OFFERED)
        self._say("STARTTLS", "STARTTLS")
        await self._expect(220)
        self._reader.refuse_plaintext()

    async def _expect(self, code: int) -> Reply:
        while (reply := self._reader.next_reply()) is None:
            self._reader.feed(await self._hear())
        if reply.code != code:
            seen = Seen.UNEXPECTED if reply.positive else Seen.REJECTED
            raise Stopped(seen, str(reply.reply), reply.reply)
        return reply


class _LinePreamble(Preamble):
    """What POP3 and IMAP have in common: lines."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream)
        self._lines = LineReader()

    async def _line(self) -> bytes:
        while (line := self._lines.next_line()) is None:
            self._lines.feed(await self._hear())
        return line

    def _refuse_plaintext(self) -> None:
        if self._lines:
            raise InjectedPlaintext(self._lines.leftover)


class Pop3Preamble(_LinePreamble):
    """STLS (RFC 2595 section 4)."""

    async def greet(self) -> None:
        await self._expect_ok()

    async def ask_for_tls(self) -> None:
        self._say("STLS", "STLS")
        await self._expect_ok()
        self._refuse_plaintext()

    async def _expect_ok(self) -> None:
        status, _, words = (await self._line()).partition(b" ")
        if status.upper() == b"-ERR":
            reply = ServerReply("-ERR", None, printable(words))
            raise Stopped(Seen.REJECTED, str(reply), reply)
        if status.upper() != b"+OK":
            raise Stopped(Seen.MALFORMED, printable(status))


class ImapPreamble(_LinePreamble):
    """STARTTLS (RFC 3501 section 6.2.1). Capabilities in clear prove nothing, so that none are asked for."""

    async def greet(self) -> None:
        mark, _, rest = (await self._line()).partition(b" ")
        if mark != b"*":
            raise Stopped(Seen.MALFORMED, printable(mark))
        self._check_status(rest)

    async def ask_for_tls(self) -> None:
        self._say("STARTTLS", "a STARTTLS")
        for _ in range(MOST_LINES):
            mark, _, rest = (await self._line()).partition(b" ")
            if mark == b"a":
                self._check_status(rest)
                self._refuse_plaintext()
                return
            if mark != b"*":
                raise Stopped(Seen.MALFORMED, printable(mark))
        raise Stopped(Seen.TOO_LONG)

    def _check_status(self, rest: bytes) -> None:
        status, _, words = rest.partition(b" ")
        if status.upper() != b"OK":
            reply = ServerReply(printable(status), None, printable(words))
            raise Stopped(Seen.REJECTED, str(reply), reply)


PREAMBLES: Final[Mapping[Service, type[Preamble]]] = {
    Service.SMTP: SmtpPreamble,
    Service.POP3: Pop3Preamble,
    Service.IMAP: ImapPreamble,
}


def address_literal(address: str) -> str:
    """Give the literal of an address, which serves as a name in EHLO (RFC 5321 section 4.1.3)."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return f"[{found}]" if found.version == 4 else f"[IPv6:{found}]"
