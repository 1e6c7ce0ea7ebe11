"""The messages of an open spool, as faces read them."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from postroom.model.spool_attempt import DeliveryAttempt
from postroom.model.spool_errors import SpoolClosed
from postroom.model.spool_filter import EVERYTHING, NEWEST_FIRST, Filter, Key, Order
from postroom.model.spool_message import MessageDetail, MessageRow, Page

if TYPE_CHECKING:
    from postroom.spool.store import Store


class SpoolMessages:
    """Reads from the store, once there is one. Raises `SpoolClosed` before, and what `spool.store.Looking` says."""

    def __init__(self) -> None:
        self._store: Store | None = None

    @property
    def _opened(self) -> Store:
        if self._store is None:
            raise SpoolClosed
        return self._store

    async def page(
        self,
        wanted: Filter = EVERYTHING,
        order: Order = NEWEST_FIRST,
        after: Key | None = None,
        limit: int = 100,
    ) -> Page:
        return await self._opened.page(wanted, order, after, limit)

    def ids(self, wanted: Filter = EVERYTHING, order: Order = NEWEST_FIRST) -> AsyncIterator[array[int]]:
        return self._opened.ids(wanted, order)

    async def rows(self, ids: Sequence[int]) -> tuple[MessageRow, ...]:
        return await self._opened.rows(ids)

    def rows_within(self, seconds: float, ids: Sequence[int]) -> tuple[MessageRow, ...] | None:
        return self._opened.rows_within(seconds, ids)

    async def count(self, wanted: Filter = EVERYTHING) -> int:
        return await self._opened.count(wanted)

    async def message(self, number: int) -> MessageDetail:
        return await self._opened.message(number)

    async def attempts(self, number: int) -> tuple[DeliveryAttempt, ...]:
        return await self._opened.attempts(number)

    async def body(self, number: int) -> bytes:
        return await self._opened.body(number)

    async def examine(self) -> tuple[str, ...]:
        """Look for damage in the whole spool and say what is found."""
        return await self._opened.examine()
