"""A receiver of mail that keeps what arrives byte for byte, and refuses, drops or loses what a test wants it to.

It runs in a thread of its own, so that it serves senders on any event loop and in any process.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, cast

from postroom.model.endpoint import Security
from tests.support.answers import Answer, AnswerBook, Plan, Then
from tests.support.letters import Letter, Register
from tests.support.ports import LOOPBACK

EXTENSIONS: Final = ("PIPELINING", "SIZE 60000000", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES")
LARGEST: Final = 2**26
"""Octets that a line may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How the receiver presents itself."""

    extensions: Sequence[str] | None = EXTENSIONS
    """None where it knows no EHLO."""
    security: Security = Security.NONE
    context: ssl.SSLContext | None = None


class Receiver:
    """Answers by `plan`. A context manager: its port is open from the start to the end.

    `heard` is called in the receiver's thread with each command, before it is answered.
    """

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        manners: Manners | None = None,
        heard: Callable[[str], None] = lambda command: None,
    ) -> None:
        self.register = Register()
        self.manners = manners or Manners()
        self.heard = heard
        self.port = 0
        self._book = AnswerBook(plan or {})
        self._loop = asyncio.new_event_loop()
        self.never: asyncio.Future[None] = self._loop.create_future()
        """Is never done: who waits for it waits for the end."""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="receiver", daemon=True)

    @property
    def letters(self) -> list[Letter]:
        """What was taken, in order."""
        return self.register.letters

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        context = self.manners.context if self.manners.security is Security.TLS else None
        serving = asyncio.start_server(self._serve, LOOPBACK, 0, limit=LARGEST, ssl=context, backlog=200)
        server = self._loop.run_until_complete(serving)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(_settle(self._loop))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = _Visit(self, self._book, reader, writer)
        with suppress(_Over, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await visit.run()
        with suppress(OSError):
            writer.close()


async def _settle(loop: asyncio.AbstractEventLoop) -> None:
    """Wait for what is being cancelled, and for transports to close."""
    others = asyncio.all_tasks(loop) - {asyncio.current_task()}
    if others:
        await asyncio.wait(others)
    await asyncio.sleep(0)


class _Over(Exception):
    """The connection was ended by the plan, or by QUIT."""


class _Visit:
    """One connection."""

    def __init__(
        self, receiver: Receiver, book: AnswerBook, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._receiver = receiver
        self._book = book
        self._reader = reader
        self._writer = writer
        self._number = receiver.register.connect()
        self._encrypted = receiver.manners.security is Security.TLS
        self._forget()

    def _forget(self) -> None:
        self._mail: str | None = None
        self._recipients: list[str] = []

    async def run(self) -> None:
        await self._answer("220 receiver.postroom.test ESMTP", "CONNECT")
        while True:
            line = await self._reader.readuntil(b"\r\n")
            command = line[:-2].decode("utf-8", "backslashreplace")
            self._receiver.register.hear(self._number, command)
            self._receiver.heard(command)
            await self._obey(command)

    async def _obey(self, command: str) -> None:
        match (command.split() or ["?"])[0].upper():
            case "EHLO":
                await self._greet()
            case "MAIL":
                self._forget()
                if await self._answer("250 2.1.0 Ok", "MAIL"):
                    self._mail = command
            case "RCPT":
                await self._add(command)
            case "DATA":
                await self._take()
            case "RSET":
                self._forget()
                await self._answer("250 2.0.0 Ok", "RSET")
            case "STARTTLS":
                await self._start_tls()
            case "QUIT":
                await self._answer("221 2.0.0 Bye", "QUIT")
                raise _Over
            case "HELO" | "NOOP" as verb:
                await self._answer("250 2.0.0 Ok", verb)
            case verb:
                await self._answer("502 5.5.2 What?", verb)

    async def _greet(self) -> None:
        extensions = self._receiver.manners.extensions
        if extensions is None:
            await self._answer("502 5.5.1 EHLO is not known", "EHLO")
            return
        starttls = self._receiver.manners.security is Security.STARTTLS and not self._encrypted
        offered = ["receiver.postroom.test", *extensions, *(["STARTTLS"] if starttls else [])]
        lines = [f"250-{line}" for line in offered[:-1]] + [f"250 {offered[-1]}"]
        await self._answer("\r\n".join(lines), "EHLO")

    async def _start_tls(self) -> None:
        context = self._receiver.manners.context
        assert context is not None
        await self._answer("220 2.0.0 Go on", "STARTTLS")
        await self._writer.start_tls(context)
        self._encrypted = True

    async def _add(self, command: str) -> None:
        address = command.partition("<")[2].partition(">")[0]
        if self._mail is None:
            await self._answer("503 5.5.1 MAIL first", "RCPT")
        elif await self._answer("250 2.1.5 Ok", address, "RCPT"):
            self._recipients.append(address)

    async def _take(self) -> None:
        if not self._recipients:
            await self._answer("554 5.5.1 No valid recipients", "DATA")
            return
        if not await self._answer("354 End data with <CR><LF>.<CR><LF>", "DATA"):
            return
        wire = await self._read_content()
        answer = self._book.next_answer(".") or Answer("250 2.0.0 Ok: queued as 4711")
        if answer.is_good or answer.takes:
            assert self._mail is not None
            letter = Letter(self._number, self._mail, tuple(self._recipients), wire)
            self._receiver.register.take(letter)
        self._receiver.heard(".")
        self._forget()
        await self._say(answer)

    async def _read_content(self) -> bytes:
        lines: list[bytes] = []
        while (line := await self._reader.readuntil(b"\r\n")) != b".\r\n":
            if not lines and (answer := self._book.next_answer("CONTENT")) is not None:
                await self._say(answer)
            lines.append(line)
        return b"".join(lines)

    async def _answer(self, usual: str, *keys: str) -> bool:
        """Give the usual answer or what the plan puts in its place; tell whether it was good."""
        answer = self._book.next_answer(*keys) or Answer(usual)
        await self._say(answer)
        return answer.is_good

    async def _say(self, answer: Answer) -> None:
        if answer.text:
            self._writer.write(answer.text.encode() + b"\r\n")
            await self._writer.drain()
        match answer.then:
            case Then.GO_ON:
                return
            case Then.RESET:
                self._writer.transport.abort()
            case Then.STALL:
                await self._reader.read(-1)
            case Then.DEAF:
                cast("asyncio.Transport", self._writer.transport).pause_reading()
                await asyncio.shield(self._receiver.never)
            case Then.DROP:
                pass
        raise _Over
