"""What is said about a session: what happened, in whose words, why, what to do, and what stays unproved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from math import ceil
from typing import Final

from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.session.reading import current_step, reading, was_ready
from postroom.desktop.words import step_doing
from postroom.model.errors import ErrorCode, Fault, SessionError
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.text import say

TELL_HOW_FAR_AFTER: Final = 2.0
TELL_HOW_LONG_AFTER: Final = 10.0


class Remedy(Enum):
    """Where the administrator can do something about it."""

    PASSWORD = auto()
    SETTINGS = auto()
    CERTIFICATE = auto()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence below the headline, with the shape that tells its kind."""

    icon: Icon
    role: Role
    text: str
    kind: str
    """The kind in a word, for those who do not see the shape."""
    quiet: bool = False
    """Whether it may be read later."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that is said of a session."""

    icon: Icon
    role: Role
    headline: str
    reply: str = ""
    """The server's own words."""
    statements: tuple[Statement, ...] = ()
    remedy: Remedy | None = None
    is_failure: bool = False
    """Whether somebody may want to report it."""


def verdict(snapshot: SessionSnapshot | None, running_for: float = 0.0) -> Verdict:
    """Say how the session stands. `running_for` is how long its running step takes by now, in seconds."""
    look = reading(snapshot)
    if snapshot is None or snapshot.state is SessionState.IDLE:
        return Verdict(look.icon, look.role, say("Start it to see, step by step, what works."))
    if snapshot.error is not None:
        return _failure(snapshot, snapshot.error)
    match snapshot.state:
        case SessionState.OPENING:
            return Verdict(
                look.icon,
                look.role,
                say("{doing} ...", doing=step_doing(current_step(snapshot))),
                statements=tuple(_progress(snapshot, running_for)),
            )
        case SessionState.CLOSING:
            return Verdict(look.icon, look.role, say("Saying goodbye to the server ..."))
        case SessionState.CLOSED:
            headline = (
                say("Closed in order. It worked.")
                if was_ready(snapshot)
                else say("Closed before it was ready.")
            )
        case _:
            headline = say("Everything that was planned works.")
    return Verdict(look.icon, look.role, headline, statements=tuple(_proved(snapshot)))


def _progress(snapshot: SessionSnapshot, running_for: float) -> Iterator[Statement]:
    def progress(text: str) -> Statement:
        return Statement(Icon.CLOCK, Role.UNTRIED, text, say("Progress"))

    if snapshot.seconds + running_for >= TELL_HOW_FAR_AFTER:
        done, planned = len(snapshot.steps), len(snapshot.plan.steps)
        yield progress(say("Step {done} of {planned}.", done=done, planned=planned))
    if running_for >= TELL_HOW_LONG_AFTER:
        left = max(0, ceil(snapshot.plan.timeout - running_for))
        yield progress(say("Gives up in {n} s if the server stays silent.", n=left))


def _proved(snapshot: SessionSnapshot) -> Iterator[Statement]:
    credentials = snapshot.plan.credentials
    if snapshot.authenticated and credentials is not None:
        yield Statement(
            Icon.LOCK,
            Role.PROVED,
            say(
                "Logged in as {user} with {mechanism}.",
                user=credentials.user,
                mechanism=snapshot.mechanism or "?",
            ),
            say("Proved"),
        )
    for note in snapshot.notes:
        yield Statement(Icon.ATTENTION, Role.ATTENTION, note, say("Note"))
    if snapshot.unproved:
        claims = say("Not proved: {claims}", claims=" ".join(snapshot.unproved))
        yield Statement(Icon.UNTRIED, Role.UNTRIED, claims, say("Not proved"), quiet=True)


def _failure(snapshot: SessionSnapshot, error: SessionError) -> Verdict:
    look = reading(snapshot)
    return Verdict(
        look.icon,
        look.role,
        error.message,
        reply=_reply(error),
        statements=tuple(_reasons(snapshot, error)),
        remedy=_remedy(error),
        is_failure=True,
    )


def _reply(error: SessionError) -> str:
    """Give the server's own words, unless the message has them already."""
    reply = "" if error.server_reply is None else str(error.server_reply)
    return "" if reply in error.message else reply


def _reasons(snapshot: SessionSnapshot, error: SessionError) -> Iterator[Statement]:
    if error.cause:
        icon, kind = (Icon.GUESS, say("Guess")) if error.guess else (Icon.INFO, say("Cause"))
        yield Statement(icon, Role.MUTED, error.cause, kind)
    if error.advice:
        yield Statement(Icon.TODO, Role.ACCENT, error.advice, say("What to do"))
    for note in snapshot.notes:
        yield Statement(Icon.ATTENTION, Role.ATTENTION, note, say("Note"))


def _remedy(error: SessionError) -> Remedy | None:
    if error.code is ErrorCode.AUTH_REJECTED:
        return Remedy.PASSWORD
    if error.code is ErrorCode.CERTIFICATE_REJECTED:
        return Remedy.CERTIFICATE
    return None if error.fault in {Fault.NOBODY, Fault.BUG} else Remedy.SETTINGS
