"""The general settings in `preferences.toml`, which people write by hand: what serves where an account says nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from postroom.model.account_errors import BrokenFile, Problem, Severity
from postroom.model.account_rules import TIMEOUT_RANGE
from postroom.model.field_reader import FieldReader, flattened
from postroom.model.plan import DEFAULT_TIMEOUT, Trust
from postroom.model.text import say
from postroom.settings.folders import Folders
from postroom.settings.toml_file import read_toml


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings, each with its usual value."""

    trust: Trust = field(default_factory=Trust)
    timeout: float = DEFAULT_TIMEOUT
    """Seconds of silence that a session of the moment, or of a new account, bears."""
    trouble: str | None = None
    """Why the file could not be used, so that the usual values serve; None when all is well."""

    @classmethod
    def load(cls, folders: Folders) -> Self:
        """Read the file. One that is broken gives the usual values and its trouble."""
        path = folders.preferences_file
        try:
            toml = read_toml(path)
        except BrokenFile as error:
            return cls(trouble=str(error))
        reader = FieldReader(flattened(toml.data))
        trust = reader.trust() or Trust()
        timeout = reader.seconds("timeout", DEFAULT_TIMEOUT)
        lowest, highest = TIMEOUT_RANGE
        if not lowest <= timeout <= highest:
            sentence = say("The time-out must be between 1 and 600 seconds.")
            reader.problems.append(Problem("timeout", Severity.ERROR, sentence))
        if not reader.problems:
            return cls(trust, timeout)
        first = reader.problems[0]
        line = toml.line_of(*first.field.split("."))
        return cls(trouble=str(BrokenFile(str(path), line, first.sentence)))
