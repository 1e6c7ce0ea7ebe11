"""Which command fits which state, and what is said where it does not."""

from __future__ import annotations

import pytest

from postroom.model.message import MOVES, MessageState
from postroom.model.spool_commands import FITS, UNDOABLE, Command, Refusal, Seen, Why, refuse

TABLE = {
    MessageState.QUEUED: {Command.HOLD, Command.CANCEL},
    MessageState.SENDING: set[Command](),
    MessageState.DEFERRED: {Command.RETRY, Command.HOLD, Command.CANCEL},
    MessageState.HELD: {Command.RELEASE, Command.CANCEL},
    MessageState.SENT: set[Command](),
    MessageState.FAILED: {Command.REQUEUE},
    MessageState.UNCERTAIN: {Command.RESOLVE_SENT, Command.RESOLVE_RESEND},
    MessageState.DISCARDED: {Command.REQUEUE},
}


@pytest.mark.parametrize("state", MessageState)
def test_the_commands_of_a_state(state: MessageState) -> None:
    assert {command for command in Command if state in FITS[command]} == TABLE[state]


@pytest.mark.parametrize("command", Command)
@pytest.mark.parametrize("state", MessageState)
def test_a_command_that_does_not_fit_is_refused_with_a_sentence(
    command: Command, state: MessageState
) -> None:
    refusal = refuse(command, Seen(7), state, version=3)
    if state in FITS[command]:
        assert refusal is None
    else:
        assert refusal == Refusal(7, Why.UNFIT, state)
        assert "Message 7 " in refusal.sentence


def test_a_message_that_has_changed_since_is_left_alone() -> None:
    assert refuse(Command.HOLD, Seen(7, version=3), MessageState.QUEUED, version=3) is None
    refusal = refuse(Command.HOLD, Seen(7, version=3), MessageState.QUEUED, version=5)
    assert refusal == Refusal(7, Why.CHANGED, MessageState.QUEUED)
    assert refusal.sentence == "Message 7 has changed since it was shown. Look again first."


def test_a_message_that_is_gone_is_said_to_be() -> None:
    refusal = refuse(Command.HOLD, Seen(7, version=3), None, version=0)
    assert refusal == Refusal(7, Why.UNKNOWN, None)
    assert refusal.sentence == "There is no message 7."


def test_each_state_is_said_in_its_own_words() -> None:
    sentences = {Refusal(7, Why.UNFIT, state).sentence for state in MessageState}
    assert len(sentences) == len(MessageState)


def test_what_can_be_undone_has_a_legal_way_back() -> None:
    ways = {
        Command.HOLD: {MessageState.HELD},
        Command.RELEASE: {MessageState.QUEUED, MessageState.DEFERRED},
        Command.CANCEL: {MessageState.DISCARDED},
    }
    assert {*ways, Command.RETRY} == UNDOABLE
    for command, states in ways.items():
        assert all(former in MOVES[state] for state in states for former in FITS[command])
