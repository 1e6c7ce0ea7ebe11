"""Finds names by a few of their letters, the closest first."""

from __future__ import annotations

from collections.abc import Sequence


def ranked(names: Sequence[str], wanted: str) -> list[int]:
    """Give the places of the names that have the letters of `wanted` in their order, the closest first."""
    found = []
    for place, name in enumerate(names):
        distance = _distance(name.lower(), wanted.lower())
        if distance is not None:
            found.append((distance, place))
    return [place for _, place in sorted(found)]


def _distance(name: str, wanted: str) -> int | None:
    """Count the letters that lie between those wanted; None where one is missing.

    What stands together counts as closest, and most of all at the beginning of a word.
    """
    if (place := name.find(wanted)) >= 0:
        return 0 if place == 0 or name[place - 1] == " " else 1
    position, distance = 0, 2
    for letter in wanted.replace(" ", ""):
        found = name.find(letter, position)
        if found < 0:
            return None
        distance += found - position
        position = found + 1
    return distance
