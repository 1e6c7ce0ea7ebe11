"""Who listens to a stream: a transcript, or nobody where those who speak keep for themselves what is said."""

from __future__ import annotations

from typing import Protocol


class Tap(Protocol):
    """Hears everything that passes a stream, in clear."""

    def sent(self, shown: bytes) -> None:
        """Hear what was sent, in the form in which it may be shown."""
        ...

    def received(self, data: bytes) -> None:
        """Hear what the server sent, however it was cut into pieces."""
        ...

    def flush(self) -> None:
        """Keep a line that has begun: nothing more is to come."""
        ...


class Deaf:
    """Hears nothing."""

    def sent(self, shown: bytes) -> None:
        del shown

    def received(self, data: bytes) -> None:
        del data

    def flush(self) -> None:
        pass
