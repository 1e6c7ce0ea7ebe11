"""The raw connection under a stream: passes on what arrives, holds back who writes too fast, tells its end once."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Any, Final, Protocol, cast

from postroom.net.deadlines import within

READ_AT_ONCE: Final = 64 * 1024
"""Octets: a stock transport sets apart four times as much for each reading, which the system has to map each time."""

_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)


class WireOwner(Protocol):
    """Whoever is told what happens on a wire. All calls come from the loop."""

    def raw_received(self, raw: bytes) -> None: ...
    def raw_ended(self, error: Exception | None) -> None:
        """The server ended the connection in order, or `error` did. May be called twice."""
        ...

    def writing_paused(self) -> None: ...
    def writing_resumed(self) -> None: ...


class Wire(asyncio.Protocol):
    """A TCP connection on the loop's own transport."""

    def __init__(self, owner: WireOwner) -> None:
        self._owner = owner
        self._writable = asyncio.Event()
        self._writable.set()
        self._gone = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._sock: socket.socket | None = None

    async def connect(self, sock: socket.socket) -> None:
        """Take over a connected socket, which is closed with the wire, and also when this is cancelled."""
        try:
            await asyncio.get_running_loop().create_connection(lambda: self, sock=sock)
            self._sock = sock
        except BaseException:
            if self._transport is None:
                sock.close()
            self.abort()
            raise

    def write(self, raw: bytes) -> None:
        """Send as soon as possible; after the end it does nothing."""
        if raw and self._transport is not None:
            self._transport.write(raw)

    def hasten(self) -> None:
        """Have the system acknowledge at once what arrives next, and what has arrived, where it can be asked to.

        A server whose pieces wait for each other's acknowledgement (RFC 896), such as the tickets and the greeting of
        a Postfix under TLS 1.3, would seem slow by 40 ms.
        """
        if self._sock is not None and _QUICKACK is not None:
            with suppress(OSError):  # the connection has just been lost
                self._sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    async def drain(self) -> None:
        """Return when there is room for more, or when there is no use in waiting for it."""
        await self._writable.wait()

    def pause_reading(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def abort(self) -> None:
        """Release the connection now; what was not sent yet is lost. Twice is harmless."""
        if self._transport is not None and not self._gone.is_set():
            self._transport.abort()

    async def finish(self, bound: float) -> None:
        """Send what was written and the end, wait `bound` seconds for the server's end, and release the connection.

        A socket that is closed with bytes in it that nobody read resets the connection, and what was sent last may be
        lost at the server; TLS 1.3 servers send such bytes unasked. Cancelled, it releases at once.
        """
        try:
            if self._transport is not None and not self._transport.is_closing():
                self._transport.resume_reading()
                with suppress(OSError):  # it was reset, and the loop has not told us yet
                    self._transport.write_eof()
            async with within(bound):
                await self._gone.wait()
        except TimeoutError:
            pass  # a server that neither reads nor leaves cannot keep us
        finally:
            self.abort()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default if self._transport is None else self._transport.get_extra_info(name, default)

    def write_buffer_size(self) -> int:
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    # What the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if hasattr(transport, "max_size"):
            transport.max_size = READ_AT_ONCE
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._owner.raw_received(data)

    def eof_received(self) -> bool:
        self._owner.raw_ended(None)
        return False  # neither protocol has anything to say to a server that hears no more

    def connection_lost(self, exc: Exception | None) -> None:
        self._sock = None
        self._gone.set()
        self._writable.set()
        self._owner.raw_ended(exc)

    def pause_writing(self) -> None:
        self._writable.clear()
        self._owner.writing_paused()

    def resume_writing(self) -> None:
        self._writable.set()
        self._owner.writing_resumed()
