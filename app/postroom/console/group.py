"""Commands that have commands of their own, such as `postroom accounts`: finding the one that is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from postroom.console.page import Page
from postroom.console.usage import UsageError
from postroom.model.text import say

Act = TypeVar("Act")


@dataclass(frozen=True, slots=True)
class Group(Generic[Act]):
    """A command, its help, and what its own commands do by name."""

    name: str
    help: str
    nothing_said: str
    """What to tell whoever names none of them."""
    acts: Mapping[str, Act]

    def find(self, argv: Sequence[str], page: Page) -> tuple[Act, Sequence[str]] | None:
        """Give what is to be done, and its arguments; None where the help was asked for, and written.

        Raises `UsageError`.
        """
        command, *rest = argv or [""]
        if command in {"-h", "--help", "help"}:
            page.document(say(self.help))
            return None
        if command in self.acts:
            return self.acts[command], rest
        hint = say("See postroom {name} --help.", name=self.name)
        if not command:
            raise UsageError(f"{say(self.nothing_said)} {hint}")
        words = say("There is no command {name} {command}.", name=self.name, command=command)
        raise UsageError(f"{words} {hint}")
