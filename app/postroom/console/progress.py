"""The line that shows, while a check runs, what it waits for: on a terminal only, and gone when the check is over."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final, Self, TextIO

from postroom.model.printable import safe
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.text import say

PATIENCE: Final = 0.3
"""Seconds until a person wants to know more; what is faster shows nothing."""
EVERY: Final = 0.2
"""Seconds between two looks."""
NAMED: Final = 2
"""So many sessions are shown by name; more of them as a count."""
_CLEAR: Final = "\r\x1b[K"


class Progress:
    """Shows how sessions get on, while the context is open inside the running loop."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._sessions: dict[int, SessionSnapshot] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._began = 0.0

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._began = loop.time()
        if self._stream.isatty():
            self._timer = loop.call_later(PATIENCE, self._show)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._write("")

    def changed(self, snapshot: SessionSnapshot) -> None:
        """Take note of how a session stands."""
        self._sessions[id(snapshot.plan)] = snapshot

    def _show(self) -> None:
        import shutil

        loop = asyncio.get_running_loop()
        columns = shutil.get_terminal_size().columns
        self._write(safe(self._line(loop.time() - self._began))[: columns - 1])
        self._timer = loop.call_later(EVERY, self._show)

    def _line(self, elapsed: float) -> str:
        waiting = [s for s in self._sessions.values() if s.state is SessionState.OPENING]
        what = ", ".join(f"{s.plan.protocol.label} {s.plan.endpoint}: {_step(s)}" for s in waiting)
        if len(waiting) > NAMED:
            what = say("waiting for {n} of {all} sessions", n=len(waiting), all=len(self._sessions))
        return say("{what} ... {seconds} s, Ctrl+C stops", what=what, seconds=f"{elapsed:.0f}")

    def _write(self, text: str) -> None:
        self._stream.write(_CLEAR + text)
        self._stream.flush()


def _step(snapshot: SessionSnapshot) -> str:
    return snapshot.steps[-1].step.value if snapshot.steps else ""
