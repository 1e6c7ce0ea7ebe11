"""The steps of a session: their order, and the record of each.

    resolve  connect  [tls]  greeting  hello  [tls hello]  auth  ready

`tls` stands before `greeting` for TLS from the first byte, and after `hello` for STARTTLS and STLS, where a second
`hello` follows because everything learned before TLS is forgotten (RFC 3207 section 4.2, RFC 2595 section 4).
`ready` is proved by a command of the protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from postroom.model.endpoint import Security


class Step(StrEnum):
    """A step of opening a session."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    GREETING = "greeting"
    HELLO = "hello"
    AUTH = "auth"
    READY = "ready"


class StepState(StrEnum):
    """How a step stands."""

    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address that was dialled. Times are seconds since the session began."""

    address: str
    started: float
    seconds: float
    error: str | None
    """Why it was not taken: the system's words, or that another was faster; None for the one that was taken."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What is known of one step. Times are seconds since the session began."""

    step: Step
    state: StepState
    started: float
    seconds: float
    """How long it took; while it runs, how long it had taken when the record was made."""
    detail: str = ""
    """Its fact in one line: the addresses, the TLS version, the banner."""
    attempts: tuple[Attempt, ...] = ()
    """For `connect`: every address that was tried, in order."""


def planned_steps(security: Security, *, auth: bool) -> tuple[Step, ...]:
    """Give the steps that a session goes through, in order."""
    opening: dict[Security, tuple[Step, ...]] = {
        Security.NONE: (Step.GREETING, Step.HELLO),
        Security.STARTTLS: (Step.GREETING, Step.HELLO, Step.TLS, Step.HELLO),
        Security.TLS: (Step.TLS, Step.GREETING, Step.HELLO),
    }
    login = (Step.AUTH,) if auth else ()
    return (Step.RESOLVE, Step.CONNECT, *opening[security], *login, Step.READY)


def not_tried(planned: tuple[Step, ...], records: tuple[StepRecord, ...]) -> tuple[Step, ...]:
    """Give the planned steps that no record stands for, in order."""
    return planned[len(records) :]
