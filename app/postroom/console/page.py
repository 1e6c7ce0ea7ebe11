"""Where a command writes: plain text for pipes and files, colours and fitting tables on a terminal.

Whatever comes from a server or a file passes `safe` here, so that it cannot steer the terminal.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TextIO

from postroom.console.usage import CannotWrite
from postroom.console.words import words_of
from postroom.model.printable import safe
from postroom.model.text import say

if TYPE_CHECKING:
    from rich.console import Console


class Style(StrEnum):
    """What a text means. The names are those of colours, which only a terminal shows."""

    PLAIN = ""
    TITLE = "bold"
    GOOD = "bold green"
    BAD = "bold red"
    ATTENTION = "yellow"
    FAINT = "dim"


MARGIN: Final = "  "
NARROWEST: Final = 16
"""Columns that a wrapped text has at least; where the terminal has less, it breaks the lines itself."""


class Page:
    """Writes lines and tables to standard output, and remarks to standard error."""

    def __init__(self, out: TextIO | None = None, remarks: TextIO | None = None) -> None:
        self._out = sys.stdout if out is None else out
        self._remarks = sys.stderr if remarks is None else remarks
        for stream in (self._out, self._remarks):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        self._console: Console | None = None

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at the output as it comes."""
        return self._out.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def columns(self) -> int | None:
        """How many columns the terminal has; None where there is none."""
        return self._rich().width if self.is_terminal else None

    def line(self, text: str = "", style: Style = Style.PLAIN, *, indent: int = 0, lead: str = "") -> None:
        """Write a line; on a terminal it is wrapped, and goes on to the right of its indentation and its `lead`."""
        lead = " " * indent + safe(lead)
        if self.is_terminal and (text or lead.strip()):
            self._wrapped(safe(text), style, lead)
        else:
            self._write(f"{lead}{safe(text)}".rstrip() + "\n")

    def table(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()
    ) -> None:
        """Write rows under titles, in columns as wide as they need; those numbered in `right` stand to the right."""
        cells = [[safe(cell) for cell in row] for row in (titles, *rows)]
        if self.is_terminal:
            self._rich_table(cells[0], cells[1:], right)
            return
        widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            padded = []
            for number, cell in enumerate(row):
                space = " " * (widths[number] - width(cell))
                padded.append(space + cell if number in right else cell + space)
            self._write(MARGIN.join(padded).rstrip() + "\n")

    def facts(self, facts: Mapping[str, str]) -> None:
        """Write a line for each fact that there is, with the names in a column."""
        longest = max(map(width, facts))
        for name, text in facts.items():
            if text:
                self.line(f"{name}{' ' * (longest - width(name))}  {text}", indent=2)

    def document(self, text: str) -> None:
        """Write a whole text for programs, as it is."""
        self._write(text if text.endswith("\n") else text + "\n")

    def octets(self, octets: bytes) -> None:
        """Write what is no text, such as a message, octet for octet."""
        self.flush()
        with _told_in_words():
            self._out.buffer.write(octets)
            self._out.buffer.flush()

    def remark(self, text: str) -> None:
        """Tell the user something beside the result; where nobody can hear it, that is no reason to stop."""
        with contextlib.suppress(OSError):
            self._remarks.write("\n".join(map(safe, text.split("\n"))) + "\n")

    def flush(self) -> None:
        """Hand everything over. Raises `BrokenPipeError` where nobody reads any more, or `CannotWrite`."""
        with _told_in_words():
            self._out.flush()

    def _write(self, text: str) -> None:
        with _told_in_words():
            self._out.write(text)

    def _wrapped(self, text: str, style: Style, lead: str) -> None:
        from rich.text import Text

        console = self._rich()
        columns = max(console.width - width(lead), NARROWEST)
        start = Text(lead, style=style.value if lead.strip() else "")
        for part in Text(text, style=style.value).wrap(console, columns):
            line = start + part
            line.rstrip()
            console.print(line, soft_wrap=True)
            start = Text(" " * width(lead))

    def _rich(self) -> Console:
        if self._console is None:
            from rich.console import Console

            self._console = Console(file=self._out, highlight=False, markup=False, emoji=False)
        return self._console

    def _rich_table(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int]
    ) -> None:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style=Style.TITLE.value)
        for number, title in enumerate(titles):
            table.add_column(Text(title), overflow="fold", justify="right" if number in right else "left")
        for row in rows:
            table.add_row(*map(Text, row))
        self._rich().print(table)


@contextlib.contextmanager
def _told_in_words() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotWrite(say("The output cannot be written: {words}.", words=words_of(error))) from None


def width(text: str) -> int:
    """Count the columns that a terminal needs for `text` (Unicode Standard Annex 11)."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
