"""SMTP: aiosmtplib's client driven over our stream.

aiosmtplib gives the commands. Ours are the reading of replies (`smtp_gate`); STARTTLS, so that what is left over in
clear is found and what was learned before is forgotten; and AUTH, which knows more mechanisms here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

import aiosmtplib

from postroom.model.diagnosis import Seen
from postroom.model.endpoint import BadEndpoint, to_ascii
from postroom.model.plan import Credentials, SessionPlan
from postroom.model.text import say, say_count
from postroom.net.stream import Stream
from postroom.protocol.errors import UnsafeArgument
from postroom.protocol.exchange import SMTP_COMMAND_LIMIT, Exchange
from postroom.protocol.outgoing import CRLF, Outgoing
from postroom.protocol.sasl import start
from postroom.protocol.smtp import Reply, read_ehlo
from postroom.sessions.driver import Driver
from postroom.sessions.faults import Stopped
from postroom.sessions.preamble import address_literal
from postroom.sessions.smtp_gate import ReplyGate

_EHLO_UNKNOWN: Final = frozenset({500, 502, 504})
"""How a server older than EHLO refuses it (RFC 5321 section 3.2); any other refusal is meant for us and stands."""


class SmtpDriver(Driver):
    """One SMTP session."""

    def __init__(self, stream: Stream, plan: SessionPlan) -> None:
        super().__init__(stream, plan)
        self._mechanisms: tuple[str, ...] = ()
        self._shown: bytes | None = None

    async def greet(self) -> str:
        self._attach(expecting=True)
        return _expected(await self._reply(self._gate.inner.read_response), 220).lines[0]

    async def hello(self) -> str:
        name = self._local_name()
        reply = await self._ask("EHLO", partial(self._client.ehlo, hostname=name))
        if reply.code in _EHLO_UNKNOWN:
            return await self._hello_of_old(name)
        known = read_ehlo(_expected(reply, 250))
        self.capabilities, self._mechanisms = known.lines, known.mechanisms
        count = say_count("{n} extension", "{n} extensions", len(known.lines))
        return ", ".join(filter(None, (known.hostname, count)))

    async def _hello_of_old(self, name: str) -> str:
        reply = _expected(await self._ask("HELO", partial(self._client.helo, hostname=name)), 250)
        return say("{name}, which knows HELO only", name=reply.lines[0].partition(" ")[0])

    async def ask_for_tls(self) -> None:
        if not any(line.upper() == "STARTTLS" for line in self.capabilities):
            raise Stopped(Seen.TLS_NOT_OFFERED)
        _expected(await self._command("STARTTLS", b"STARTTLS"), 220)
        self._gate.refuse_plaintext()
        self.stream.detach()

    def tls_established(self) -> None:
        super().tls_established()
        self._mechanisms = ()
        self._attach(expecting=False)

    async def _log_in(self, credentials: Credentials) -> str:
        name = self.choose_mechanism(self._mechanisms, credentials)
        endpoint = self.plan.endpoint
        mechanism = start(name, credentials, host=endpoint.host, port=endpoint.port)
        exchange = Exchange(mechanism, command_limit=SMTP_COMMAND_LIMIT)
        reply = await self._say(exchange.opening())
        while reply.code == 334:
            reply = await self._say(await self.answer(exchange.answer, reply.text.encode()))
        if not reply.positive and mechanism.refusal is not None:
            raise Stopped(Seen.REJECTED, str(mechanism.refusal), reply.reply)
        _expected(reply, 235)
        exchange.verify_finished()
        return reply.lines[0]

    async def prove(self) -> str:
        await self.keep_alive()
        return say("NOOP was answered")

    async def keep_alive(self) -> None:
        reply = await self._ask("NOOP", self._client.noop)
        if reply.code == 421:
            raise Stopped(Seen.DROPPED, reply=reply.reply)
        _expected(reply, 250)

    async def overhear(self) -> None:
        await self._gate.broken.wait()
        self._gate.expect()

    async def quit(self) -> None:
        await self._command("QUIT", b"QUIT")

    def resume(self) -> None:
        self._attach(expecting=False)

    @property
    def bare_line_feeds(self) -> int:
        return self._gate.bare_line_feeds

    def _attach(self, *, expecting: bool) -> None:
        """Begin with a client that knows nothing; `expecting` says whether the server speaks first."""
        self._gate = ReplyGate(self.note_heard, expecting=expecting)
        self._client = aiosmtplib.SMTP(timeout=None, start_tls=False)
        self._client.transport = self.stream.attach(self._gate, self._show)
        self._client.protocol = self._gate.inner

    def _show(self, raw: bytes) -> bytes:
        return raw if self._shown is None else self._shown

    def _local_name(self) -> str:
        """Give the name for EHLO: the account's, or the literal of our own address (RFC 5321 section 4.1.3)."""
        if self.plan.local_name:
            return _sendable(self.plan.local_name)
        return address_literal(self.stream.local_address)

    async def _say(self, line: Outgoing) -> Reply:
        """Send a line of a login, which is shown redacted."""
        self._shown = line.shown
        try:
            return await self._command("AUTH", line.data.removesuffix(CRLF))
        finally:
            self._shown = None

    async def _command(self, verb: str, line: bytes) -> Reply:
        return await self._ask(verb, partial(self._client.execute_command, line))

    async def _ask(self, verb: str, question: Callable[[], Awaitable[object]]) -> Reply:
        self.command = verb
        self._gate.expect()
        return await self._reply(question)

    async def _reply(self, question: Callable[[], Awaitable[object]]) -> Reply:
        """Give the reply to what `question` asks, whatever aiosmtplib makes of it."""
        self.waiting = True
        with suppress(aiosmtplib.SMTPException):
            await question()
        if self._gate.reply is None:
            raise self._gate.failure or Stopped(Seen.DROPPED)
        self.waiting = False
        return self._gate.reply


def _sendable(name: str) -> str:
    """Give the form of a local name that can follow EHLO. Raises `UnsafeArgument`."""
    try:
        name = to_ascii(name)
    except BadEndpoint:
        name = ""
    if not name.isprintable() or not name or " " in name:
        raise UnsafeArgument("the local name is not the name of a host")
    return name


def _expected(reply: Reply, code: int) -> Reply:
    """Give `reply` back where it has `code`. Raises `Stopped`."""
    if reply.code == code:
        return reply
    seen = Seen.UNEXPECTED if reply.positive else Seen.REJECTED
    raise Stopped(seen, str(reply.reply), reply.reply)
