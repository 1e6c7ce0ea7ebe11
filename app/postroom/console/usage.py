"""Wrong usage as an error with a way out, and the parser that raises it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from postroom.model.text import say

MakePicture = Callable[[Path], None]
"""Draws the window of the demo into a file; who runs the command line has it from where windows are."""


class ExitStatus(IntEnum):
    """What the program tells the shell."""

    OK = 0
    FAILED = 1
    """It ran, and something failed."""
    USAGE = 2
    INTERRUPTED = 130


class UsageError(Exception):
    """The command cannot be understood; the message says what to do."""


class Failure(Exception):
    """The command was understood and cannot be done; the message says why."""


class Parser(argparse.ArgumentParser):
    """Reads the arguments of one command. Raises `UsageError`; refuses abbreviations, which break scripts later."""

    def __init__(self, command: str, description: str, examples: str = "") -> None:
        super().__init__(
            prog=f"postroom {command}",
            description=description,
            epilog=f"examples:\n{examples}" if examples else None,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        hint = say("See {command} --help.", command=self.prog)
        raise UsageError(f"{message[:1].upper()}{message[1:].rstrip('.')}. {hint}")
