"""How messages and the spooler stand, in a shape, a colour and a word; and a message as a sentence."""

from __future__ import annotations

from functools import cache

from postroom.desktop.look.icons import Icon
from postroom.desktop.look.theme import Role
from postroom.desktop.session.reading import Reading
from postroom.desktop.words import octets
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.spool_message import MessageRow
from postroom.model.spooler import SpoolerState
from postroom.model.text import say, say_count


@cache
def reading_of(state: MessageState) -> Reading:
    """Read the state of a message."""
    return {
        MessageState.QUEUED: Reading(Icon.CLOCK, Role.MUTED, say("Queued")),
        MessageState.SENDING: Reading(Icon.RUNNING, Role.RUNNING, say("Sending")),
        MessageState.DEFERRED: Reading(Icon.RETRY, Role.ATTENTION, say("Deferred")),
        MessageState.HELD: Reading(Icon.PAUSE, Role.ATTENTION, say("Held")),
        MessageState.SENT: Reading(Icon.OK, Role.PROVED, say("Sent")),
        MessageState.FAILED: Reading(Icon.FAILED, Role.FAILED, say("Failed")),
        MessageState.UNCERTAIN: Reading(Icon.UNCERTAIN, Role.UNCERTAIN, say("Uncertain")),
        MessageState.DISCARDED: Reading(Icon.CANCELLED, Role.UNTRIED, say("Discarded")),
    }[state]


@cache
def outcome_reading(outcome: RecipientOutcome) -> Reading:
    """Read what became of a recipient."""
    return {
        RecipientOutcome.WAITING: Reading(Icon.CLOCK, Role.MUTED, say("Waits")),
        RecipientOutcome.SENT: Reading(Icon.OK, Role.PROVED, say("Sent")),
        RecipientOutcome.FAILED: Reading(Icon.FAILED, Role.FAILED, say("Failed")),
        RecipientOutcome.UNCERTAIN: Reading(Icon.UNCERTAIN, Role.UNCERTAIN, say("Uncertain")),
    }[outcome]


@cache
def spooler_reading(state: SpoolerState) -> Reading:
    """Read the state of the spooler; `short` is its word within a line."""
    return {
        SpoolerState.RUNNING: Reading(Icon.OK, Role.PROVED, say("Running"), say("running")),
        SpoolerState.DRAINING: Reading(Icon.RUNNING, Role.ATTENTION, say("Draining"), say("draining")),
        SpoolerState.DISABLED: Reading(Icon.CANCELLED, Role.UNTRIED, say("Disabled"), say("disabled")),
        SpoolerState.PAUSED: Reading(Icon.PAUSE, Role.ATTENTION, say("Paused"), say("paused")),
        SpoolerState.OFFLINE: Reading(Icon.ATTENTION, Role.ATTENTION, say("Offline"), say("offline")),
    }[state]


def sender_of(row: MessageRow) -> str:
    """Name who sends a message."""
    return row.sender or say("nobody (null path)")


def receiver_of(row: MessageRow) -> str:
    """Name the first recipient, and how many there are besides."""
    if row.recipients <= 1:
        return row.recipient
    return say("{recipient} +{n}", recipient=row.recipient, n=row.recipients - 1)


def subject_of(row: MessageRow) -> str:
    """Give the subject, or say that there is none."""
    return row.subject or say("(no subject)")


def sentence(row: MessageRow) -> str:
    """Read a message aloud."""
    gaps = {
        "id": row.id,
        "state": reading_of(row.state).word,
        "sender": sender_of(row),
        "recipient": row.recipient,
        "subject": subject_of(row),
        "size": octets(row.size),
        "account": row.account,
    }
    if row.recipients > 1:
        return say_count(
            "{state}: message {id} from {sender} to {recipient} and {n} other, {subject}, {size}, through {account}.",
            "{state}: message {id} from {sender} to {recipient} and {n} others, {subject}, {size}, through {account}.",
            row.recipients - 1,
            **gaps,
        )
    return say(
        "{state}: message {id} from {sender} to {recipient}, {subject}, {size}, through {account}.", **gaps
    )


def throughput(per_second: float) -> str:
    """Give how many messages go out: `3.4 msg/s`, `8,120 msg/s`."""
    shown = f"{per_second:.1f}" if 0 < per_second < 99.95 else f"{per_second:,.0f}"
    return say("{n} msg/s", n=shown)


def throughput_aloud(per_second: float) -> str:
    """Read the throughput aloud."""
    return say("{n} messages a second", n=f"{per_second:.1f}")
