"""How an account sends: at once or in the background, how fast, how often it tries, and what it makes of silence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from postroom.model.retry import DEFAULT_RETRY, RetryPolicy

MOST_CONNECTIONS: Final = 64
MOST_MESSAGES: Final = 100_000
"""What one connection may carry at most."""
MOST_A_MINUTE: Final = 1_000_000
SMALLEST_LIMIT: Final = 1_000
LARGEST_LIMIT: Final = 10**12
"""Octets: what the limit of a message's size may be."""


class UncertainPolicy(StrEnum):
    """What becomes of a message whose connection was lost after its end and before the server's answer."""

    ASK = "ask"
    RESEND = "resend"
    SENT = "sent"
    """It is taken as sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRules:
    """The rules, each with its usual value. What they may be is said by `sending_problems`."""

    asynchronous: bool = False
    """Whether messages are queued, and sent in the background, where the spooler takes them."""
    connections: int = 4
    messages_per_connection: int = 1_000
    rate: int | None = None
    """Messages a minute; None for as many as the server takes."""
    size_limit: int | None = None
    """Octets; None where the server alone decides."""
    retry: RetryPolicy = DEFAULT_RETRY
    uncertain: UncertainPolicy = UncertainPolicy.ASK


USUAL_SENDING: Final = SendingRules()
