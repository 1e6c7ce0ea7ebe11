"""A stream as a transport, so that another library's protocol can drive it without seeing past the tap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from postroom.net.stream import Stream

Shown = Callable[[bytes], bytes]
"""Gives the form in which a piece of what is written may be shown."""


class AttachedTransport(asyncio.Transport):
    """What an attached protocol takes for its transport. After `detach` it is closed for good, the stream is not."""

    def __init__(self, stream: Stream, protocol: asyncio.BaseProtocol, shown: Shown) -> None:
        super().__init__()
        self._stream = stream
        self._protocol = protocol
        self._shown = shown
        self._detached = False

    # What the stream calls

    def deliver(self, data: bytes) -> None:
        """Hand over what arrived."""
        cast("asyncio.Protocol", self._protocol).data_received(data)

    def end(self, error: Exception | None, *, eof: bool) -> None:
        """Tell the protocol that the connection is gone, with the end of the data before where the server ended it."""
        asyncio.get_running_loop().call_soon(self._tell_end, error, eof)

    def detach(self) -> None:
        self._detached = True

    def _tell_end(self, error: Exception | None, eof: bool) -> None:
        if self._detached:
            return
        if eof:
            cast("asyncio.Protocol", self._protocol).eof_received()
        self._protocol.connection_lost(error)

    # What the protocol calls

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if not self.is_closing():
            raw = bytes(data)
            self._stream.pass_on(raw, self._shown(raw))

    def is_closing(self) -> bool:
        return self._detached or self._stream.closed or self._stream.ended.done()

    def close(self) -> None:
        if not self._detached:
            self._stream.close()

    def abort(self) -> None:
        self.close()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._stream.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def get_write_buffer_size(self) -> int:
        return self._stream.write_buffer_size
