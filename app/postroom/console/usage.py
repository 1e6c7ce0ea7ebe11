"""Wrong usage as an error with a way out, and the parser that raises it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Final, NoReturn

from postroom.model.text import say

MakePicture = Callable[[Path], None]
"""Draws the window of the demo into a file; who runs the command line has it from where windows are."""


class ExitStatus(IntEnum):
    """What the program tells the shell."""

    OK = 0
    FAILED = 1
    """It ran, and something failed."""
    USAGE = 2
    REFUSED = 3
    """The spooler is disabled and takes no new messages."""
    INTERRUPTED = 130


class UsageError(Exception):
    """The command cannot be understood; the message says what to do."""


class Failure(Exception):
    """The command was understood and cannot be done; the message says why."""


class CannotWrite(Failure):
    """The output reaches nobody: the disk is full, for example."""


_WORDS: Final = (
    (r"argument (?P<option>\S+): expected one argument", "{option} needs a value."),
    (r"argument (?P<option>\S+): ignored explicit argument .*", "{option} takes no value."),
    (
        r"argument (?P<option>\S+): invalid choice: '(?P<given>.*)' \(choose from (?P<choices>.*)\)",
        "{option} cannot be {given}: choose from {choices}.",
    ),
    (
        r"argument (?P<option>\S+): not allowed with argument (?P<other>\S+)",
        "{option} and {other} exclude each other.",
    ),
    (r"the following arguments are required: (?P<names>.*)", "Something is missing: {names}."),
    (r"unrecognized arguments: (?P<names>.*)", "This is not understood here: {names}."),
)
"""What argparse says, and what it means to people."""


class Parser(argparse.ArgumentParser):
    """Reads the arguments of one command. Raises `UsageError`; refuses abbreviations, which break scripts later.

    `takes` names what the command takes beside options.
    """

    def __init__(self, command: str, description: str, examples: str = "", *, takes: str = "") -> None:
        super().__init__(
            prog=f"postroom {command}",
            usage=" ".join(filter(None, ("%(prog)s", takes, "[OPTION ...]"))),
            description=description,
            epilog=f"examples:\n{examples}" if examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self._positionals.title = say("arguments")

    def error(self, message: str) -> NoReturn:
        hint = say("See {command} --help.", command=self.prog)
        raise UsageError(f"{_in_plain_words(message)} {hint}")


def _in_plain_words(message: str) -> str:
    for pattern, template in _WORDS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            gaps = match.groupdict()
            if "choices" in gaps:
                gaps["choices"] = gaps["choices"].replace("'", "")
            return say(template, **gaps)
    return f"{message[:1].upper()}{message[1:].rstrip('.')}."
