"""A session as few lines of blocking sockets say it: the yardstick for ours.

It says what ours says, reads each reply to its end, and looks at nothing but whether the server agrees.
"""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from typing import Final

from postroom.model.endpoint import Endpoint, Protocol, Security
from tests.support.dovecot_files import User

RECEIVE: Final = 65_536


class BareDialogue:
    """One blocking session. `verbs` are those that were sent."""

    def __init__(self, protocol: Protocol, endpoint: Endpoint, user: User, context: ssl.SSLContext) -> None:
        self.verbs: list[str] = []
        self._protocol = protocol
        self._endpoint = endpoint
        self._user = user
        self._context = context

    def run(self) -> None:
        """Open the session, prove it by a command, and close it in order."""
        self._connect()
        with closing(self._socket):
            if self._protocol is Protocol.POP3:
                self._speak_pop3()
            else:
                self._speak_smtp()
            self._await_end()

    def _connect(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.connect((self._endpoint.host, self._endpoint.port))
        if self._endpoint.security is Security.TLS:
            self._start_tls()

    def _await_end(self) -> None:
        while self._socket.recv(RECEIVE):
            pass

    def _start_tls(self) -> None:
        self._socket = self._context.wrap_socket(self._socket, server_hostname=self._endpoint.host)
        self._hasten()

    def _hasten(self) -> None:
        """Have answers acknowledged at once, as our sessions do: or a Postfix under TLS is 40 ms slower."""
        if hasattr(socket, "TCP_QUICKACK"):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _speak_pop3(self) -> None:
        self._line()
        self._ask("CAPA", self._list)
        if self._endpoint.security is Security.STARTTLS:
            self._ask("STLS", self._line)
            self._start_tls()
            self._ask("CAPA", self._list)
        self._ask(f"AUTH PLAIN {self._plain()}", self._line)
        self._ask("STAT", self._line)
        self._ask("QUIT", self._line)

    def _speak_smtp(self) -> None:
        self._reply()
        self._ask(f"EHLO [{self._endpoint.host}]", self._reply)
        if self._endpoint.security is Security.STARTTLS:
            self._ask("STARTTLS", self._reply)
            self._start_tls()
            self._ask(f"EHLO [{self._endpoint.host}]", self._reply)
        self._ask(f"AUTH PLAIN {self._plain()}", self._reply)
        self._ask("NOOP", self._reply)
        self._ask("QUIT", self._reply)

    def _plain(self) -> str:
        """The one answer of PLAIN (RFC 4616 section 2)."""
        return base64.b64encode(f"\0{self._user.name}\0{self._user.password.reveal()}".encode()).decode()

    def _ask(self, command: str, read: Callable[[], None]) -> None:
        self.verbs.append(command.split(maxsplit=1)[0])
        self._socket.sendall(f"{command}\r\n".encode())
        self._hasten()
        read()

    def _line(self) -> None:
        self._read_until(lambda heard: heard.endswith(b"\r\n"), b"+OK")

    def _list(self) -> None:
        self._read_until(lambda heard: heard.endswith(b"\r\n.\r\n"), b"+OK")

    def _reply(self) -> None:
        self._read_until(_is_whole_reply, b"2")

    def _read_until(self, whole: Callable[[bytes], bool], good: bytes) -> None:
        heard = b""
        while not whole(heard):
            data = self._socket.recv(RECEIVE)
            if not data:
                raise ConnectionError("the server has hung up")
            heard += data
        if not heard.startswith(good):
            raise ConnectionError(f"the server refused: {heard!r}")


def _is_whole_reply(heard: bytes) -> bool:
    """The last line of a reply has a space after its code (RFC 5321 section 4.2)."""
    return heard.endswith(b"\r\n") and heard[:-2].rpartition(b"\n")[2][3:4] == b" "
