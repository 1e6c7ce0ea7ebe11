"""The law of POP3, walked."""

from __future__ import annotations

import pytest

from postroom.protocol.errors import IllegalMove
from postroom.protocol.pop3_state import LAW, Command, Move, State, move

LEGAL = {
    State.GREETING: "",
    State.AUTHORIZATION: "CAPA STLS USER APOP AUTH QUIT",
    State.NAMED: "PASS QUIT",
    State.SECURING: "",
    State.TRANSACTION: "CAPA STAT NOOP QUIT",
    State.CLOSED: "",
    State.BROKEN: "",
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("command", Command)
def test_each_command_is_legal_where_the_standards_say(state: State, command: Command) -> None:
    if command in LEGAL[state].split():
        assert move(state, command) == LAW[state][command]
    else:
        with pytest.raises(IllegalMove, match=f"{command} is not legal in the state {state}"):
            move(state, command)


def test_every_state_has_its_law() -> None:
    assert set(LAW) == set(State)


def test_every_state_but_the_broken_one_can_be_reached_by_commands() -> None:
    reached = {State.GREETING, State.AUTHORIZATION}
    for moves in LAW.values():
        reached |= {end for each in moves.values() for end in (each.accepted, each.refused)}
    assert reached == set(State) - {State.BROKEN}


@pytest.mark.parametrize("command", [Command.APOP, Command.AUTH])
def test_only_a_login_opens_the_mailbox(command: Command) -> None:
    assert move(State.AUTHORIZATION, command) == Move(State.TRANSACTION, State.AUTHORIZATION)
    assert move(State.NAMED, Command.PASS) == Move(State.TRANSACTION, State.AUTHORIZATION)
    opening = {
        name for moves in LAW.values() for name, each in moves.items() if each.accepted is State.TRANSACTION
    }
    assert opening - set(LAW[State.TRANSACTION]) == {Command.APOP, Command.AUTH, Command.PASS}


@pytest.mark.parametrize("state", [State.AUTHORIZATION, State.NAMED, State.TRANSACTION])
def test_quit_ends_the_session_whatever_the_answer(state: State) -> None:
    assert move(state, Command.QUIT) == Move(State.CLOSED, State.CLOSED)
