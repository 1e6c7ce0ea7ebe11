"""What `postroom demo --headless` says of the queue: each kind of message, what was to become of it, and what did."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from postroom.console.page import Page, Style
from postroom.engine.demo_mail import Posted
from postroom.engine.engine import Engine
from postroom.model.mail_fate import MailFate, fate_of
from postroom.model.text import say, say_count
from postroom.net.deadlines import within

MOST_SECONDS: Final = 30.0
"""How long it may take until everything has become of the messages that is to."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """The messages that show the same."""

    about: str
    expected: MailFate
    got: Mapping[str, int]
    """How many of them fare how, in words."""

    @property
    def count(self) -> int:
        return sum(self.got.values())

    @property
    def is_as_expected(self) -> bool:
        return set(self.got) == {self.expected.words}


async def watch_queue(engine: Engine, posted: Mapping[int, Posted]) -> list[QueueRow]:
    """Return when the messages fare as they are to, or when that takes too long."""
    news = asyncio.Event()
    leave = engine.subscribe(lambda _: news.set())
    try:
        async with within(MOST_SECONDS):
            while not all(row.is_as_expected for row in await _look(engine, posted)):
                await news.wait()
                news.clear()
    except TimeoutError:
        pass  # what is not as expected is shown
    finally:
        leave()
    return await _look(engine, posted)


async def _look(engine: Engine, posted: Mapping[int, Posted]) -> list[QueueRow]:
    rows, lanes = await engine.spooler.rows(list(posted)), engine.spooler.lanes
    got: dict[Posted, Counter[str]] = {}
    for row in rows:
        fate = fate_of(row, lanes.get(row.account))
        words = say("under way") if fate is None else fate.words
        got.setdefault(posted[row.id], Counter())[words] += 1
    kinds = sorted(set(posted.values()), key=lambda kind: (kind.expected.value, kind.about))
    return [QueueRow(kind.about, kind.expected, got.get(kind, {})) for kind in kinds]


def write_queue(page: Page, rows: Sequence[QueueRow]) -> None:
    """Write the table, and the verdict below it."""
    page.table(
        (say("Mail"), say("Messages"), say("Expected"), say("Got"), ""),
        [
            (
                row.about,
                str(row.count),
                row.expected.words,
                ", ".join(row.got)
                if len(row.got) == 1
                else ", ".join(f"{n} {w}" for w, n in row.got.items()),
                say("as expected") if row.is_as_expected else say("DIFFERENT"),
            )
            for row in rows
        ],
        right={1},
    )
    page.line()
    total, odd = sum(row.count for row in rows), sum(not row.is_as_expected for row in rows)
    if odd:
        page.line(
            say_count(
                "{n} kind of mail did not fare as expected.",
                "{n} kinds of mail did not fare as expected.",
                odd,
            ),
            Style.BAD,
        )
    else:
        page.line(say("All {n} messages fared as expected.", n=total), Style.GOOD)
