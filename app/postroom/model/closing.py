"""What becomes of messages that wait when the window is closed."""

from __future__ import annotations

from enum import StrEnum


class CloseAnswer(StrEnum):
    """The answers that can be given once and for all."""

    SEND = "send"
    """They are sent first."""
    KEEP = "keep"
    """They wait for the next start."""
    EMPTY = "empty"
    """They are discarded, into history."""
