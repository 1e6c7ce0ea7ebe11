"""Sizes as people write them: `25MB`, `512 KB`, `10 MiB`, or a bare number of bytes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from postroom.model.printable import short
from postroom.model.text import say

_FACTORS: Final = {
    "": 1,
    "b": 1,
    "k": 10**3,
    "kb": 10**3,
    "kib": 2**10,
    "m": 10**6,
    "mb": 10**6,
    "mib": 2**20,
    "g": 10**9,
    "gb": 10**9,
    "gib": 2**30,
}
_WRITTEN: Final = (("GB", 10**9), ("MB", 10**6), ("KB", 10**3))
_SIZE: Final = re.compile(r"(?P<number>\d{1,15}(?:\.\d{1,9})?)\s*(?P<unit>[A-Za-z]*)", re.ASCII)


class BadSize(ValueError):
    """A text is no size; the message says what would do."""


def parse_octets(text: str) -> int:
    """Read a size. Raises `BadSize`."""
    found = _SIZE.fullmatch(text.strip())
    factor = None if found is None else _FACTORS.get(found["unit"].lower())
    if found is None or factor is None:
        raise BadSize(
            say("{text} is no size. Write a number and KB, MB or GB, such as 25MB.", text=short(text))
        )
    return int(Decimal(found["number"]) * factor)


def octets_text(octets: int) -> str:
    """Write a size exactly, in the largest unit that does: `parse_octets` gives it back."""
    for unit, factor in _WRITTEN:
        if octets and octets % factor == 0:
            return f"{octets // factor}{unit}"
    return str(octets)
