"""The law of a mail transaction, walked."""

from __future__ import annotations

from itertools import product

import pytest

from postroom.protocol.delivery_state import CLEARED_BY, GATHERING, LAW, PATIENCE, Command, Phase

SENDER, UNADDRESSED, ADDRESSED, CONTENT, PAST_DOT, REFUSED, EMPTY, RESETTING, OVER = Phase
MAIL, RCPT, DATA, MESSAGE, END, RSET = Command

TABLE = {
    (SENDER, MAIL): "2 unaddressed  4 refused  5 refused",
    (UNADDRESSED, RCPT): "2 addressed  4 unaddressed  5 unaddressed",
    (UNADDRESSED, DATA): "3 empty  4 resetting  5 resetting",
    (ADDRESSED, RCPT): "2 addressed  4 addressed  5 addressed",
    (ADDRESSED, DATA): "3 content  4 resetting  5 resetting",
    (REFUSED, RCPT): "2 refused  4 refused  5 refused",
    (REFUSED, DATA): "4 over  5 over",
    (CONTENT, MESSAGE): "2 past-dot  4 over  5 over",
    (PAST_DOT, END): "2 over  4 over  5 over",
    (EMPTY, END): "2 over  4 over  5 over",
    (RESETTING, RSET): "2 over",
}


@pytest.mark.parametrize(("phase", "command"), list(product(Phase, Command)))
def test_an_answer_leads_where_the_table_says(phase: Phase, command: Command) -> None:
    moves = LAW[phase].get(command)
    assert (moves is not None) is ((phase, command) in TABLE)
    if moves is not None:
        assert "  ".join(f"{digit} {to}" for digit, to in moves.items()) == TABLE[phase, command]


def test_every_phase_but_the_last_goes_on_and_can_be_reached() -> None:
    assert {phase for phase in Phase if not LAW[phase]} == {OVER}
    reached = {to for commands in LAW.values() for moves in commands.values() for to in moves.values()}
    assert reached == set(Phase) - {SENDER}


def test_only_data_for_somebody_leads_to_the_content() -> None:
    leading = [
        (phase, command)
        for phase in Phase
        for command, moves in LAW[phase].items()
        if CONTENT in moves.values()
    ]
    assert leading == [(ADDRESSED, DATA)]


def test_answers_are_gathered_as_long_as_recipients_are_answered() -> None:
    assert {phase for phase in Phase if {MAIL, RCPT} & set(LAW[phase])} == GATHERING


def test_what_is_said_to_clear_a_transaction_is_answered_in_its_phase() -> None:
    assert CLEARED_BY == {EMPTY: (END, b".\r\n"), RESETTING: (RSET, b"RSET\r\n")}
    assert all(command in LAW[phase] for phase, (command, _) in CLEARED_BY.items())


def test_the_patience_is_the_standards() -> None:
    assert dict(PATIENCE) == {MAIL: 300, RCPT: 300, DATA: 120, MESSAGE: 180, END: 600, RSET: 300}
