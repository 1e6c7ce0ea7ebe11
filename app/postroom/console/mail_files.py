"""Ready messages out of files: .eml files, folders of them, mbox files, and standard input.

Messages are read one by one, so that a file of any size needs the room of its largest message. What cannot be read is
told in its place, and the rest is read nevertheless.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from postroom.console.words import words_of
from postroom.model.mbox import BEGINNING, NotAnMbox, split_mbox
from postroom.model.text import say, say_count

STDIN: Final = "-"
_NAMED: Final = 5
"""So many files that are skipped are named."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A message, or why there is none."""

    source: str
    """Where it comes from, for people."""
    message: bytes = b""
    trouble: str = ""
    """Empty where it could be read."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Files of a folder that are left alone."""

    sentence: str


def mail_files(names: Iterable[str]) -> Iterator[MailFile | Skipped]:
    """Read what the names stand for, in their order; folders with their sub-folders, by name."""
    for name in names:
        if name == STDIN:
            yield from _in_stdin()
        elif Path(name).is_dir():
            yield from _in_folder(Path(name))
        else:
            yield from _in_file(Path(name))


def _in_folder(folder: Path) -> Iterator[MailFile | Skipped]:
    """Read every message of a folder; one without any is told, for it was meant to have some."""
    found = False
    skipped: list[str] = []
    troubles: list[OSError] = []
    for inside, folders, files in os.walk(folder, onerror=troubles.append):
        folders.sort()
        for name in sorted(files):
            path = Path(inside) / name
            if path.suffix.lower() == ".eml":
                found = True
                yield from _in_folder_file(path)
            else:
                skipped.append(_name(path))
    for error in troubles:
        yield _unreadable(_name(error.filename), error)
    if not (found or troubles):
        yield MailFile(_name(folder), trouble=say("There is no .eml file in this folder."))
    if skipped:
        yield Skipped(_about(skipped))


def _in_folder_file(path: Path) -> Iterator[MailFile]:
    """Read a file that nobody has named: a pipe, for example, might never come to an end."""
    if path.exists() and not path.is_file():
        yield MailFile(_name(path), trouble=say("It is not a file, and is left alone."))
    else:
        yield from _in_file(path)


def _in_file(path: Path) -> Iterator[MailFile]:
    try:
        with path.open("rb") as file:
            yield from _in_stream(_name(path), file)
    except OSError as error:
        yield _unreadable(_name(path), error)


def _in_stdin() -> Iterator[MailFile]:
    source = say("standard input")
    try:
        yield from _in_stream(source, sys.stdin.buffer)
    except OSError as error:
        yield _unreadable(source, error)


def _in_stream(source: str, stream: BinaryIO) -> Iterator[MailFile]:
    """Read one message, or many where the stream begins as an mbox file does, or is called so."""
    first = stream.readline()
    if not first.startswith(BEGINNING) and not source.lower().endswith(".mbox"):
        yield MailFile(source, first + stream.read())
        return
    number = 0
    try:
        for message in split_mbox(chain([first], stream)):
            number += 1
            yield MailFile(say("{file}, message {number}", file=source, number=number), message)
    except NotAnMbox as error:
        yield MailFile(source, trouble=str(error))
    else:
        if not number:
            yield MailFile(source, trouble=say("There is no message in this file."))


def _name(path: Path | str) -> str:
    """Give the name of a file as text: systems have names that are none."""
    return str(path).encode("utf-8", "backslashreplace").decode()


def _unreadable(source: str, error: OSError) -> MailFile:
    return MailFile(source, trouble=say("It cannot be read: {words}.", words=words_of(error)))


def _about(skipped: list[str]) -> str:
    named = ", ".join(skipped[:_NAMED]) + (", ..." if len(skipped) > _NAMED else "")
    return say_count(
        "{n} file was skipped, for its name does not end in .eml: {names}",
        "{n} files were skipped, for their names do not end in .eml: {names}",
        len(skipped),
        names=named,
    )
