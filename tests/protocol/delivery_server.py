"""A server to deliver to, which keeps to the protocol and knows what it took."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Choose = Callable[[str], int]
"""Gives the code of the answer to a verb; `.` is the final dot's."""


@dataclass
class Server:
    """Reads what a client sends, cut anywhere, and answers by `choose`. It does not look ahead, nor fall behind."""

    choose: Choose
    pipelining: bool
    taken: list[tuple[frozenset[bytes], bytes]] = field(default_factory=list)
    """The messages that were accepted: for whom, and octet for octet."""
    _buffer: bytes = b""
    _sender: bool = False
    _recipients: list[bytes] = field(default_factory=list)
    _message: list[bytes] | None = None

    def receive(self, data: bytes) -> bytes:
        """Give the answers to all that has arrived whole."""
        self._buffer += data
        answers = []
        while b"\r\n" in self._buffer:
            line, _, self._buffer = self._buffer.partition(b"\r\n")
            code = self._command(line) if self._message is None else self._line(line, self._message)
            if code is not None:
                answers.append(b"%d words\r\n" % code)
        return b"".join(answers)

    def _command(self, line: bytes) -> int:
        assert self.pipelining or not self._buffer, "a command came before the answer to the one before"
        match line[:4]:
            case b"MAIL":
                assert not self._sender, "a transaction began within another"
                code = self.choose("MAIL")
                self._sender = code < 400
            case b"RCPT":
                code = self.choose("RCPT") if self._sender else 503
                if code < 400:
                    self._recipients.append(line.removeprefix(b"RCPT TO:<").partition(b">")[0])
            case b"DATA":
                code = self.choose("DATA") if self._sender else 503
                self._message = [] if code < 400 else None
            case _:
                assert line == b"RSET"
                code = 250
                self._forget()
        return code

    def _line(self, line: bytes, message: list[bytes]) -> int | None:
        assert b"\r" not in line
        assert b"\n" not in line
        if line != b".":
            message.append(line.removeprefix(b".") + b"\r\n")
            return None
        assert self._recipients or not message, "a message was sent to nobody"
        code = self.choose(".")
        if code < 400 and self._recipients:
            self.taken.append((frozenset(self._recipients), b"".join(message)))
        self._forget()
        return code

    def _forget(self) -> None:
        self._sender, self._recipients, self._message = False, [], None
