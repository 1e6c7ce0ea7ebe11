"""The snapshot of a session as it goes on: every change is lawful, timed and announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from postroom.model.plan import SessionPlan
from postroom.model.session import SessionSnapshot, SessionState, move
from postroom.model.step import Attempt, Step, StepRecord, StepState
from postroom.net.clock import Clock


class StepNotes:
    """What a running step has to say about itself; it stands in its record when the step ends."""

    def __init__(self) -> None:
        self.detail = ""
        self.attempts: tuple[Attempt, ...] = ()


class Timeline:
    """Keeps the snapshot of one session. `on_change` is called after each change.

    `redact` takes secrets out of what a step says about itself: that is the server's to choose.
    """

    def __init__(
        self,
        plan: SessionPlan,
        clock: Clock,
        on_change: Callable[[], None],
        redact: Callable[[str], str] = str,
    ) -> None:
        self._clock = clock
        self._redact = redact
        self._on_change = on_change
        self.snapshot = SessionSnapshot(plan=plan)

    def change(self, **facts: Any) -> None:
        """Set fields of the snapshot."""
        self.snapshot = replace(self.snapshot, **facts)
        self._on_change()

    def move(self, to: SessionState, **facts: Any) -> None:
        """Go on to the state `to`. Raises `IllegalMove`."""
        self.change(state=move(self.snapshot.state, to), **facts)

    def note(self, text: str) -> None:
        """Add what deserves to be said."""
        self.change(notes=(*self.snapshot.notes, text))

    @contextmanager
    def step(self, step: Step) -> Iterator[StepNotes]:
        """Record `step` as running, and when the block ends, how it ended."""
        before = self.snapshot.steps
        started = self._clock()
        notes = StepNotes()
        self.change(steps=(*before, StepRecord(step, StepState.RUNNING, started, 0.0)))
        state = StepState.FAILED
        try:
            yield notes
            state = StepState.OK
        finally:
            seconds = self._clock() - started
            record = StepRecord(step, state, started, seconds, self._redact(notes.detail), notes.attempts)
            self.change(steps=(*before, record))
