"""What a receiver of mail has taken: messages byte for byte, and the commands that brought them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

DEADLINE: Final = 20.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that was taken."""

    connection: int
    mail: str
    """The MAIL command."""
    recipients: tuple[str, ...]
    """The addresses that were accepted."""
    wire: bytes
    """The message as it came, up to the final dot."""

    @property
    def content(self) -> bytes:
        """The message with its dots as they were before it was sent (RFC 5321 section 4.5.2)."""
        return b"\r\n".join(line.removeprefix(b".") for line in self.wire.split(b"\r\n"))


class Register:
    """Everything that was said and taken, in order. It is written by the receiver's thread and read by any."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.commands: list[tuple[int, str]] = []
        """What was said, with the number of the connection, from 1."""
        self.connections = 0
        self._changed = threading.Condition()

    def connect(self) -> int:
        """Give the next connection its number."""
        with self._changed:
            self.connections += 1
            return self.connections

    def hear(self, connection: int, command: str) -> None:
        with self._changed:
            self.commands.append((connection, command))
            self._changed.notify_all()

    def take(self, letter: Letter) -> None:
        with self._changed:
            self.letters.append(letter)
            self._changed.notify_all()

    def verbs(self, connection: int | None = None) -> list[str]:
        """Give the first words of what was said, on one connection or on all."""
        return [said.split()[0].upper() for number, said in self.commands if connection in {None, number}]

    def count(self, marker: Callable[[Letter], str]) -> Counter[str]:
        """Count the letters by what `marker` reads from each."""
        with self._changed:
            return Counter(map(marker, self.letters))

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Return as soon as it holds. Raises `TimeoutError`."""
        with self._changed:
            if not self._changed.wait_for(holds, DEADLINE):
                raise TimeoutError(f"{len(self.letters)} letters and {len(self.commands)} commands came")
