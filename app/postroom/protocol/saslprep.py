"""SASLprep (RFC 4013): the one form of a name or a password that both sides compute with."""

from __future__ import annotations

import stringprep
import unicodedata
from collections.abc import Callable
from typing import Final

_PROHIBITED: Final[tuple[Callable[[str], bool], ...]] = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


class NotPreparable(ValueError):
    """The text holds what SASLprep prohibits; the message does not repeat it."""


def saslprep(text: str, *, stored: bool = False) -> str:
    """Prepare `text`; a `stored` one may hold no character that Unicode 3.2 does not know. Raises `NotPreparable`."""
    prepared = unicodedata.ucd_3_2_0.normalize("NFKC", _mapped(text))
    if any(prohibits(c) for c in prepared for prohibits in _PROHIBITED):
        raise NotPreparable("a character is prohibited")
    if stored and any(stringprep.in_table_a1(c) for c in prepared):
        raise NotPreparable("a character is unassigned")
    _check_direction(prepared)
    return prepared


def _mapped(text: str) -> str:
    kept = (c for c in text if not stringprep.in_table_b1(c))
    return "".join(" " if stringprep.in_table_c12(c) else c for c in kept)


def _check_direction(text: str) -> None:
    """Check RFC 3454 section 6: right-to-left text begins and ends so, and holds no left-to-right letter."""
    if not any(stringprep.in_table_d1(c) for c in text):
        return
    if any(stringprep.in_table_d2(c) for c in text):
        raise NotPreparable("letters of both directions are mixed")
    if not (stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])):
        raise NotPreparable("right-to-left text does not begin and end with its letters")
