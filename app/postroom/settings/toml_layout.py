"""Where keys and tables stand in the text of a TOML file, which no parser tells.

The text is known to be valid. A line inside a text of several lines may be mistaken for a key: the answer serves
messages, and edits that are proved afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PART: Final = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY: Final = re.compile(rf"\s*({_DOTTED})\s*=")

Route = tuple[str | int, ...]
"""The way to a value: keys, and positions in arrays of tables."""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one table, from its header to its last key: what stands below belongs to what follows.

    Lines count from 0; `end` is the first one behind.
    """

    route: Route
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The sections in order, and the line of each key and table."""

    sections: tuple[Section, ...]
    lines: dict[Route, int]

    def line_of(self, route: Route) -> int | None:
        """Give the line, counted from 1, of `route` or of the nearest table around it."""
        known = (route[:n] for n in range(len(route), 0, -1) if route[:n] in self.lines)
        return next((self.lines[part] + 1 for part in known), None)

    def section(self, route: Route) -> Section | None:
        """Give the lines of the table `route`; None where it has no header of its own."""
        return next((section for section in self.sections if section.route == route), None)

    def within(self, route: Route) -> tuple[Section, ...]:
        """Give the sections of the table `route` and of the tables in it."""
        return tuple(section for section in self.sections if section.route[: len(route)] == route)


def layout(text: str) -> Layout:
    """Find the tables and the keys of a valid TOML text."""
    lines = text.split("\n")
    places: dict[Route, int] = {}
    headers: list[tuple[int, Route]] = []
    arrays: dict[Route, int] = {}
    table: Route = ()
    for number, line in enumerate(lines):
        if header := _HEADER.match(line):
            table = _table(_parts(header[2]), arrays, is_array=header[1] == "[[")
            headers.append((number, table))
            _note(places, table, number)
        elif key := _KEY.match(line):
            _note(places, (*table, *_parts(key[1])), number)
    ends = [number for number, _ in headers[1:]] + [len(lines)]
    sections = (
        Section(route, start, _end(lines, start, end))
        for (start, route), end in zip(headers, ends, strict=False)
    )
    return Layout(tuple(sections), places)


def _end(lines: list[str], start: int, end: int) -> int:
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _note(places: dict[Route, int], route: Route, number: int) -> None:
    for n in range(1, len(route) + 1):
        places.setdefault(route[:n], number)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _table(parts: tuple[str, ...], arrays: dict[Route, int], *, is_array: bool) -> Route:
    route: Route = ()
    for part in parts[:-1]:
        route = (*route, part)
        route = (*route, arrays[route]) if route in arrays else route
    route = (*route, parts[-1])
    if is_array:
        arrays[route] = arrays.get(route, -1) + 1
        route = (*route, arrays[route])
    return route
