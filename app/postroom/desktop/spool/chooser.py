"""What is chosen in the list: how many messages, how they stand, and as what a command is told of them."""

from __future__ import annotations

import asyncio
from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from postroom.desktop.spool.choice import NOTHING, Choice, choice_of
from postroom.desktop.spool.queue import Queue
from postroom.desktop.spool.reader import Reader
from postroom.desktop.spool.sight_reader import Spawn
from postroom.desktop.spool.table import MessageTable
from postroom.desktop.spool.words import reading_of
from postroom.model.message import MessageState
from postroom.model.spool_commands import Chosen, Matching, Seen, Selection
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_filter import Filter
from postroom.model.text import say, say_count

MOST_LOOKED_AT: Final = 2_000
"""Of so many messages at most it is looked how each stands."""
READ_AT_ONCE: Final = 500
AT_ONCE: Final = 2_000
"""So many messages are named before others have their turn."""


class Chooser(QObject):
    """Follows what is chosen in `table`, which shows the list of `reader`."""

    changed = Signal()

    def __init__(self, queue: Queue, table: MessageTable, reader: Reader, spawn: Spawn) -> None:
        super().__init__(table)
        self._queue = queue
        self._table = table
        self._reader = reader
        self._spawn = spawn
        self._counted: tuple[Filter, Mapping[MessageState, int]] | None = None
        self._sorted: tuple[bytes, Mapping[MessageState, int]] | None = None
        """The chosen messages whose states have been looked for last, and those."""
        self._is_sorting = self._is_doubted = False
        self.choice = NOTHING
        self.number: int | None = None
        """The message that is chosen, where it is one."""
        table.choice_changed.connect(self.look)
        table.everything_wanted.connect(self.choose_everything)

    @property
    def words(self) -> tuple[str, str]:
        """Tell what is chosen: how many messages, and how they stand."""
        choice = self.choice
        heading = (
            say_count(
                "The {n} message that matches is chosen",
                "All {n} messages that match are chosen",
                choice.count,
            )
            if choice.everything
            else say_count("{n} message is chosen", "{n} messages are chosen", choice.count)
        )
        if choice.states is None:
            return heading, say("A command leaves those alone that it does not fit.")
        parts = [
            say("{state} {n}", state=reading_of(state).word, n=f"{choice.states[state]:,}")
            for state in MessageState
            if choice.states.get(state)
        ]
        return heading, ", ".join(parts)

    @Slot()
    def choose_everything(self) -> None:
        """Choose everything that the filter matches, without reading it."""
        self._table.choose_everything()
        wanted = self._reader.wanted
        self._counted = None
        if wanted.words:
            self._spawn(self._count(wanted), "count what is chosen")
        self.look()

    def doubt(self) -> None:
        """Messages have changed: look again how those stand that are not in sight."""
        self._is_doubted = True

    @Slot()
    def look(self) -> None:
        """Look again at what is chosen."""
        table, before = self._table, (self.choice, self.number)
        count = table.chosen_count
        self.number = table.chosen[0] if count == 1 else None
        if table.has_everything:
            self.choice = self._everything()
        elif count <= MOST_LOOKED_AT:
            self.choice = self._some(table.chosen)
        else:
            self.choice = Choice(count=count)
        if (self.choice, self.number) != before:
            self.changed.emit()

    def _some(self, chosen: array[int]) -> Choice:
        """Look how these stand; those that have not been read are read beside."""
        choice = choice_of([self._table.messages.known(number) for number in chosen])
        if choice.states is not None:
            return choice
        known = self._sorted
        is_known = known is not None and known[0] == chosen.tobytes()
        if not self._is_sorting and (self._is_doubted or not is_known):
            self._is_sorting, self._is_doubted = True, False
            self._spawn(self._sort(chosen), "look how the chosen messages stand")
        return Choice(count=len(chosen), states=known[1]) if known is not None and is_known else choice

    async def _sort(self, chosen: array[int]) -> None:
        states: Counter[MessageState] = Counter()
        try:
            for start in range(0, len(chosen), READ_AT_ONCE):
                rows = await self._queue.rows(chosen[start : start + READ_AT_ONCE])
                states.update(row.state for row in rows)
        except SpoolError:
            return  # then it stays unknown
        finally:
            self._is_sorting = False
        self._sorted = chosen.tobytes(), states
        self.look()

    def _everything(self) -> Choice:
        wanted = self._reader.wanted
        if not wanted.words:
            states = _states(self._queue, wanted)
        elif self._counted is not None and self._counted[0] == wanted:
            states = self._counted[1]
        else:
            return Choice(count=len(self._table.messages.ids), everything=True)
        return Choice(count=sum(states.values()), everything=True, states=states)

    async def _count(self, wanted: Filter) -> None:
        """Count how the messages stand that a search finds."""
        states: dict[MessageState, int] = {}
        try:
            for state in wanted.states or MessageState:
                narrowed = Filter(frozenset({state}), wanted.accounts, wanted.search)
                states[state] = await self._queue.count(narrowed)
        except SpoolError:
            return  # then it stays unknown how they stand
        self._counted = wanted, states
        self.look()

    def ids(self) -> array[int]:
        """Give the chosen messages, as far as they are in the list."""
        return self._table.messages.ids[:] if self._table.has_everything else self._table.chosen

    async def selection(self) -> Selection:
        """Name what is chosen, as it was seen."""
        if self._table.has_everything:
            return Matching(self._reader.wanted)
        seen: list[Seen] = []
        for number in self._table.chosen:
            row = self._table.messages.known(number)
            seen.append(Seen(number, None if row is None else row.version))
            if len(seen) % AT_ONCE == 0:
                await asyncio.sleep(0)
        return Chosen(tuple(seen))


def _states(queue: Queue, wanted: Filter) -> Mapping[MessageState, int]:
    """Count from the known numbers how the messages stand that a filter without a search matches."""
    states: Counter[MessageState] = Counter()
    for (account, state), number in queue.counts.numbers.items():
        if (not wanted.states or state in wanted.states) and (
            not wanted.accounts or account in wanted.accounts
        ):
            states[state] += number
    return states
