"""Commands for any number of messages: chunk after chunk, so that others have their turn in between."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from postroom.model.message import MessageState
from postroom.model.spool_commands import (
    FITS,
    SAMPLE,
    Changed,
    Chosen,
    Command,
    Matching,
    Progress,
    Refusal,
    Seen,
    Selection,
)
from postroom.model.spool_errors import NothingToUndo
from postroom.model.spool_filter import Column, Filter, Order
from postroom.spool.readers import Readers
from postroom.spool.steering import CHUNK, Step, Stepped, count_moved, take_back, take_step
from postroom.spool.writer import Writer

Ids = Callable[[Filter, Order], "AsyncIterator[array[int]]"]


class _Tally:
    """What a command has done so far."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._progress = progress
        self._done = 0
        self._count = 0
        self._sample: list[int] = []
        self._refused: list[Refusal] = []
        self.last = Stepped(())
        """What the last part did."""

    def add(self, stepped: Stepped, looked_at: int) -> None:
        self.last = stepped
        self._done += looked_at
        self._count += len(stepped.changed)
        self._sample += islice(stepped.changed, SAMPLE - len(self._sample))
        self._refused += stepped.refused

    def goes_on(self) -> bool:
        """Tell how far it is, and give whether to take the next part."""
        return self._progress is None or self._progress(self._done, max(self._done, self._total))

    def changed(self, *, stopped: bool) -> Changed:
        left = max(0, self._total - self._done) if stopped else 0
        return Changed(self._count, tuple(self._sample), tuple(self._refused), self.last.operation, left)


class Bulk:
    """Carries out commands through the writer; what they are about it reads."""

    def __init__(self, writer: Writer, readers: Readers, ids: Ids) -> None:
        self._writer = writer
        self._readers = readers
        self._ids = ids

    async def command(self, selection: Selection, command: Command, progress: Progress | None) -> Changed:
        """Do what `Steering.command` promises."""
        match selection:
            case Chosen(messages):
                seen = tuple({each.id: each for each in messages}.values())
                return await self._carry_out(seen, partial(_seen, command), progress)
            case Matching(wanted):
                ids = await self._fitting(wanted, command)
                return await self._carry_out(ids, partial(_matched, command), progress)

    async def undo(self, token: int, progress: Progress | None) -> Changed:
        """Do what `Steering.undo` promises."""
        total = await self._readers.read(count_moved, token)
        if not total:
            raise NothingToUndo
        tally = _Tally(total, progress)
        while goes_on := tally.goes_on():
            stepped = await self._writer.write(take_back, token)
            if not stepped.changed:
                break
            tally.add(stepped, len(stepped.changed))
        return tally.changed(stopped=not goes_on)

    async def _carry_out(
        self, all_of_them: Sequence[Any], step: Callable[[Any, Stepped], Step], progress: Progress | None
    ) -> Changed:
        tally = _Tally(len(all_of_them), progress)
        for start in range(0, len(all_of_them), CHUNK):
            if not tally.goes_on():
                return tally.changed(stopped=True)
            part = all_of_them[start : start + CHUNK]
            tally.add(await self._writer.write(take_step, step(part, tally.last)), len(part))
        tally.goes_on()
        return tally.changed(stopped=False)

    async def _fitting(self, wanted: Filter, command: Command) -> array[int]:
        """Give the messages that the filter matches and the command fits, in the order of their numbers."""
        fitting = FITS[command] & (wanted.states or frozenset(MessageState))
        found = array("q")
        if fitting:
            narrowed = Filter(fitting, wanted.accounts, wanted.search)
            async for ids in self._ids(narrowed, Order(Column.QUEUED, descending=False)):
                found.extend(ids)
        return found


def _seen(command: Command, part: Sequence[Seen], last: Stepped) -> Step:
    return Step(command, seen=part, operation=last.operation, nudged=last.nudged)


def _matched(command: Command, part: Sequence[int], last: Stepped) -> Step:
    return Step(command, matched=part, operation=last.operation, nudged=last.nudged)
