r"""The one stream of a session: bytes both ways, in clear and under TLS, with a tap into the transcript.

    async with within(30):
        stream = await Stream.open(dialled.socket, transcript)
        greeting = await stream.receive()
        stream.send(b"PASS secret\r\n", shown=b"PASS [redacted]")

What closing means: `close` releases at once, twice is harmless, and every later call raises `StreamClosed`. When the
server ends the connection, what it said before can still be received. Deadlines are the caller's; after a cancellation
a stream can only be closed, because half a reply may be under way.
"""

from __future__ import annotations

import asyncio
import socket
from enum import StrEnum
from typing import Any, Final, Self

from postroom.net.attached import AttachedTransport, Shown
from postroom.net.errors import ConnectionLost, InjectedPlaintext, NetError, StreamClosed
from postroom.net.inbox import Inbox
from postroom.net.tap import Tap
from postroom.net.tls import TlsChannel
from postroom.net.wire import Wire

CLOSE_SECONDS: Final = 0.5
"""How long `aclose` waits for the server to end the connection too."""


class Ending(StrEnum):
    """Who ended a stream."""

    SERVER = "server"
    """The server, in order."""
    LOST = "lost"
    """Nobody: it was reset or broken."""
    CLOSED = "closed"
    """We did."""


class Stream:
    """A connection to a server. Made by `open`; all methods belong to the thread of the loop."""

    def __init__(self, transcript: Tap) -> None:
        self.ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        """Done as soon as the connection has ended, whoever ended it; what arrived before can still be received."""
        self.closed = False
        """Whether we closed it."""
        self._transcript: Tap = transcript
        self._wire = Wire(self)
        self._channel: TlsChannel | None = None
        self._handshaking = False
        self._attached: AttachedTransport | None = None
        self._is_hasty = True
        """Whether an answer is awaited to whatever is sent."""
        self._inbox = Inbox(self._wire)
        self._failure: NetError | None = None

    @classmethod
    async def open(cls, sock: socket.socket, transcript: Tap) -> Self:
        """Make a stream of a connected, non-blocking socket, which belongs to it from now on."""
        stream = cls(transcript)
        await stream._wire.connect(sock)
        return stream

    # Sending and receiving

    def send(self, data: bytes, shown: bytes) -> None:
        """Send `data` as soon as possible; the transcript gets `shown`.

        Raises `StreamClosed`, or `ConnectionLost` where the server has ended the connection.
        """
        self._check_open()
        if self.ended.done():
            raise self._failure or ConnectionLost("the server has ended the connection")
        self.pass_on(data, shown)

    def pass_on(self, data: bytes, shown: bytes) -> None:
        """Send `data` over a connection that is known to stand."""
        self._transcript.sent(shown)
        if self._channel is None:
            self._wire.write(data)
        else:
            self._channel.send(data)
            self._wire.write(self._channel.outgoing())
        if self._is_hasty:
            self._wire.hasten()

    def hasten(self) -> None:
        """Let the server know at once what has arrived: it may wait for that before it sends the rest of an answer."""
        self._wire.hasten()

    async def drain(self) -> None:
        """Return when there is room for more to send. Raises `StreamClosed`, also where it is closed meanwhile."""
        self._check_open()
        await self._wire.drain()
        self._check_open()

    async def receive(self) -> bytes:
        """Give what has arrived, at least one byte; `b""` when the server has ended the connection in order.

        Raises `StreamClosed`, also where it is closed meanwhile; `ConnectionLost`; and `TlsFailed` where the server
        refuses TLS after we took it as established, as it may from TLS 1.3 on.
        """
        await self._wait()
        data = self.take()
        if not data and self._failure is not None:
            raise self._failure
        return data

    def take(self) -> bytes:
        """Give what has arrived without waiting for it."""
        return self._inbox.take()

    # TLS

    async def start_tls(self, host: str, *, at_once: bool = False) -> None:
        """Go on under TLS; the server is told which `host` is wanted. Its certificate is judged by nobody.

        Nothing may have arrived that nobody received: that raises `InjectedPlaintext`, except `at_once`, where TLS
        starts with the first byte and all that arrives belongs to the handshake. Raises `TlsFailed` too. After
        an error, and when cancelled, the stream is closed.
        """
        try:
            self._check_open()
            if self._channel is not None:
                raise RuntimeError("the stream is under TLS already")
            if self._inbox and not at_once:
                raise InjectedPlaintext(self.take())
            self._channel = TlsChannel(host)
            await self._shake_hands(self._channel)
        except BaseException as error:
            if isinstance(error, NetError):
                self._flush()  # the alert that tells the server why
            self.close()
            raise
        self._receive_encrypted(self._channel, self.take())

    async def _shake_hands(self, channel: TlsChannel) -> None:
        self._handshaking = True
        while not channel.handshake():
            self._flush()
            await self._wait()
            if self._inbox:
                channel.feed(self.take())
            else:
                channel.feed_eof()
        self._check_open()
        self._handshaking = False

    @property
    def tls(self) -> TlsChannel | None:
        """The TLS connection, None in clear."""
        return None if self._handshaking else self._channel

    @property
    def first_bytes(self) -> bytes:
        """The beginning of what the server sent, raw, since TLS was to start; empty in clear."""
        return b"" if self._channel is None else self._channel.first_bytes

    # Another driver

    def attach(
        self, protocol: asyncio.BaseProtocol, shown: Shown, *, hasty: bool = True
    ) -> asyncio.Transport:
        """Let `protocol` drive the stream: what arrives goes to it; what it writes is recorded as `shown` says.

        It is told `connection_made`, and what has arrived already. Until `detach` nothing can be received here. Unless
        it is `hasty`, it calls `hasten` itself where it has heard a part of an answer: each time costs a packet.
        """
        self._check_open()
        if self._attached is not None:
            raise RuntimeError("another protocol drives the stream")
        self._is_hasty = hasty
        self._attached = AttachedTransport(self, protocol, shown)
        protocol.connection_made(self._attached)
        if self._inbox:
            self._attached.deliver(self.take())
        if self.ended.done():
            self._attached.end(self._failure, eof=self._failure is None)
        return self._attached

    def tap(self, listener: Tap) -> Tap:
        """Let `listener` hear what is said from now on, in place of the one that did, who is given back."""
        before, self._transcript = self._transcript, listener
        before.flush()
        return before

    def detach(self) -> None:
        """Drive the stream ourselves again. The protocol is told nothing. Twice is harmless."""
        if self._attached is not None:
            self._attached.detach()
            self._attached = None
            self._is_hasty = True

    # The end

    def close(self) -> None:
        """Release the connection now, with a farewell under TLS where that does not wait."""
        if not self.closed:
            self._say_farewell()
            self._wire.abort()
            self._end(Ending.CLOSED)

    async def aclose(self) -> None:
        """Send what was written and end the connection in order, within `CLOSE_SECONDS`; when cancelled, at once."""
        if not self.closed:
            self._say_farewell()
            try:
                await self._wire.finish(CLOSE_SECONDS)
            finally:
                self._end(Ending.CLOSED)

    def _say_farewell(self) -> None:
        self.closed = True
        if self.tls is not None:
            self.tls.close()
            self._flush()

    # Facts

    @property
    def local_address(self) -> str:
        """The address of our end."""
        return str(self.get_extra_info("sockname", ("",))[0])

    @property
    def write_buffer_size(self) -> int:
        """Bytes that were written and not sent yet."""
        return self._wire.write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Give what asyncio's transports give under that name."""
        return self._wire.get_extra_info(name, default)

    # What the wire calls

    def raw_received(self, raw: bytes) -> None:
        if self.closed:
            return
        if self._channel is None:
            self._deliver(raw)
        elif self._handshaking:
            self._inbox.add(raw)
        else:
            self._receive_encrypted(self._channel, raw)

    def raw_ended(self, error: Exception | None) -> None:
        if self.closed:
            self._end(Ending.CLOSED)
        elif error is None:
            self._end(Ending.SERVER)
        else:
            self._end(Ending.LOST, ConnectionLost(str(error)))

    def writing_paused(self) -> None:
        if self._attached is not None:
            self._attached.get_protocol().pause_writing()

    def writing_resumed(self) -> None:
        if self._attached is not None:
            self._attached.get_protocol().resume_writing()

    # Within

    def _receive_encrypted(self, channel: TlsChannel, raw: bytes) -> None:
        data = channel.receive(raw)
        if not data and not self._is_hasty:
            self._wire.hasten()  # half a record, of which the driver hears nothing yet
        self._deliver(data)
        self._flush()
        if channel.failure is not None:
            self._end(Ending.LOST, channel.failure)
        elif channel.closed:
            self._end(Ending.SERVER)

    def _deliver(self, data: bytes) -> None:
        if not data:
            return
        self._transcript.received(data)
        if self._attached is None:
            self._inbox.add(data)
        else:
            self._attached.deliver(data)

    async def _wait(self) -> None:
        """Return when something has arrived or the server has ended the connection. Raises `StreamClosed`."""
        self._check_open()
        if self._attached is not None:
            raise RuntimeError("another protocol drives the stream")
        await self._inbox.news()
        self._check_open()

    def _end(self, ending: Ending, failure: NetError | None = None) -> None:
        if self.ended.done():
            return
        self._failure = failure
        self.ended.set_result(ending)
        self._inbox.end()
        self._transcript.flush()
        if self._attached is not None:
            self._attached.end(failure, eof=ending is Ending.SERVER)

    def _flush(self) -> None:
        if self._channel is not None and (outgoing := self._channel.outgoing()):
            self._wire.write(outgoing)
            self._wire.hasten()

    def _check_open(self) -> None:
        if self.closed:
            raise StreamClosed
