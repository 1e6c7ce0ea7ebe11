"""A step that carries a conversation to a real server: what the client sends there can be read off the wire."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import NoReturn

from tests.support.link import ConversationOver, Link
from tests.support.ports import LOOPBACK


@dataclass(frozen=True, slots=True)
class Forward:
    """Pass everything on, in both directions, until either side leaves."""

    port: int
    host: str = LOOPBACK

    def play(self, link: Link, stopping: threading.Event) -> NoReturn:
        with closing(socket.socket()) as server:
            try:
                server.connect((self.host, self.port))
            except OSError as error:
                raise ConversationOver(str(error)) from error
            back = threading.Thread(target=_carry_back, args=(server, link), daemon=True)
            back.start()
            try:
                while True:
                    server.sendall(link.read())
            except OSError as error:
                raise ConversationOver(str(error)) from error
            finally:
                with suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)
                back.join()


def _carry_back(server: socket.socket, link: Link) -> None:
    with suppress(OSError, ConversationOver):
        while data := server.recv(65_536):
            link.send(data)
    link.interrupt()
