"""A server on loopback that plays a script to each client, whatever the script is, and remembers what the client sent.

It runs in threads of its own, so that it serves clients on any event loop.
"""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from types import TracebackType
from typing import Final, Self

from tests.support.link import ConversationOver, Link
from tests.support.ports import LOOPBACK
from tests.support.steps import Script, Unexpected, play

DEADLINE: Final = 5.0


class Connection:
    """One client's visit: the script it is shown, and all that it sends."""

    def __init__(self, link: Link, script: Script, stopping: threading.Event) -> None:
        self.link = link
        """Keeps what came: over the `wire`, in `clear`, and `inside` TLS."""
        self.unexpected: str | None = None
        """What the client sent where the script expects something else."""
        self._script = script
        self._stopping = stopping
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play, name="scripted connection", daemon=True)
        self._thread.start()

    @property
    def wire(self) -> bytes:
        """What came over the wire, as it came."""
        return bytes(self.link.wire)

    @property
    def clear(self) -> bytes:
        """What came before TLS; a TLS handshake is no part of it."""
        return bytes(self.link.clear)

    @property
    def inside(self) -> bytes:
        """What came inside TLS, decrypted."""
        return bytes(self.link.inside)

    @property
    def lines(self) -> list[str]:
        """What the client said, line by line, in clear and then inside TLS."""
        return (self.clear + self.inside).decode("utf-8", "backslashreplace").splitlines()

    def wait_until_over(self, timeout: float = DEADLINE) -> None:
        """Return when the visit has ended. Raises `TimeoutError`."""
        if not self._over.wait(timeout):
            raise TimeoutError("the client is still connected")

    def stop(self) -> None:
        """End the visit."""
        self.link.interrupt()
        self._thread.join(DEADLINE)

    def _play(self) -> None:
        try:
            play(self._script, self.link, self._stopping)
        except Unexpected as error:
            self.unexpected = str(error)
        except ConversationOver:
            pass
        finally:
            self.link.close()
            self._over.set()


class HostileServer:
    """Plays the first script to the first client, and so on; the last one to all that follow. A context manager."""

    def __init__(self, *scripts: Script, host: str = LOOPBACK) -> None:
        self._scripts = scripts
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._connections: list[Connection] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="scripted server", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The visits so far."""
        with self._changed:
            return tuple(self._connections)

    def connection(self, number: int = 0, timeout: float = DEADLINE) -> Connection:
        """Give the visit with this number, from 0, as soon as it begins. Raises `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._connections) > number, timeout):
                raise TimeoutError(f"there were only {len(self._connections)} connections")
            return self._connections[number]

    def stop(self) -> None:
        """End all visits and close the port. Twice is harmless."""
        self._stopping.set()
        with closing(socket.socket(self._listener.family)) as waker:
            waker.connect_ex((self.host, self.port))
        self._thread.join(DEADLINE)
        self._listener.close()
        for connection in self.connections:
            connection.stop()

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self._stopping.is_set():
                sock.close()
                return
            with self._changed:
                script = self._scripts[min(len(self._connections), len(self._scripts) - 1)]
                self._connections.append(Connection(Link(sock), script, self._stopping))
                self._changed.notify_all()
