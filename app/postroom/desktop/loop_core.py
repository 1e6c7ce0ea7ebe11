"""The asyncio event loop that runs inside Qt's, on the GUI thread.

qasync brings asyncio and Qt together; asyncio's own scheduling is put back where qasync has a simpler one, so that the
rest of the program may rely on it: order of callbacks, exact timers, exceptions, asynchronous generators, debug mode.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from types import FrameType
from typing import Any

from PySide6.QtWidgets import QApplication

from postroom.desktop.loop_executor import DaemonExecutor
from postroom.desktop.loop_io import SystemLoop
from postroom.desktop.loop_signals import interrupts_to
from postroom.desktop.loop_timers import Timer, TimerHeap
from postroom.desktop.loop_wakeup import Wakeup

SLICE = 0.002
"""Seconds of callbacks after which Qt gets its turn; Qt's own timers may wait two slices. Shorter gains Qt little."""

log = logging.getLogger(__name__)


class QtQuit(RuntimeError):
    """Qt was told to quit while the event loop was not told to stop."""

    def __init__(self) -> None:
        super().__init__("Qt was told to quit while the event loop was running")


class QtEventLoop(SystemLoop):
    """qasync's event loop with asyncio's semantics and the speed of a batch.

    Qt calls `_turn`, and it runs *rounds* like asyncio's: collect what I/O and timers made ready, run it, leave what
    was scheduled meanwhile to the next round. A turn ends when nothing is ready or its time is over, in mid-round if
    need be, so that input and paint events wait for one slice and one callback at most.
    """

    # asyncio's own, back in place of qasync's; a test names what else a new release of qasync replaces.
    _add_callback = asyncio.BaseEventLoop._add_callback  # type: ignore[attr-defined]
    call_soon = asyncio.BaseEventLoop.call_soon
    call_soon_threadsafe = asyncio.BaseEventLoop.call_soon_threadsafe
    call_later = asyncio.BaseEventLoop.call_later
    run_until_complete = asyncio.BaseEventLoop.run_until_complete
    run_in_executor = asyncio.BaseEventLoop.run_in_executor
    set_default_executor = asyncio.BaseEventLoop.set_default_executor
    set_exception_handler = asyncio.BaseEventLoop.set_exception_handler
    default_exception_handler = asyncio.BaseEventLoop.default_exception_handler
    call_exception_handler = asyncio.BaseEventLoop.call_exception_handler

    def __init__(self, app: QApplication) -> None:
        self._turning = False
        self._round_left = 0
        self._failure: BaseException | None = None
        self._timers = TimerHeap()
        self._wakeup = Wakeup(self._turn)
        super().__init__(app)
        self._default_executor = DaemonExecutor()
        self.watch(self._wakeup)

    # Scheduling

    def _call_soon(
        self, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None
    ) -> asyncio.Handle:
        handle: asyncio.Handle = super()._call_soon(callback, args, context)
        if not self._turning:
            self._wakeup.ring()
        return handle

    def _write_to_self(self) -> None:
        self._wakeup.ring()

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call `callback` at `when` on the loop's clock, never earlier."""
        if when is None:
            raise TypeError("when cannot be None")
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, "call_at")
        timer = Timer(when, callback, args, self, context)
        self._timers.push(timer)
        if not self._turning:
            self._wakeup.ring()
        return timer

    def _timer_handle_cancelled(self, handle: Timer) -> None:
        self._timers.forget(handle)

    # Running

    def run_forever(self) -> None:
        """Run Qt, and asyncio in it, until `stop()`; raise what ended it otherwise, such as `QtQuit`."""
        self._check_closed()
        self._check_running()
        self._failure = QtQuit()  # unless `_leave` knows better
        with self._running(), interrupts_to(self._interrupt):
            super().run_forever()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def stop(self) -> None:
        """Stop after the current round, as loops of asyncio do."""
        self._stopping = True
        self._wakeup.ring()

    def close(self) -> None:
        if not self.is_running() and not self.is_closed():
            self._wakeup.close()
            self._timers.clear()
        super().close()

    @contextmanager
    def _running(self) -> Iterator[None]:
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(
            firstiter=self._asyncgen_firstiter_hook, finalizer=self._asyncgen_finalizer_hook
        )
        self._set_coroutine_origin_tracking(self._debug)
        self._thread_id: int | None = threading.get_ident()
        self._wakeup.listen(True)
        self._wakeup.ring()
        try:
            yield
        finally:
            self._wakeup.listen(False)
            self._thread_id = None
            self._set_coroutine_origin_tracking(False)
            sys.set_asyncgen_hooks(*hooks)
            self._stopping = False

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        """Answer Ctrl-C: raise it in the callback that runs, or leave Qt if none does."""
        if self._turning:
            signal.default_int_handler(signum, frame)
        self._leave(KeyboardInterrupt())

    def _leave(self, failure: BaseException | None = None) -> None:
        self._failure = failure
        super().stop()

    # What Qt calls

    def _turn(self) -> None:
        """Run rounds until nothing is ready or the slice is over."""
        if not self.is_running():
            return
        if self._turning:
            # A callback runs a Qt loop of its own: asyncio stands still until that ends.
            self._wakeup.listen(False)
            return
        try:
            self._turning = True
            self._run_slice(time.monotonic() + SLICE)
        except BaseException as failure:  # noqa: BLE001  Qt would print it and go on
            self._leave(failure)
            return
        finally:
            self._turning = False
            self._wakeup.listen(True)
        if self._stopping and not self._round_left:
            self._leave()
        elif self._ready:
            self._wakeup.ring()
        elif (deadline := self._timers.next_deadline()) is not None:
            self._wakeup.ring_at(deadline, self.time())

    def _run_slice(self, end: float) -> None:
        while self._round_left or self._begin_round():
            self._round_left -= 1
            self._run_handle(self._ready.popleft())
            if (self._stopping and not self._round_left) or time.monotonic() >= end:
                return

    def _begin_round(self) -> int:
        """Collect what is ready now and count it."""
        self.poll()
        self._ready.extend(self._timers.pop_due(self.time()))
        self._round_left = len(self._ready)
        return self._round_left

    def _run_handle(self, handle: asyncio.Handle) -> None:
        if handle.cancelled():
            return
        if not self._debug:
            handle._run()
            return
        self._current_handle: asyncio.Handle | None = handle
        started = self.time()
        try:
            handle._run()
        finally:
            self._current_handle = None
        if (took := self.time() - started) >= self.slow_callback_duration:
            log.warning("executing %r took %.3f seconds", handle, took)
