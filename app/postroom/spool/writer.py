"""The one thread that writes. What is asked for while it commits is done together in the next commit.

A commit costs a write to the disk, whatever it holds: so the more is asked for at once, the less each request costs.
Everybody waits for their own commit, and nobody is told of success before it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from postroom.model.spool_errors import SpoolClosed, SpoolTrouble
from postroom.spool.boot import boot_id
from postroom.spool.changes import SpoolChanges
from postroom.spool.database import naming_troubles
from postroom.spool.transaction import P, R, Transaction, TryAgain, Work
from postroom.spool.upkeep import Upkeep

MOST_REQUESTS: Final = 512
"""How many requests share a commit at most."""
MOST_WEIGHT: Final = 8 * 1024 * 1024
"""The octets of new bodies in one commit after which the rest waits for the next."""
BUSY: Final = 0.003
"""Seconds since the last commit for which more is expected to come: then it is waited for a little."""
MANY: Final = 32
"""Requests in the last commit from which there are so many askers that waiting for more of them pays."""
GATHERING: Final = 0.001
"""Seconds for which it is waited: a commit for many costs hardly more than one for few."""
log = logging.getLogger(__name__)

F = TypeVar("F")
Clock = Callable[[], int]
"""Gives milliseconds since 1970 in UTC."""


@dataclass(slots=True, eq=False)
class _Request:
    work: Work[Any, Any]
    payload: Any
    weight: int
    lags: bool
    finish: Callable[[Any], Any] | None
    future: asyncio.Future[Any]


class Writer:
    """Owns the connection from its first request on."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        clock: Clock,
        upkeep: Upkeep,
        tell: Callable[[SpoolChanges], None],
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._upkeep = upkeep
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._asked: list[_Request] = []
        """What was asked for in this turn of the loop: it is handed over in one piece, for each piece that is handed
        over makes the two threads wait for each other."""
        self._requests: queue.SimpleQueue[list[_Request] | None] = queue.SimpleQueue()
        self._left: list[_Request] = []
        """What was handed over and is for the next commit; of the writer's thread."""
        self._committed_at = 0.0
        self._shared = 0
        """How many requests shared the last commit."""
        self._is_forced = True
        """Whether commits are forced to the disk, as the connection has it now."""
        self._neglected = False
        """Whether it could not be looked after last time, which is said once."""
        self._never = threading.Event()
        """Is never set: to wait for it is to wait."""
        self._closed: asyncio.Future[None] | None = None
        self._ending = False
        threading.Thread(target=self._run, name="spool-writer", daemon=True).start()

    def write(
        self, work: Work[P, R], payload: P, weight: int = 0, *, lags: bool = False
    ) -> asyncio.Future[R]:
        """Have `work` done for `payload`: the future has its result once that is on the disk.

        With `lags`, it is enough that the system has it, as long as `boot_id` tells later whether that was enough: it
        outlives the process, and reaches the disk with the next request that does not lag.

        It is asked for at once, whether or not somebody awaits it. A caller who is cancelled meanwhile does not learn
        whether it was done. Raises `SpoolClosed`; the future may have another `SpoolError`.
        """
        return self._ask(work, payload, weight, lags, None)

    def write_and(self, work: Work[P, R], payload: P, finish: Callable[[R], F]) -> asyncio.Future[F]:
        """Have `work` done as `write` does; the future has what `finish` makes of the result, on the loop's thread.

        Two threads that both have Python to run hinder each other: so as little as possible of it is for the writer's.
        """
        return self._ask(work, payload, 0, False, finish)

    def _ask(
        self,
        work: Work[Any, Any],
        payload: object,
        weight: int,
        lags: bool,
        finish: Callable[[Any], Any] | None,
    ) -> asyncio.Future[Any]:
        if self._closed is not None:
            raise SpoolClosed
        future: asyncio.Future[Any] = self._loop.create_future()
        if not self._asked:
            self._loop.call_soon(self._hand_over)
        self._asked.append(_Request(work, payload, weight, lags, finish, future))
        return future

    async def close(self) -> None:
        """Finish what was asked for, then close the connection. Twice is harmless."""
        if self._closed is None:
            self._closed = self._loop.create_future()
            self._hand_over()
            self._requests.put(None)
        await asyncio.shield(self._closed)

    def _hand_over(self) -> None:
        if self._asked:
            asked, self._asked = self._asked, []
            self._requests.put(asked)

    def _run(self) -> None:
        while True:
            group = self._gather()
            if group:
                self._commit(group)
                self._committed_at, self._shared = time.monotonic(), len(group)
            if self._ending and not self._left:
                break
            if not group or self._upkeep.is_overdue:
                self._look_round()
        try:
            self._connection.close()
        except sqlite3.Error:
            log.exception("the spool could not be closed in order; nothing that was accepted is lost")
        finally:
            self._on_loop(self._say_closed)

    def _gather(self) -> list[_Request]:
        """Wait a little for requests, and take what has come with them, as much as shares a commit."""
        if not self._left:
            self._receive(self._upkeep.pause)
            is_busy = self._shared >= MANY and time.monotonic() - self._committed_at < BUSY
            if self._left and is_busy:
                self._never.wait(GATHERING)
        while not self._ending and not self._requests.empty():
            self._receive(0.0)
        number = weight = 0
        for request in self._left:
            number += 1
            weight += request.weight
            if number == MOST_REQUESTS or weight > MOST_WEIGHT:
                break
        group, self._left = self._left[:number], self._left[number:]
        return group

    def _receive(self, seconds: float) -> None:
        """Take what was handed over, if something is within so many seconds."""
        try:
            asked = self._requests.get(timeout=seconds)
        except queue.Empty:
            return
        if asked is None:
            self._ending = True
        else:
            self._left += asked

    def _commit(self, group: Sequence[_Request]) -> None:
        """Do the works of the group in one transaction; if that fails, each in its own, so that it fails alone."""
        transaction = Transaction(self._connection, self._clock())
        try:
            with naming_troubles():
                self._force(boot_id() is None or not all(request.lags for request in group))
                transaction.begin()
        except (SpoolTrouble, sqlite3.Error) as error:
            self._settle([(request, error) for request in group], SpoolChanges())
            return
        try:
            with naming_troubles():
                results = self._work(transaction, group)
                transaction.commit()
        except Exception as error:  # noqa: BLE001  # it belongs to whoever awaits the result
            self._roll_back()
            if len(group) > 1 or isinstance(error, TryAgain):
                for request in group:
                    self._commit([request])
            else:
                self._settle([(group[0], error)], SpoolChanges())
        else:
            self._settle(results, transaction.changes)

    def _force(self, forced: bool) -> None:
        """Have the next commit forced to the disk, and with it all that have lagged; or leave it to the system."""
        if forced is not self._is_forced:
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if forced else 'NORMAL'}")
            self._is_forced = forced

    def _work(self, transaction: Transaction, group: Sequence[_Request]) -> list[tuple[_Request, object]]:
        """Do each work once, for all requests that ask for it."""
        alike: dict[Work[Any, Any], list[_Request]] = {}
        for request in group:
            alike.setdefault(request.work, []).append(request)
        results: list[tuple[_Request, object]] = []
        for work, requests in alike.items():
            done = work(transaction, [request.payload for request in requests])
            results.extend(zip(requests, done, strict=True))
        return results

    def _roll_back(self) -> None:
        """SQLite has done so itself after some errors, such as a full disk."""
        if self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def _settle(self, results: Sequence[tuple[_Request, object]], changes: SpoolChanges) -> None:
        self._on_loop(self._say, results, changes)

    def _look_round(self) -> None:
        try:
            with naming_troubles():
                changes = self._upkeep.look_round(time.monotonic() - self._committed_at)
        except Exception as error:  # noqa: BLE001  # whatever it was, the thread must go on
            self._roll_back()
            if not self._neglected:
                log.warning("the spool cannot be looked after: %s", error)
            self._neglected = True
        else:
            self._neglected = False
            if changes:
                self._on_loop(self._tell, changes)

    def _on_loop(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            log.warning("the event loop ended before the spool was closed")

    def _say(self, results: Sequence[tuple[_Request, object]], changes: SpoolChanges) -> None:
        """Tell those who wait, but for those who were cancelled, and then those who look on."""
        for request, result in results:
            if request.future.done():
                continue
            if isinstance(result, Exception):
                request.future.set_exception(result)
                continue
            try:
                request.future.set_result(result if request.finish is None else request.finish(result))
            except Exception as error:  # noqa: BLE001  # it belongs to whoever awaits the result
                request.future.set_exception(error)
        self._tell(changes)

    def _say_closed(self) -> None:
        assert self._closed is not None
        self._closed.set_result(None)
