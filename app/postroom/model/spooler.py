"""The spooler's own states: what it accepts, what it sends, and why.

    running ----disable----> draining ----the last one is gone----> disabled
       ^                        |                                      |
       +--------enable----------+-------------------enable-------------+

Two switches are the administrator's and outlive the program: `enabled`, and `paused`. The rest is found out: whether
messages still wait, whether the computer is on line. The state follows from the four, and is kept nowhere:

- A **disabled** spooler takes no new messages, and has none left. Until the last is gone it is **draining**: what was
  accepted is sent, not lost.
- A **paused** one accepts and does not send. Disabling it does not make it send: it then refuses new messages and keeps
  those that wait, until it is resumed or enabled.
- **offline** is a pause that ends by itself: without a network, attempts would only be burnt.

Held messages wait for a person, not for the spooler, so they do not keep it from being disabled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from postroom.model.text import say, say_count


class SpoolerState(StrEnum):
    """How the spooler stands."""

    RUNNING = "running"
    DRAINING = "draining"
    DISABLED = "disabled"
    PAUSED = "paused"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Switches:
    """What the administrator has set; kept in the spool."""

    enabled: bool = True
    paused: bool = False


@dataclass(frozen=True, slots=True)
class SpoolerStanding:
    """The state of the spooler, and the sentence that explains it."""

    state: SpoolerState
    accepts: bool
    """Whether a new message is taken."""
    sends: bool
    """Whether messages that are due are taken up."""
    reason: str


def stand(switches: Switches, *, pending: int, online: bool) -> SpoolerStanding:
    """Give the state. `pending` counts the messages that are queued, deferred or being sent."""
    accepts = switches.enabled
    if not accepts and not pending:
        reason = say("The spooler is disabled. New messages are refused; none is waiting.")
        return SpoolerStanding(SpoolerState.DISABLED, accepts, False, reason)
    if switches.paused:
        return SpoolerStanding(SpoolerState.PAUSED, accepts, False, _paused(pending, accepts=accepts))
    if not online:
        return SpoolerStanding(SpoolerState.OFFLINE, accepts, False, _offline(accepts=accepts))
    if not accepts:
        return SpoolerStanding(SpoolerState.DRAINING, accepts, True, _draining(pending))
    return SpoolerStanding(
        SpoolerState.RUNNING, accepts, True, say("The spooler accepts and sends messages.")
    )


def _paused(pending: int, *, accepts: bool) -> str:
    if accepts:
        return say("The spooler is paused. It accepts messages and sends none until it is resumed.")
    return say_count(
        "The spooler is disabled and paused. New messages are refused, and {n} waits until it is resumed.",
        "The spooler is disabled and paused. New messages are refused, and {n} wait until it is resumed.",
        pending,
    )


def _offline(*, accepts: bool) -> str:
    if accepts:
        return say("This computer is offline. Messages are accepted and wait until the network is back.")
    return say(
        "This computer is offline. New messages are refused; the rest is sent when the network is back."
    )


def _draining(pending: int) -> str:
    return say_count(
        "The spooler is being disabled. New messages are refused; {n} is still to be sent.",
        "The spooler is being disabled. New messages are refused; {n} are still to be sent.",
        pending,
    )
