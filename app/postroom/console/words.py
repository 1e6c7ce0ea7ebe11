"""Words that several commands use."""

from __future__ import annotations

from postroom.model.endpoint import Security
from postroom.model.text import say


def security_words(security: Security) -> str:
    """Say when TLS starts."""
    return {
        Security.NONE: say("no TLS"),
        Security.STARTTLS: say("STARTTLS"),
        Security.TLS: say("TLS"),
    }[security]


def words_of(error: OSError) -> str:
    """Give the system's own words, without its number and the name of a file."""
    return error.strerror or str(error)


def mend_by_hand(trouble: str) -> str:
    """Say what is wrong with the file of the accounts, and what to do about it."""
    advice = say("Mend the file with a text editor. Until then nothing in it is changed.")
    return f"{trouble}\n{advice}"
