"""Text of strangers inside Markdown: it is shown as it is, and stays where it was put (CommonMark 0.31)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>|#~&]")


def inline(text: str) -> str:
    """Give `text` on one line with nothing in it that Markdown or a table would obey."""
    return _MARKUP.sub(r"\\\g<0>", " / ".join(text.splitlines()))


def row(*cells: str) -> str:
    """Give a line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"


def section(title: str, body: Iterable[str], *, level: int = 2) -> Iterator[str]:
    """Give a heading with what belongs under it."""
    yield from ("", f"{'#' * level} {title}", "")
    yield from body


def fenced(lines: Iterable[str]) -> Iterator[str]:
    """Give the lines as they are between fences, which are longer than any run of backticks in them (section 4.5)."""
    body = [" / ".join(line.splitlines()) for line in lines]
    longest = max((len(run) for line in body for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return iter((fence, *body, fence))
