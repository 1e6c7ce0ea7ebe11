"""One line of a conversation, as it is shown and kept: redacted before it exists."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Speaker(StrEnum):
    """Who said a line; `note` is Postroom's own remark, such as the start of TLS."""

    SERVER = "server"
    CLIENT = "client"
    NOTE = "note"


class TranscriptLine(NamedTuple):
    r"""A line of the conversation. `time` is seconds since the session began; `text` has no line end and no secret.

    Bytes that are not printable stand as `\xNN`, so that nothing a server sends can steer a terminal.
    """

    time: float
    speaker: Speaker
    text: str


def one_by_one(lines: Iterable[TranscriptLine]) -> tuple[TranscriptLine, ...]:
    """Give each line an entry of its own, where those that were said at once stand in one with newlines between."""
    return tuple([line._replace(text=text) for line in lines for text in line.text.split("\n")])
