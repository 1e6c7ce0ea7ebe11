"""How a session ends, or is to end: the step it comes to, and the error it meets there."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.model.errors import ErrorCode
from postroom.model.session import SessionSnapshot
from postroom.model.step import Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last step of opening, and the error there; None where all is well."""

    step: Step
    code: ErrorCode | None

    def __str__(self) -> str:
        return self.step if self.code is None else f"{self.code} at {self.step}"


def outcome_of(snapshot: SessionSnapshot) -> Outcome:
    """Tell how a session has ended that was opened."""
    if snapshot.error is None:
        return Outcome(Step.READY, None)
    return Outcome(snapshot.error.step, snapshot.error.code)
