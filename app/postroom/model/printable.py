"""Bytes and text of a stranger as text that can be shown: nothing in it can steer a terminal or break a document."""

from __future__ import annotations

from typing import Final

SHOWN: Final = 80
"""So many characters are repeated of what somebody entered that cannot be."""


def printable(raw: bytes) -> str:
    r"""Decode as UTF-8, with all that is not UTF-8 or not printable as its escape: `\xff`, `\x1b`, `\t`, `\u202e`.

    The result is meant for eyes and JSON. It is not reversible: a backslash stands for itself.
    """
    return safe(raw.decode("utf-8", "backslashreplace"))


def safe(text: str) -> str:
    """Give `text` with everything as its escape that a terminal would not print but obey."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def short(text: str) -> str:
    """Give what somebody entered as it can be repeated in a sentence: its beginning, where it is long."""
    return safe(text if len(text) <= SHOWN else text[:SHOWN] + "...")
