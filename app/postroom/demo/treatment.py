"""How the demo's SMTP servers treat mail: the name of a recipient tells what becomes of it.

    greylisted@example.com    is refused for now when its sender first writes to it, then taken
    full@example.com          is refused for now each time
    nobody@example.com        is refused for good
    slow@example.com          is taken after a while
    vanishing@example.com     is the end of the connection, after the message and before the answer

What follows a plus sign in the name tells recipients apart: greylisted+anna@example.com. Everybody else is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SLOW_SECONDS: Final = 2.0
"""How long the server thinks about a message to a slow recipient."""

TAKEN: Final = "250 2.0.0 Accepted, and thrown away: this is a demo"
_WELCOME: Final = "250 2.1.5 OK"
_GREYLISTED: Final = "450 4.2.0 Greylisted, try again in a few seconds"
_REFUSED: Final = {
    "full": "452 4.2.2 The mailbox is full",
    "nobody": "550 5.1.1 There is no such mailbox",
}
_BUSY: Final = "421 4.7.0 Too many messages, slow down"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a server does once it has the whole message."""

    delay: float = 0.0
    """Seconds until it answers."""
    vanishes: bool = False
    """Whether it ends the connection instead."""


class Greylist:
    """Who has written to whom, as one server knows it."""

    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()

    def judge(self, sender: str, recipient: str) -> str:
        """Give the reply to a recipient."""
        word = _word(recipient)
        if word == "greylisted" and (sender, recipient) not in self._known:
            self._known.add((sender, recipient))
            return _GREYLISTED
        return _REFUSED.get(word, _WELCOME)


class Allowance:
    """How many messages a connection may carry; None for any number."""

    def __init__(self, most: int | None) -> None:
        self._left = most

    def take(self) -> str | None:
        """Give the reply that refuses one more message; None where it may come."""
        if self._left is None:
            return None
        self._left -= 1
        return _BUSY if self._left < 0 else None


def verdict_for(recipients: Iterable[str]) -> Verdict:
    """Tell what a server does with a message to these recipients, none of whom it refused."""
    words = {_word(each) for each in recipients}
    return Verdict(delay=SLOW_SECONDS if "slow" in words else 0.0, vanishes="vanishing" in words)


def _word(recipient: str) -> str:
    return recipient.partition("@")[0].partition("+")[0].lower()
