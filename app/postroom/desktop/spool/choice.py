"""What is chosen in the list, how many of it a command fits, and how the command is called then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from postroom.desktop.look.icons import Icon
from postroom.model.message import MessageState
from postroom.model.spool_commands import FITS, Changed, Command
from postroom.model.spool_message import MessageRow
from postroom.model.text import say, say_count

ASKED_FROM: Final = 101
"""So many messages are not cancelled or resolved before it was confirmed."""
ASKS: Final = frozenset({Command.CANCEL, Command.RESOLVE_SENT, Command.RESOLVE_RESEND})

ICONS: Final = {
    Command.RETRY: Icon.RETRY,
    Command.HOLD: Icon.PAUSE,
    Command.RELEASE: Icon.PLAY,
    Command.CANCEL: Icon.CANCELLED,
    Command.REQUEUE: Icon.RETRY,
    Command.RESOLVE_SENT: Icon.CHECK,
    Command.RESOLVE_RESEND: Icon.RETRY,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Messages that are chosen."""

    count: int = 0
    everything: bool = False
    """Whether it is everything that the filter matches, whatever that is by now."""
    states: Mapping[MessageState, int] | None = None
    """How many of them stand how; None where that is not known of all of them."""
    row: MessageRow | None = None
    """The one that is chosen, where it is one and has been read."""

    def fitting(self, command: Command) -> int:
        """Give how many of them `command` fits, as far as that is known."""
        if self.states is None:
            return self.count
        return sum(number for state, number in self.states.items() if state in FITS[command])


NOTHING: Final = Choice()


def choice_of(rows: Sequence[MessageRow | None]) -> Choice:
    """Give the choice of these messages, some of which may not have been read."""
    known = [row for row in rows if row is not None]
    states: dict[MessageState, int] = {}
    for row in known:
        states[row.state] = states.get(row.state, 0) + 1
    return Choice(
        count=len(rows),
        states=states if len(known) == len(rows) else None,
        row=known[0] if len(rows) == len(known) == 1 else None,
    )


def needs_consent(command: Command, count: int) -> bool:
    """Whether so many messages have to be confirmed."""
    return command in ASKS and count >= ASKED_FROM


def short_name(command: Command) -> str:
    """Name a command on a button."""
    return {
        Command.RETRY: say("Retry now"),
        Command.HOLD: say("Hold"),
        Command.RELEASE: say("Release"),
        Command.CANCEL: say("Cancel"),
        Command.REQUEUE: say("Queue again"),
        Command.RESOLVE_SENT: say("It was sent"),
        Command.RESOLVE_RESEND: say("Send again"),
    }[command]


def full_name(command: Command, count: int) -> str:
    """Name a command with the number of messages that it would touch."""
    one, many = {
        Command.RETRY: ("Retry message now", "Retry {n} messages now"),
        Command.HOLD: ("Hold message", "Hold {n} messages"),
        Command.RELEASE: ("Release message", "Release {n} messages"),
        Command.CANCEL: ("Cancel message", "Cancel {n} messages"),
        Command.REQUEUE: ("Queue message again", "Queue {n} messages again"),
        Command.RESOLVE_SENT: ("Resolve message as sent", "Resolve {n} messages as sent"),
        Command.RESOLVE_RESEND: ("Resolve message: send again", "Resolve {n} messages: send again"),
    }[command]
    return say_count(one, many, max(count, 1))


def meaning(command: Command) -> str:
    """Say what a command does."""
    return {
        Command.RETRY: say("Tries deferred messages at once, not at their time."),
        Command.HOLD: say("Keeps waiting messages until they are released."),
        Command.RELEASE: say("Lets held messages wait for their turn again."),
        Command.CANCEL: say("Discards messages that wait. They stay in history and can be queued again."),
        Command.REQUEUE: say("Sends failed or discarded messages again, to those who have not got them."),
        Command.RESOLVE_SENT: say("Takes uncertain messages as sent: their recipients have them."),
        Command.RESOLVE_RESEND: say("Sends uncertain messages again; some may arrive twice."),
    }[command]


def consent(command: Command, count: int) -> str:
    """Ask to confirm a command for many messages."""
    one, many = {
        Command.CANCEL: ("Yes, cancel this message.", "Yes, cancel all {n} messages."),
        Command.RESOLVE_SENT: ("Yes, this message was sent.", "Yes, all {n} messages were sent."),
        Command.RESOLVE_RESEND: (
            "Yes, send this message again.",
            "Yes, send all {n} messages again; some may arrive twice.",
        ),
    }[command]
    return say_count(one, many, count)


def doing(command: Command) -> str:
    """Say what is going on while a command works."""
    return {
        Command.RETRY: say("Retrying"),
        Command.HOLD: say("Holding"),
        Command.RELEASE: say("Releasing"),
        Command.CANCEL: say("Cancelling"),
        Command.REQUEUE: say("Queueing again"),
        Command.RESOLVE_SENT: say("Resolving as sent"),
        Command.RESOLVE_RESEND: say("Queueing again"),
    }[command]


def done(command: Command, count: int) -> str:
    """Tell what a command did."""
    one, many = {
        Command.RETRY: ("{n} message is tried now.", "{n} messages are tried now."),
        Command.HOLD: ("{n} message is held.", "{n} messages are held."),
        Command.RELEASE: ("{n} message is released.", "{n} messages are released."),
        Command.CANCEL: ("{n} message is cancelled.", "{n} messages are cancelled."),
        Command.REQUEUE: ("{n} message is queued again.", "{n} messages are queued again."),
        Command.RESOLVE_SENT: ("{n} message is taken as sent.", "{n} messages are taken as sent."),
        Command.RESOLVE_RESEND: ("{n} message is queued again.", "{n} messages are queued again."),
    }[command]
    return say_count(one, many, count)


def stopped(command: Command, changed: Changed) -> str:
    """Tell how far a command came that was stopped."""
    one, many = {
        Command.RETRY: (
            "Stopped: {done} of {n} message is tried now.",
            "Stopped: {done} of {n} messages are tried now.",
        ),
        Command.HOLD: (
            "Stopped: {done} of {n} message is held.",
            "Stopped: {done} of {n} messages are held.",
        ),
        Command.RELEASE: (
            "Stopped: {done} of {n} message is released.",
            "Stopped: {done} of {n} messages are released.",
        ),
        Command.CANCEL: (
            "Stopped: {done} of {n} message is cancelled.",
            "Stopped: {done} of {n} messages are cancelled.",
        ),
        Command.REQUEUE: (
            "Stopped: {done} of {n} message is queued again.",
            "Stopped: {done} of {n} messages are queued again.",
        ),
        Command.RESOLVE_SENT: (
            "Stopped: {done} of {n} message is taken as sent.",
            "Stopped: {done} of {n} messages are taken as sent.",
        ),
        Command.RESOLVE_RESEND: (
            "Stopped: {done} of {n} message is queued again.",
            "Stopped: {done} of {n} messages are queued again.",
        ),
    }[command]
    return say_count(one, many, changed.count + changed.left, done=f"{changed.count:,}")
