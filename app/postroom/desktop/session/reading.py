"""How a session is read at a glance: the shape, the colour and the word of its state, and its fact in one line."""

from __future__ import annotations

from dataclasses import dataclass

from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.words import octets, step_name, whole_seconds
from postroom.model.errors import ErrorCode
from postroom.model.session import SessionSnapshot, SessionState
from postroom.model.step import Step, StepState
from postroom.model.text import say, say_count


@dataclass(frozen=True, slots=True)
class Reading:
    """A state in three ways, so that none depends on colour alone."""

    icon: Icon
    role: Role
    word: str
    short: str = ""
    """The word where there is little room; empty for `word` itself."""


def reading(snapshot: SessionSnapshot | None) -> Reading:
    """Read the state of a session; None is one that was never started."""
    if snapshot is None:
        return Reading(Icon.UNTRIED, Role.UNTRIED, say("Not started"))
    match snapshot.state:
        case SessionState.IDLE:
            return Reading(Icon.UNTRIED, Role.UNTRIED, say("Not started"))
        case SessionState.OPENING:
            step = current_step(snapshot)
            word = say("Proving") if step is Step.READY else step_name(step)
            return Reading(Icon.RUNNING, Role.RUNNING, word)
        case SessionState.READY:
            return Reading(Icon.OK, Role.PROVED, say("Ready"))
        case SessionState.CLOSING:
            return Reading(Icon.RUNNING, Role.RUNNING, say("Closing"))
        case SessionState.CLOSED:
            return Reading(Icon.CLOSED, Role.UNTRIED, say("Closed"))
        case SessionState.FAILED:
            return _failed(snapshot)


def _failed(snapshot: SessionSnapshot) -> Reading:
    if snapshot.error is None:
        return Reading(Icon.FAILED, Role.FAILED, say("Failed"))
    if snapshot.error.code is ErrorCode.CANCELLED:
        return Reading(Icon.CANCELLED, Role.UNTRIED, say("Cancelled"))
    if was_ready(snapshot):
        return Reading(Icon.FAILED, Role.FAILED, say("Connection lost"), say("Lost"))
    step = step_name(snapshot.error.step)
    word = say("Stopped at {step}", step=step if step.isupper() else step.lower())
    return Reading(Icon.FAILED, Role.FAILED, word, step)


def was_ready(snapshot: SessionSnapshot) -> bool:
    """Tell whether the session had got to the end of its steps."""
    last = snapshot.steps[-1] if snapshot.steps else None
    return last is not None and last.step is Step.READY and last.state is StepState.OK


def current_step(snapshot: SessionSnapshot) -> Step:
    """Give the step that an opening session is at."""
    return snapshot.steps[-1].step if snapshot.steps else Step.RESOLVE


def fact(snapshot: SessionSnapshot | None) -> str:
    """Give what is known once opening has ended: what it found, and how long it took; empty before."""
    if snapshot is None or not snapshot.steps or snapshot.state is SessionState.OPENING:
        return ""
    time = whole_seconds(snapshot.seconds)
    if not was_ready(snapshot):
        return time
    if snapshot.mailbox is not None:
        return say_count(
            "{n} message, {size}, {time}",
            "{n} messages, {size}, {time}",
            snapshot.mailbox.messages,
            size=octets(snapshot.mailbox.octets),
            time=time,
        )
    if snapshot.authenticated:
        return say("logged in, {time}", time=time)
    return say("not logged in, {time}", time=time)
