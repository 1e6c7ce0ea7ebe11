r"""The law of a POP3 session: which command is legal in which state, and where its answer leads.

    greeting -> authorization <-> named
                 |    ^    \        \
                 v    |     +--------+--> transaction -> closed
                securing

RFC 1939 section 3 knows three states. Three more are worth a name, since they too decide what is legal:

`greeting`  The server speaks first. Nothing may be sent until it has (RFC 1939 section 4).

`named`     USER was accepted. Only PASS or QUIT may follow (RFC 1939 section 7); whatever the answer to PASS, the name
            is forgotten.

`securing`  STLS was accepted and TLS is being negotiated. Not a byte may pass in clear, in either direction
            (RFC 2595 section 4). Once TLS stands the session is in `authorization` again and knows nothing of what it
            had learned in clear.

The RFC's UPDATE state is what the server does between QUIT and its answer. The client only waits, so it has no state of
its own here; nor has the time between a command and its answer, since a command is legal only when none is pending.

`closed` is where QUIT leads whatever the answer, and where a server leads that takes its leave. `broken` is where
every breach of the protocol leads: after it nothing that is read or sent has a meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from postroom.protocol.errors import IllegalMove


class State(StrEnum):
    """Where a POP3 session stands."""

    GREETING = "greeting"
    AUTHORIZATION = "authorization"
    NAMED = "named"
    SECURING = "securing"
    TRANSACTION = "transaction"
    CLOSED = "closed"
    BROKEN = "broken"


class Command(StrEnum):
    """The commands that the machine speaks."""

    CAPA = "CAPA"
    STLS = "STLS"
    USER = "USER"
    PASS = "PASS"  # noqa: S105  a command, not a password
    APOP = "APOP"
    AUTH = "AUTH"
    STAT = "STAT"
    NOOP = "NOOP"
    QUIT = "QUIT"


@dataclass(frozen=True, slots=True)
class Move:
    """Where the answer to a command leads: `+OK` to `accepted`, `-ERR` to `refused`."""

    accepted: State
    refused: State


_QUIT: Final = Move(State.CLOSED, State.CLOSED)
_LOGIN: Final = Move(State.TRANSACTION, State.AUTHORIZATION)
_STAY: Final = Move(State.TRANSACTION, State.TRANSACTION)

LAW: Final[Mapping[State, Mapping[Command, Move]]] = MappingProxyType(
    {
        State.GREETING: {},
        State.AUTHORIZATION: {
            Command.CAPA: Move(State.AUTHORIZATION, State.AUTHORIZATION),
            Command.STLS: Move(State.SECURING, State.AUTHORIZATION),
            Command.USER: Move(State.NAMED, State.AUTHORIZATION),
            Command.APOP: _LOGIN,
            Command.AUTH: _LOGIN,
            Command.QUIT: _QUIT,
        },
        State.NAMED: {Command.PASS: _LOGIN, Command.QUIT: _QUIT},
        State.SECURING: {},
        State.TRANSACTION: {
            Command.CAPA: _STAY,
            Command.STAT: _STAY,
            Command.NOOP: _STAY,
            Command.QUIT: _QUIT,
        },
        State.CLOSED: {},
        State.BROKEN: {},
    }
)


def move(state: State, command: Command) -> Move:
    """Give the move that `command` makes from `state`. Raises `IllegalMove`."""
    if command not in LAW[state]:
        raise IllegalMove(f"{command} is not legal in the state {state}")
    return LAW[state][command]
