"""The steps of a scripted server's play."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn, Protocol, TypeAlias

from tests.support.link import ConversationOver, Link


class Step(Protocol):
    """One thing that a scripted server does."""

    def play(self, link: Link, stopping: threading.Event) -> None:
        """Do it. Raises `ConversationOver` when the client has left."""
        ...


Script: TypeAlias = Sequence[Step]


class Unexpected(Exception):
    """The client sent something else than the script expects."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send bytes, as they are."""

    data: bytes

    def play(self, link: Link, stopping: threading.Event) -> None:
        link.send(self.data)


@dataclass(frozen=True, slots=True)
class Drip:
    """Send bytes one by one, each after a pause in seconds."""

    data: bytes
    pause: float

    def play(self, link: Link, stopping: threading.Event) -> None:
        for byte in self.data:
            _wait(stopping, self.pause)
            link.send(bytes([byte]))


@dataclass(frozen=True, slots=True)
class Endless:
    """Send the same bytes again and again, with a pause in seconds between them."""

    chunk: bytes
    pause: float = 0.0

    def play(self, link: Link, stopping: threading.Event) -> None:
        while True:
            link.send(self.chunk)
            _wait(stopping, self.pause)


@dataclass(frozen=True, slots=True)
class Delay:
    """Wait, in seconds."""

    seconds: float

    def play(self, link: Link, stopping: threading.Event) -> None:
        _wait(stopping, self.seconds)


@dataclass(frozen=True, slots=True)
class Expect:
    """Read a line that must match the pattern, in any case of its letters."""

    pattern: bytes = b".*"

    def play(self, link: Link, stopping: threading.Event) -> None:
        line = link.read_line()
        if not _matches(self.pattern, line):
            raise Unexpected(f"{line!r} instead of {self.pattern!r}")


@dataclass(frozen=True, slots=True)
class Converse:
    """Read lines and play the script of the first pattern that matches each, until the client leaves."""

    answers: Sequence[tuple[bytes, Script]]

    def play(self, link: Link, stopping: threading.Event) -> None:
        while True:
            line = link.read_line()
            play(self._script_for(line), link, stopping)

    def _script_for(self, line: bytes) -> Script:
        for pattern, script in self.answers:
            if _matches(pattern, line):
                return script
        raise Unexpected(f"no answer to {line!r}")


@dataclass(frozen=True, slots=True)
class StartTls:
    """Shake hands as a TLS server."""

    context: ssl.SSLContext

    def play(self, link: Link, stopping: threading.Event) -> None:
        link.start_tls(self.context)


@dataclass(frozen=True, slots=True)
class Silence:
    """Say nothing more, and listen until the client leaves."""

    def play(self, link: Link, stopping: threading.Event) -> NoReturn:
        while True:
            link.read()


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection in order, TLS first."""

    def play(self, link: Link, stopping: threading.Event) -> NoReturn:
        link.end_tls()
        raise ConversationOver("the script hung up")


@dataclass(frozen=True, slots=True)
class Cut:
    """Close the connection (FIN) without a word inside TLS, as a server does that crashes."""

    def play(self, link: Link, stopping: threading.Event) -> NoReturn:
        raise ConversationOver("the script hung up")


@dataclass(frozen=True, slots=True)
class Reset:
    """Abort the connection (RST)."""

    def play(self, link: Link, stopping: threading.Event) -> NoReturn:
        link.reset()
        raise ConversationOver("the script hung up")


def play(script: Script, link: Link, stopping: threading.Event) -> None:
    """Play a script to its end. Raises `ConversationOver` and `Unexpected`."""
    for step in script:
        step.play(link, stopping)


def _matches(pattern: bytes, line: bytes) -> bool:
    return re.fullmatch(pattern, line, re.IGNORECASE | re.DOTALL) is not None


def _wait(stopping: threading.Event, seconds: float) -> None:
    if stopping.wait(seconds):
        raise ConversationOver("the server stops")
