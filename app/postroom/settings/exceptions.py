"""The bound exceptions as they are saved in `exceptions.toml`, a file that people may edit too. None is ever deleted.

A broken file is reported and never written. Each change is made to the file as it is at that moment, and the outcome
is read back before it takes the file's place.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from postroom.model.account_errors import BrokenFile
from postroom.model.exceptions import KeptException, UnknownException
from postroom.model.text import say
from postroom.settings.saved_exceptions import ARRAY, SavedExceptions, read_exceptions, table_of
from postroom.settings.toml_file import TomlText, edit_toml, parse_toml, read_toml


class ExceptionBook:
    """The saved exceptions, in the order of their making."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved = self._read()

    @property
    def exceptions(self) -> tuple[KeptException, ...]:
        """All that can be read, also those that count no more."""
        return self._saved.exceptions

    @property
    def trouble(self) -> str | None:
        """What is wrong with the file, and where; while there is any, nothing is saved. None when all is well."""
        return "\n".join(map(str, self._saved.troubles)) or None

    def reload(self) -> bool:
        """Read the file again, and tell whether it says something new."""
        before = self._saved.exceptions, self.trouble
        self._saved = self._read()
        return before != (self._saved.exceptions, self.trouble)

    def add(self, kept: KeptException) -> None:
        """Save a new exception. Raises `OSError`, of which `BrokenFile` is one."""
        self._edit(lambda toml, saved: (_added(toml.text, kept), (*saved, kept)))

    def revoke(self, id: str, now: datetime) -> KeptException:  # noqa: A002  see KeptException
        """Take an exception back. Raises `UnknownException`, or `OSError` as `add` does."""

        def change(toml: TomlText, saved: tuple[KeptException, ...]) -> tuple[str, tuple[KeptException, ...]]:
            place = next((number for number, each in enumerate(saved) if each.id == id), None)
            if place is None:
                raise UnknownException(id)
            if saved[place].revoked is not None:
                return toml.text, saved
            taken_back = KeptException(id, saved[place].bound, now)
            return _revoked(toml.text, place, now), (*saved[:place], taken_back, *saved[place + 1 :])

        self._edit(change)
        return next(each for each in self.exceptions if each.id == id)

    def _read(self) -> SavedExceptions:
        try:
            return read_exceptions(self._path, read_toml(self._path))
        except BrokenFile as error:
            return SavedExceptions((), (error,))

    def _edit(self, change: Callable[[TomlText, tuple[KeptException, ...]], _Changed]) -> None:
        def changed(before: TomlText) -> str:
            saved = read_exceptions(self._path, before)
            if saved.troubles:
                raise saved.troubles[0]
            text, should = change(before, saved.exceptions)
            says = read_exceptions(self._path, parse_toml(self._path, text))
            if says.troubles or says.exceptions != should:
                sentence = say(
                    "Write each exception as a table of its own, under a line that says [[exception]]."
                )
                raise BrokenFile(str(self._path), None, sentence)
            return text

        try:
            edit_toml(self._path, changed)
        finally:
            self._saved = self._read()


_Changed = tuple[str, tuple[KeptException, ...]]
"""A text, and the exceptions that it has to say."""


def _added(text: str, kept: KeptException) -> str:
    import tomlkit

    return f"{text.rstrip()}\n\n{tomlkit.dumps({ARRAY: [table_of(kept)]})}".lstrip("\n")


def _revoked(text: str, place: int, now: datetime) -> str:
    """Write the moment at the end of the exception's own lines."""
    from postroom.settings.toml_layout import layout

    section = layout(text).section((ARRAY, place))
    lines = text.split("\n")
    end = len(lines) if section is None else section.end
    return "\n".join([*lines[:end], f"revoked = {now.isoformat()}", *lines[end:]])
