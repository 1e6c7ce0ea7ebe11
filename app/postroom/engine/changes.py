"""What changed, told in batches: faces read snapshots, so it is enough to name what is new."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from postroom.model.endpoint import Protocol

BATCH_SECONDS: Final = 0.05
"""The shortest time between two batches: faster than an eye, slow enough for a busy window."""

MOST_MESSAGES: Final = 2_000
"""Messages that a batch names: a face that shows some of a million looks again anyway where more have changed."""


class SessionKey(NamedTuple):
    """Names a session of the engine: one per account and protocol."""

    account: str
    protocol: Protocol


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since the last batch."""

    accounts: bool = False
    """Whether accounts were added, changed or removed."""
    sessions: frozenset[SessionKey] = frozenset()
    """The sessions whose snapshot or transcript is new."""
    exceptions: bool = False
    """Whether exceptions for certificates were added or revoked."""
    messages: frozenset[int] = frozenset()
    """The messages of the spool that are new, stand otherwise, or are gone."""
    many_messages: bool = False
    """Whether more of them may have changed than are named: what is shown has to be looked at again."""
    spooler: bool = False
    """Whether the spooler's standing, its counts, its lanes, its rate or who sends changed."""


Listener = Callable[[Changes], None]


class ChangeFeed:
    """Collects changes and tells its listeners: at once after a quiet time, then at most every `BATCH_SECONDS`."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._sessions: set[SessionKey] = set()
        self._accounts = False
        self._exceptions = False
        self._messages: set[int] = set()
        self._many_messages = False
        self._spooler = False
        self._timer: asyncio.TimerHandle | None = None
        self._last = float("-inf")

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each batch, on the loop's thread; the returned function ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def session_changed(self, key: SessionKey) -> None:
        self._sessions.add(key)
        self._schedule()

    def accounts_changed(self) -> None:
        self._accounts = True
        self._schedule()

    def exceptions_changed(self) -> None:
        self._exceptions = True
        self._schedule()

    def messages_changed(self, messages: frozenset[int], *, many: bool = False) -> None:
        """Name messages that changed; beyond `MOST_MESSAGES` it is only said that many did."""
        if many or len(self._messages) + len(messages) > MOST_MESSAGES:
            self._many_messages = True
            self._messages.clear()
        elif not self._many_messages:
            self._messages |= messages
        self._schedule()

    def spooler_changed(self) -> None:
        self._spooler = True
        self._schedule()

    def close(self) -> None:
        """Tell nobody anything from now on."""
        self._listeners.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _schedule(self) -> None:
        if self._timer is None and self._listeners:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._last + BATCH_SECONDS), self._tell)

    def _tell(self) -> None:
        self._timer = None
        self._last = asyncio.get_running_loop().time()
        changes = Changes(
            self._accounts,
            frozenset(self._sessions),
            self._exceptions,
            frozenset(self._messages),
            self._many_messages,
            self._spooler,
        )
        self._accounts = self._exceptions = self._many_messages = self._spooler = False
        self._sessions.clear()
        self._messages.clear()
        for listener in tuple(self._listeners):
            listener(changes)
