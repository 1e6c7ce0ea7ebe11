"""Keeps the list what the spool has: which messages, and in which order.

Changes come by the thousand a second. They are gathered, and what has changed is read a few times a second at most. The
list itself is read again only where changes may move messages in it; where the newest come first, or last,
and no state is filtered, it is enough to ask for what is new.
"""

from __future__ import annotations

import asyncio
import logging
from array import array
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from postroom.desktop.spool.model import MessagesModel
from postroom.desktop.spool.queue import Looking
from postroom.desktop.spool.sight_reader import SightReader, Spawn
from postroom.desktop.spool.table import MessageTable
from postroom.model.spool_errors import SpoolError
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Column, Filter, Key, Order
from postroom.model.text import say

REST: Final = 0.22
"""Seconds between two readings of what has changed."""
REST_FACTOR: Final = 4
"""A list that takes long to be read is left alone for so many times as long."""
NEW_AT_ONCE: Final = 500
FIRST: Final = 60
"""Rows that are shown before the list has been read."""
MOST_KEPT: Final = 5_000
"""So many chosen messages are followed to their new places; while more are chosen, the list stays as it is."""
FEW: Final = 20
log = logging.getLogger(__name__)


class Reader(QObject):
    """Reads for `model`, as `table` shows it, from `queue`."""

    listed = Signal()
    """The list that was asked for begins to be there, or another number of messages is in it."""
    news_changed = Signal(int)
    """So many new messages wait above the list."""
    troubled = Signal(str)

    def __init__(self, queue: Looking, model: MessagesModel, table: MessageTable, spawn: Spawn) -> None:
        super().__init__(table)
        self._queue = queue
        self._model = model
        self._table = table
        self._spawn = spawn
        self.sight = SightReader(queue, model, table, spawn)
        self.sight.gone.connect(self._forget)
        self.sight.troubled.connect(self.troubled)
        self.wanted: Filter = EVERYTHING
        self.order: Order = NEWEST_FIRST
        self.is_listing = False
        self._news = array("q")
        self._listing: asyncio.Task[None] | None = None
        self._is_awake = self._is_refreshing = False
        self._is_due = self._is_old = self._has_news = False
        self.is_still = False
        """Whether the list is to stay as it is: a command of ours is changing much of it, and tells when it is done."""
        self._newest = self._highest_told = 0
        self._refreshed_at = 0.0
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._begin_refresh)
        table.sight_changed.connect(self._look_up)

    # What is asked for

    def wake(self) -> None:
        """The page is seen."""
        if not self._is_awake:
            self._is_awake = True
            self.sight.wake()
            self._schedule(REST)

    def sleep(self) -> None:
        """The page is hidden: nothing is read."""
        self._is_awake = False
        self.sight.sleep()
        self._rest.stop()

    def show(self, wanted: Filter, order: Order) -> None:
        """Show another list."""
        self.wanted, self.order = wanted, order
        if self._listing is not None:
            self._listing.cancel()
        self.is_listing = True
        self._is_old = self._has_news = False
        self._set_news(array("q"))
        self._listing = self._spawn(self._list(), "list messages")

    def tell_changes(self, numbers: frozenset[int], *, many: bool) -> None:
        """These messages have changed, or many have."""
        self._model.doubt(None if many else numbers)
        highest = max(numbers, default=0)
        self._highest_told = max(self._highest_told, highest)
        if not self._follows_news:
            self._is_old = True
        elif many or highest > self._newest:
            self._has_news = True
        self._is_due = True
        self._schedule(REST)

    @Slot()
    def show_news(self) -> None:
        """Let the new messages that wait above the list come in."""
        if self._news:
            news = self._news
            self._set_news(array("q"))
            self._table.put_first(news)
            self.listed.emit()

    @Slot()
    def _look_up(self) -> None:
        """Who scrolls up to the top sees what is new."""
        if self._table.is_at_top:
            self.show_news()

    @Slot()
    def _forget(self) -> None:
        """Messages of the list are not there any more."""
        self._is_old = True
        self._schedule(REST)

    @property
    def _follows_news(self) -> bool:
        """Whether only new messages change the list."""
        return not self.wanted.states and self.order.column is Column.QUEUED

    # The list

    async def _list(self) -> None:
        """Read the list, and show its beginning as soon as it is there."""
        self._newest = self._highest_told
        try:
            if await self._list_first():
                await self._list_rest()
        except SpoolError as error:
            self.troubled.emit(str(error))
        except Exception:
            log.exception("the list of messages could not be read")
            self.troubled.emit(
                say("The messages could not be listed by a fault of ours: the log has the details.")
            )
        self.is_listing = False
        if self._follows_news:
            self._newest = max(self._newest, *self._model.ids[:1], *self._model.ids[-1:], 0)
        self.listed.emit()
        self._schedule(REST)

    async def _list_first(self) -> bool:
        """Show what is in sight first, since a search may take long to find thousands. Give whether there is more."""
        page = await self._queue.page(self.wanted, self.order, None, FIRST)
        ids = array("q", (row.id for row in page.rows))
        self._model.begin(ids, page.rows)
        self.listed.emit()
        self.sight.take_in(ids, page.rows)
        return page.next is not None

    async def _list_rest(self) -> None:
        """Read the numbers of the whole list, which most often begins as it is shown already."""
        has_begun = False
        async for ids in self._queue.ids(self.wanted, self.order):
            shown = self._model.ids
            if has_begun:
                self._model.extend(ids)
            elif ids[: len(shown)] == shown:
                self._model.extend(ids[len(shown) :])
            else:
                self._model.begin(ids)
            has_begun = True

    async def _list_again(self) -> None:
        """Read the list anew beside the one that is shown, and let that become like it."""
        table = self._table
        if not table.has_everything and table.chosen_count > MOST_KEPT:
            return
        self._is_old = False
        wanted, order = self.wanted, self.order
        kept = self._kept()
        fresh, places = array("q"), dict[int, int]()
        async for ids in self._queue.ids(wanted, order):
            _find(kept, ids, len(fresh), places)
            fresh += ids
        if self._is_the_same(wanted, order) and fresh != self._model.ids:
            table.follow(fresh, places)
            self.listed.emit()

    def _kept(self) -> set[int]:
        """Name the messages whose place has to be known: what is chosen, the current one, and the first in sight."""
        table, ids = self._table, self._model.ids
        kept = set() if table.has_everything else set(table.chosen)
        first = table.sight[0]
        kept.update(ids[first : first + 1])
        index = table.currentIndex()
        if index.isValid():
            kept.add(ids[index.row()])
        return kept

    async def _look_for_news(self) -> None:
        """Ask for what came after the newest message of the list."""
        self._has_news = False
        wanted, order, highest = self.wanted, self.order, self._highest_told
        found, ascending = array("q"), Order(Column.QUEUED, descending=False)
        key: Key | None = Key(self._newest, self._newest)
        while key is not None:
            page = await self._queue.page(wanted, ascending, key, NEW_AT_ONCE)
            found.extend(row.id for row in page.rows)
            key = page.next
        if self._is_the_same(wanted, order):
            self._newest = max(self._newest, highest, *found[-1:], 0)
            self._take_in(found)

    def _take_in(self, found: array[int]) -> None:
        if not found:
            return
        if not self.order.descending:
            self._model.extend(found)
            self.listed.emit()
            return
        found.reverse()
        self._set_news(found + self._news)
        if self._table.is_at_top:
            self.show_news()

    def _set_news(self, news: array[int]) -> None:
        if news or self._news:
            self._news = news
            self.news_changed.emit(len(news))

    def _is_the_same(self, wanted: Filter, order: Order) -> bool:
        return (wanted, order) == (self.wanted, self.order) and not self.is_listing

    # Refreshing

    def _schedule(self, rest: float) -> None:
        if not self._is_awake or self._rest.isActive() or self._is_refreshing or self.is_listing:
            return
        if self._is_due or self._is_old or self._has_news:
            wait = self._refreshed_at + rest - asyncio.get_running_loop().time()
            self._rest.start(max(0, round(wait * 1000)))

    @Slot()
    def _begin_refresh(self) -> None:
        if self._is_awake and not self.is_listing:
            self._is_refreshing = True
            self._is_due = False
            self._spawn(self._refresh(), "read changed messages")

    async def _refresh(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            if self._is_old and not self.is_still:
                await self._list_again()
            elif self._has_news:
                await self._look_for_news()
        except SpoolError as error:
            self.troubled.emit(str(error))
        finally:
            self._is_refreshing = False
        self._refreshed_at = loop.time()
        self.sight.read()
        self._schedule(max(REST, (self._refreshed_at - began) * REST_FACTOR))


def _find(kept: set[int], ids: array[int], begin: int, places: dict[int, int]) -> None:
    """Note the places of what is kept among `ids`, the first of which has the place `begin`."""
    found = kept.intersection(ids)
    if len(found) > FEW:
        places.update((number, begin + n) for n, number in enumerate(ids) if number in found)
    else:
        places.update((number, begin + ids.index(number)) for number in found)
