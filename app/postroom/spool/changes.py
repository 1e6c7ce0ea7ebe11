"""What the faces of a spool are told: that something has changed, and as far as it is known, what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpoolChanges:
    """What one commit changed."""

    messages: frozenset[int] = frozenset()
    """The messages that are new, stand otherwise, or are gone."""
    spooler: bool = False
    """Whether the switches, a held lane or the lease changed."""
    anything: bool = False
    """Whether more may have changed than is named: another process wrote, or very much was changed at once."""

    def __bool__(self) -> bool:
        return bool(self.messages) or self.spooler or self.anything


Listener = Callable[[SpoolChanges], None]


class Listeners:
    """Those who want to know. They are called on the loop's thread, once for each commit."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` from now on; the returned function ends it, and twice is harmless."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def tell(self, changes: SpoolChanges) -> None:
        """Tell all of them, if there is something to tell."""
        if changes:
            for listener in tuple(self._listeners):
                listener(changes)
