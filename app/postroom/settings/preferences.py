"""The general settings in `preferences.toml`, which people may edit too: what serves where an account says nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from postroom.model.account_errors import BrokenFile, Problem, Severity
from postroom.model.account_rules import TIMEOUT_RANGE
from postroom.model.closing import CloseAnswer
from postroom.model.endpoint import Protocol
from postroom.model.field_reader import FieldReader, flattened
from postroom.model.history import DEFAULT_HISTORY, parse_days
from postroom.model.plan import DEFAULT_TIMEOUT, Trust
from postroom.model.text import say
from postroom.model.tls import TrustMode
from postroom.model.trust import Toggle
from postroom.settings.folders import Folders
from postroom.settings.toml_file import TomlText, edit_toml, read_toml


@dataclass(frozen=True, slots=True)
class Preferences:
    """The settings, each with its usual value."""

    trust: Trust = field(default_factory=Trust)
    timeout: float = DEFAULT_TIMEOUT
    """Seconds of silence that a session of the moment, or of a new account, bears."""
    ignore_incoming: frozenset[Toggle] = frozenset()
    """What new accounts let pass of the certificates of POP3 servers."""
    ignore_outgoing: frozenset[Toggle] = frozenset()
    """The same for SMTP servers."""
    history_days: int = DEFAULT_HISTORY
    """How long what has become of a message is kept."""
    on_close: CloseAnswer | None = None
    """What becomes of messages that wait when the window is closed; None to ask each time."""
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
        incoming = reader.toggles("new_accounts.ignore_incoming")
        outgoing = reader.toggles("new_accounts.ignore_outgoing")
        days = reader.parsed("history_days", DEFAULT_HISTORY, parse_days)
        on_close = reader.choice("on_close", CloseAnswer)
        lowest, highest = TIMEOUT_RANGE
        if not lowest <= timeout <= highest:
            sentence = say("The time-out must be between 1 and 600 seconds.")
            reader.problems.append(Problem("timeout", Severity.ERROR, sentence))
        if not reader.problems:
            return cls(trust, timeout, incoming, outgoing, days, on_close)
        first = reader.problems[0]
        line = toml.line_of(*first.field.split("."))
        return cls(trouble=str(BrokenFile(str(path), line, first.sentence)))

    def save(self, folders: Folders) -> None:
        """Write down what is not as usual; what else is in the file stays. Raises `OSError`, such as `BrokenFile`."""
        edit_toml(folders.preferences_file, self._written)

    def usually_ignored(self, protocol: Protocol) -> frozenset[Toggle]:
        """Give what a new account lets pass."""
        return self.ignore_incoming if protocol is Protocol.POP3 else self.ignore_outgoing

    def _written(self, before: TomlText) -> str:
        import tomlkit

        document: Any = tomlkit.parse(before.text)
        for route, value in self._values().items():
            outer, _, key = route.rpartition(".")
            if value is not None and outer and outer not in document:
                document[outer] = tomlkit.table()
            table = document.get(outer, {}) if outer else document
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
        return tomlkit.dumps(document)

    def _values(self) -> dict[str, object]:
        """Give the values by their place in the file; None for those as usual."""
        return {
            "timeout": None if self.timeout == DEFAULT_TIMEOUT else self.timeout,
            "history_days": None if self.history_days == DEFAULT_HISTORY else self.history_days,
            "on_close": None if self.on_close is None else self.on_close.value,
            "trust.mode": None if self.trust.mode is TrustMode.AUTO else self.trust.mode.value,
            "trust.ca_files": [str(file) for file in self.trust.ca_files] or None,
            "new_accounts.ignore_incoming": sorted(self.ignore_incoming) or None,
            "new_accounts.ignore_outgoing": sorted(self.ignore_outgoing) or None,
        }
