"""Typed values out of what files and people give, with everything said that cannot be read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from postroom.model.account_errors import Problem, Severity
from postroom.model.plan import Trust
from postroom.model.text import say
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle, parse_toggles

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def flattened(table: Mapping[str, object]) -> dict[str, object]:
    """Give the values of a table and of the tables in it, under names such as `pop3.host`."""
    flat: dict[str, object] = {}
    for key, value in table.items():
        inner = value.items() if isinstance(value, Mapping) else ()
        flat |= {f"{key}.{name}": part for name, part in inner}
        if not isinstance(value, Mapping):
            flat[key] = value
    return flat


class FieldReader:
    """Reads values by name. What is absent or None gives the usual; what cannot be read does too, and is a problem."""

    def __init__(self, values: Mapping[str, object], problems: Iterable[Problem] = ()) -> None:
        self._values = {name: value for name, value in values.items() if value is not None}
        self.problems = list(problems)

    def has(self, *fields: str) -> bool:
        """Tell whether any of the values is given, be it empty."""
        return any(field in self._values for field in fields)

    def text(self, field: str) -> str:
        """Read a text without the white space around it."""
        value = self._values.get(field, "")
        if isinstance(value, str):
            return value.strip()
        self._wrong(field, say("{field} must be a text.", field=field))
        return ""

    def switch(self, field: str) -> bool:
        """Read true or false, as a value or in words."""
        value = self._values.get(field, False)
        if isinstance(value, bool):
            return value
        word = value.strip().lower() if isinstance(value, str) else None
        if word not in {"true", "yes", "on", "1", "false", "no", "off", "0", ""}:
            self._wrong(field, say("{field} must be true or false.", field=field))
        return word in {"true", "yes", "on", "1"}

    def seconds(self, field: str, usual: float) -> float:
        """Read a number of seconds."""
        number = _number(self._values.get(field, usual))
        if number is None:
            self._wrong(field, say("{field} must be a number of seconds.", field=field))
            return usual
        return number

    def parsed(self, field: str, usual: T, parse: Callable[[str], T]) -> T:
        """Read what `parse` makes of a text or a number; it raises `ValueError`, whose words are told."""
        value = self._values.get(field, "")
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self._wrong(field, say("{field} must be a text or a number.", field=field))
            return usual
        try:
            return parse(text) if (text := str(value).strip()) else usual
        except ValueError as error:
            self._wrong(field, str(error))
            return usual

    def port(self, field: str) -> int | None:
        """Read a port, which may be empty; whether it exists is for the rules to say."""
        value = self._values.get(field, "")
        if value == "":
            return None
        number = _number(value)
        if number is None or not number.is_integer():
            self._wrong(field, say("{field} must be a number from 1 to 65535.", field=field))
            return None
        return int(number)

    def choice(self, field: str, kind: type[E]) -> E | None:
        """Read one of the words of `kind`; None where it is empty."""
        word = self.text(field).lower()
        if word and word not in set(kind):
            choices = ", ".join(kind)
            self._wrong(field, say("{field} must be one of: {choices}.", field=field, choices=choices))
            return None
        return kind(word) if word else None

    def trust(self) -> Trust | None:
        """Read `trust.mode` and `trust.ca_files`; None where neither is given."""
        if not self.has("trust.mode", "trust.ca_files"):
            return None
        mode = self.choice("trust.mode", TrustMode) or TrustMode.AUTO
        return Trust(mode, tuple(Path(name).expanduser() for name in self._files("trust.ca_files")))

    def toggles(self, field: str) -> frozenset[Toggle]:
        """Read the problems of certificates that are let pass: a list, or a text with commas."""
        value = self._values.get(field, ())
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
            self._wrong(field, say("{field} must be a list of problems.", field=field))
            return frozenset()
        try:
            return parse_toggles(",".join(words))
        except ValueError as error:
            self._wrong(field, str(error))
            return frozenset()

    def _files(self, field: str) -> tuple[str, ...]:
        value = self._values.get(field, ())
        if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
            return tuple(value)
        self._wrong(field, say("{field} must be a list of file names.", field=field))
        return ()

    def _wrong(self, field: str, sentence: str) -> None:
        self.problems.append(Problem(field, Severity.ERROR, sentence))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
