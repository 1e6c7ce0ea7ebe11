"""One connection as a scripted server sees it: blocking, with everything that the client sent kept byte by byte."""

from __future__ import annotations

import socket
import ssl
import struct
from contextlib import suppress


class ConversationOver(Exception):
    """The client has left, or the script has hung up."""


class Link:
    """A connection, in clear until `start_tls`."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._pending = b""
        self._tls: ssl.SSLObject | None = None
        self._arrived = ssl.MemoryBIO()
        self._leaving = ssl.MemoryBIO()
        self.wire = bytearray()
        """What came over the wire, as it came."""
        self.clear = bytearray()
        """What came before TLS."""
        self.inside = bytearray()
        """What came inside TLS, decrypted."""

    def send(self, data: bytes) -> None:
        """Send all of `data`."""
        if self._tls is None:
            self._transmit(data)
        else:
            self._tls.write(data)
            self._flush()

    def read_line(self) -> bytes:
        """Give the next line without its end."""
        while b"\n" not in self._pending:
            self._pending += self.read()
        line, _, self._pending = self._pending.partition(b"\n")
        return line.removesuffix(b"\r")

    def read(self) -> bytes:
        """Give what comes next, at least one byte."""
        if self._tls is None:
            data = self._receive()
            self.clear += data
            return data
        while True:
            try:
                data = self._tls.read(65_536)
            except ssl.SSLWantReadError:
                self._flush()
                self._arrived.write(self._receive())
            except ssl.SSLError as error:
                raise ConversationOver(str(error)) from error
            else:
                if not data:
                    raise ConversationOver("the client ended TLS")
                self.inside += data
                return data

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Shake hands as the server. What the client sent in clear beyond the last line read stays unread."""
        self._pending = b""
        self._tls = context.wrap_bio(self._arrived, self._leaving, server_side=True)
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._arrived.write(self._receive())
            except ssl.SSLError as error:
                self._flush()
                raise ConversationOver(str(error)) from error
            else:
                self._flush()
                return

    def end_tls(self) -> None:
        """Say inside TLS that nothing more will come (RFC 8446 section 6.1)."""
        if self._tls is None:
            return
        with suppress(ssl.SSLError):
            self._tls.unwrap()
        self._flush()

    def reset(self) -> None:
        """Abort the connection: the client sees a reset (RFC 9293 section 3.5.2)."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self) -> None:
        """End the connection. Only the thread that reads it may."""
        self._socket.close()

    def interrupt(self) -> None:
        """Make whatever waits for the client stop waiting. Any thread may."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # the client was faster

    def _receive(self) -> bytes:
        try:
            data = self._socket.recv(65_536)
        except OSError as error:
            raise ConversationOver(str(error)) from error
        if not data:
            raise ConversationOver("the client closed the connection")
        self.wire += data
        return data

    def _transmit(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise ConversationOver(str(error)) from error

    def _flush(self) -> None:
        if data := self._leaving.read():
            self._transmit(data)
