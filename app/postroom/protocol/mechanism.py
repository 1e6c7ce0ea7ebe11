"""What every SASL mechanism is to its caller (RFC 4422 section 5): an exchange of messages, seen from the client."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from postroom.protocol.errors import SaslError, UnsafeArgument


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the server refused, in the mechanism's own terms.

    For SCRAM an error word (RFC 5802 section 7), for OAuth the members of its JSON (RFC 7628 section 3.2.2).
    """

    status: str
    scope: str = ""
    configuration: str = ""
    """Where the server's OAuth settings are found; empty where it does not say."""

    def __str__(self) -> str:
        return f"{self.status} (scope: {self.scope})" if self.scope else self.status


class Mechanism(ABC):
    """One login by one mechanism. Messages are raw; base64 and line ends belong to the protocol that carries them."""

    name: ClassVar[str]

    initial: bytes | None = None
    """The message with which the client begins; None where the server speaks first."""
    done: bool = False
    """Whether the client has said all that it has to say, and the server proved all that it has to prove."""
    refusal: Refusal | None = None
    """The server's reason, where the mechanism carries one. A refused exchange never becomes done."""

    @abstractmethod
    def respond(self, challenge: bytes) -> bytes:
        """Answer a challenge. Raises `SaslError` where it makes no sense."""

    def verify_finished(self) -> None:
        """Check, when the server says that the login succeeded, that it may. Raises `SaslError`."""
        if not self.done:
            raise SaslError(f"the server ended {self.name} before its exchange was complete")

    def surplus(self) -> SaslError:
        """Make the error for a challenge after the last one."""
        return SaslError(f"the server asks for more than {self.name} has to say")


def without(text: str, forbidden: str, what: str) -> bytes:
    """Give the bytes of `text`, which `what` names in the error. Raises `UnsafeArgument` for a forbidden character."""
    if any(c in text for c in forbidden):
        raise UnsafeArgument(f"{what} holds a character that the mechanism cannot carry")
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise UnsafeArgument(f"{what} holds half a character") from None
