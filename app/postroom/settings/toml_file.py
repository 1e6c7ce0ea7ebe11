"""TOML files that people edit too: read fast, changed in place, and never overwritten while they are broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from postroom.model.account_errors import BrokenFile
from postroom.model.text import say
from postroom.settings.private_file import locked, write_private

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class TomlText:
    """A file's text, with line ends as Python has them, and what it says."""

    text: str
    data: dict[str, Any]
    newline: str = "\n"
    """The line end in the file."""

    def line_of(self, *route: str | int) -> int | None:
        """Give the line of a value or, where it is not written, of the table that would hold it."""
        from postroom.settings.toml_layout import layout

        return layout(self.text).line_of(route)


def read_toml(path: Path) -> TomlText:
    """Read the file; one that does not exist is empty. Raises `BrokenFile`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        text = ""
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BrokenFile(str(path), line, say("This is not UTF-8 text.")) from None
    except OSError as error:
        raise BrokenFile(str(path), None, say("It cannot be read: {words}.", words=error.strerror)) from error
    newline = "\r\n" if "\r\n" in text else "\n"
    return replace(parse_toml(path, text.replace(newline, "\n")), newline=newline)


def parse_toml(path: Path, text: str) -> TomlText:
    """Understand `text` as the file's. Raises `BrokenFile`."""
    if not text:
        return TomlText("", {})
    import tomllib

    try:
        return TomlText(text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        place = _PLACE.search(words)
        line = text.count("\n") + 1 if place is None or place[1] is None else int(place[1])
        sentence = say("This is not TOML: {words}.", words=_PLACE.sub("", words))
        raise BrokenFile(str(path), line, sentence) from None
    except RecursionError:
        raise BrokenFile(str(path), None, say("It is nested too deeply.")) from None


def edit_toml(path: Path, change: Callable[[TomlText], str]) -> TomlText:
    """Write what `change` makes of the file as it is at this moment, and give the outcome.

    Nobody else who uses this function changes the file meanwhile. Raises `BrokenFile`, also where the file cannot be
    written, and what `change` raises; then nothing is written.
    """
    try:
        with locked(path):
            before = read_toml(path)
            after = parse_toml(path, change(before))
            if after.text != before.text:
                write_private(path, after.text.replace("\n", before.newline))
    except BrokenFile:
        raise
    except OSError as error:
        sentence = say("It cannot be written: {words}.", words=error.strerror or error)
        raise BrokenFile(str(path), None, sentence) from error
    return after
