"""One line of a conversation, as it is shown and kept: redacted before it exists."""

from __future__ import annotations

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
