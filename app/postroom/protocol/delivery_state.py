r"""The law of a mail transaction: what an answer means in each phase, and where it leads.

    sender --> unaddressed --> addressed --> content ==> past-dot --> over
       |            |              |
       |            +-- resetting or empty --> over
       +-- refused --> over

RFC 5321 section 3.3 knows three steps: MAIL, RCPT for each recipient, DATA. One at a time or all in one group
(RFC 2920), the answers come in the order of the commands and mean the same; so there is one law for both.

`sender`       MAIL waits for its answer.

`unaddressed`  MAIL was accepted; no recipient is so far. Where DATA is accepted all the same (RFC 2920 section 3.1), a
               lone dot ends a message that nobody gets: `empty`. Otherwise the transaction is open at the server and
               has to be cleared before the next one: `resetting`.

`addressed`    One recipient at least was accepted. What becomes of the others does not concern it.

`refused`      MAIL was refused; answers to the rest of its group are still to come, and all must be refusals.

`content`      DATA was accepted, the message may be sent. Until its final dot the server must forget it when the
               connection ends (RFC 5321 section 4.1.1.10). A refusal that does not wait for the dot is one all the
               same. An acceptance cannot be: the server saw an end where there was none, and what it took nobody knows.

`past-dot`     The final dot was sent, the one move that is ours and no answer's. From here on the server may have the
               message, whether we hear so or not (RFC 1047).

`over`         The server has nothing of it left open.

An answer that the table does not have is a breach of the protocol. After it no answer can be told from another.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias


class Phase(StrEnum):
    """How far a transaction has come."""

    SENDER = "sender"
    UNADDRESSED = "unaddressed"
    ADDRESSED = "addressed"
    CONTENT = "content"
    PAST_DOT = "past-dot"
    REFUSED = "refused"
    EMPTY = "empty"
    RESETTING = "resetting"
    OVER = "over"


class Command(StrEnum):
    """What a server answers. Nothing answers the content as long as the server keeps to the protocol."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "content"
    END = "."
    RSET = "RSET"


PATIENCE: Final[Mapping[Command, float]] = MappingProxyType(
    {
        Command.MAIL: 300.0,
        Command.RCPT: 300.0,
        Command.DATA: 120.0,
        Command.CONTENT: 180.0,
        Command.END: 600.0,
        Command.RSET: 300.0,
    }
)
"""Seconds that a server has for its answer, and to take each piece of the content (RFC 5321 section 4.5.3.2).

The standard has none for RSET; MAIL's, since it may stand in the same group.
"""


Moves: TypeAlias = Mapping[int, Phase]
"""Where an answer leads, by the first digit of its code, which alone counts (RFC 5321 section 4.3.2).

A digit that is not there is a breach of the protocol.
"""


def _moves(
    positive: Phase | None = None, intermediate: Phase | None = None, negative: Phase | None = None
) -> Moves:
    ways = {2: positive, 3: intermediate, 4: negative, 5: negative}
    return {digit: phase for digit, phase in ways.items() if phase is not None}


LAW: Final[Mapping[Phase, Mapping[Command, Moves]]] = MappingProxyType(
    {
        Phase.SENDER: {Command.MAIL: _moves(positive=Phase.UNADDRESSED, negative=Phase.REFUSED)},
        Phase.UNADDRESSED: {
            Command.RCPT: _moves(positive=Phase.ADDRESSED, negative=Phase.UNADDRESSED),
            Command.DATA: _moves(intermediate=Phase.EMPTY, negative=Phase.RESETTING),
        },
        Phase.ADDRESSED: {
            Command.RCPT: _moves(positive=Phase.ADDRESSED, negative=Phase.ADDRESSED),
            Command.DATA: _moves(intermediate=Phase.CONTENT, negative=Phase.RESETTING),
        },
        Phase.REFUSED: {
            Command.RCPT: _moves(positive=Phase.REFUSED, negative=Phase.REFUSED),
            Command.DATA: _moves(negative=Phase.OVER),
        },
        Phase.CONTENT: {Command.CONTENT: _moves(positive=Phase.PAST_DOT, negative=Phase.OVER)},
        Phase.PAST_DOT: {Command.END: _moves(positive=Phase.OVER, negative=Phase.OVER)},
        Phase.EMPTY: {Command.END: _moves(positive=Phase.OVER, negative=Phase.OVER)},
        Phase.RESETTING: {Command.RSET: _moves(positive=Phase.OVER)},
        Phase.OVER: {},
    }
)

GATHERING: Final = frozenset({Phase.SENDER, Phase.UNADDRESSED, Phase.ADDRESSED, Phase.REFUSED})
"""The phases in which more answers have to come before there is anything to do."""

CLEARED_BY: Final[Mapping[Phase, tuple[Command, bytes]]] = MappingProxyType(
    {Phase.EMPTY: (Command.END, b".\r\n"), Phase.RESETTING: (Command.RSET, b"RSET\r\n")}
)
"""What is said, as soon as these phases are reached, so that the next transaction may begin."""
