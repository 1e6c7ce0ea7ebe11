"""JSON that can be printed anywhere: whatever a terminal might obey or turn around stands as its escape."""

from __future__ import annotations

import re
from typing import Final

import msgspec

_NOT_PLAIN: Final = re.compile(r"[^\n -~]")


def json_text(document: msgspec.Struct) -> str:
    r"""Encode `document`; what is not printable stands as `\uXXXX`: valid JSON that loses nothing."""
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    return _NOT_PLAIN.sub(_escape, text)


def json_line(document: msgspec.Struct) -> str:
    """Encode `document` in one line, in the same manner."""
    return _NOT_PLAIN.sub(_escape, msgspec.json.encode(document).decode())


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable():
        return character
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
