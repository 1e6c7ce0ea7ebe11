"""What can be wrong with accounts and the file they are saved in, as named errors whose message is fit to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from postroom.model.text import say


class Severity(StrEnum):
    """Whether a problem forbids saving, or only deserves a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value. `field` is its name in `accounts.toml`, such as `pop3.port`."""

    field: str
    severity: Severity
    sentence: str


class AccountError(Exception):
    """An account cannot be found, or not be saved as it is."""


class UnknownAccount(AccountError, LookupError):
    """No account has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(say("There is no account named {name}.", name=name))
        self.name = name


class DuplicateAccount(AccountError):
    """Another account has this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(say("There is an account named {name} already.", name=name))
        self.name = name


class BadAccount(AccountError):
    """An account has values that cannot be used; `problems` names each."""

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__(" ".join(problem.sentence for problem in self.problems))


class BrokenFile(OSError):
    """A file of settings cannot be used as it is, and is left so until somebody repairs it."""

    def __init__(self, path: str, line: int | None, sentence: str) -> None:
        where = path if line is None else say("{path}, line {line}", path=path, line=line)
        super().__init__(f"{where}: {sentence}")
        self.path = path
        self.line = line
        self.sentence = sentence
