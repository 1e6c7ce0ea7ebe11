"""The delivery machine: dialogues."""

from __future__ import annotations

import pytest

from postroom.model.envelope import Obstacle
from postroom.model.reply import ServerReply
from postroom.protocol.delivery_events import Closed, ContentWanted, Ending
from postroom.protocol.delivery_state import Command
from postroom.protocol.errors import (
    IllegalMove,
    MalformedReply,
    UnsolicitedReply,
)
from postroom.protocol.wire_check import NotWireForm
from tests.protocol.delivery_dialogue import (
    BOB,
    EVE,
    HELLO,
    Dialogue,
    accepted,
    envelope,
    not_sent,
    obstructed,
    refused,
    settled,
    uncertain,
)

MAIL, RCPT, DATA, MESSAGE, END, RSET = Command
FROM_ADA = b"MAIL FROM:<ada@example.com>"
TO_BOB, TO_EVE = b"RCPT TO:<bob@example.com>", b"RCPT TO:<eve@example.com>"
GROUP = [FROM_ADA, TO_BOB, b"DATA"]


def with_pipelining() -> Dialogue:
    """Give a server that waits for the first message."""
    dialogue = Dialogue("PIPELINING")
    dialogue.begin()
    assert dialogue.hear("250 ok", "250 ok", "354 go") == [ContentWanted(1)]
    return dialogue


def past_dot() -> Dialogue:
    dialogue = with_pipelining()
    dialogue.deliver()
    return dialogue


# One message


def test_with_pipelining_all_commands_go_out_at_once() -> None:
    dialogue = Dialogue("PIPELINING")
    assert dialogue.begin(BOB, EVE) == [FROM_ADA, TO_BOB, TO_EVE, b"DATA"]
    assert dialogue.hear("250 ok", "250 ok", "550 no", "354 go") == [ContentWanted(1)]
    assert dialogue.deliver() == [b"Hello", b"."]
    assert dialogue.hear("250-2.0.0 queued", "250 2.0.0 as 1") == [
        settled(1, accepted("queued\nas 1", enhanced="2.0.0"), refused(RCPT, 550))
    ]
    assert dialogue.delivery.idle


def test_without_it_each_waits_for_the_answer_to_the_one_before() -> None:
    dialogue = Dialogue()
    assert dialogue.begin(BOB, EVE) == [FROM_ADA]
    for answer, command in [("250 ok", TO_BOB), ("450 no", TO_EVE), ("250 ok", b"DATA")]:
        assert dialogue.hear(answer) == []
        assert dialogue.sent() == [command]
    assert dialogue.hear("354 go") == [ContentWanted(1)]
    assert dialogue.deliver() == [b"Hello", b"."]
    assert dialogue.hear("250 ok") == [settled(1, refused(RCPT, 450), accepted())]
    assert dialogue.delivery.idle


def test_content_may_come_in_pieces() -> None:
    delivery = with_pipelining().delivery
    delivery.send_content(b"Hel")
    assert delivery.take_output() == b"Hel"
    delivery.send_content(b"lo\r\n")
    delivery.send_final_dot()
    assert delivery.take_output() == b"lo\r\n.\r\n"


def test_commands_go_out_together_and_once() -> None:
    delivery = Dialogue("PIPELINING", "SIZE").delivery
    assert not delivery.has_event
    delivery.begin(envelope())
    group = b"MAIL FROM:<ada@example.com> SIZE=7\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n"
    assert delivery.take_output() == group
    assert delivery.take_output() == b""


def test_the_final_dot_waits_for_whoever_writes_it_down() -> None:
    dialogue = with_pipelining()
    dialogue.delivery.send_content(HELLO)
    assert dialogue.sent() == [b"Hello"]
    assert dialogue.delivery.waiting is MESSAGE
    dialogue.delivery.send_final_dot()
    assert dialogue.sent() == [b"."]
    assert dialogue.delivery.waiting is END


# One behind the other


def test_the_next_transaction_goes_out_behind_the_final_dot() -> None:
    dialogue = past_dot()
    assert dialogue.delivery.ready
    assert dialogue.begin() == GROUP
    assert dialogue.hear("250 ok", "250 ok", "250 ok", "354 go") == [settled(1, accepted()), ContentWanted(2)]
    assert dialogue.deliver() == [b"Hello", b"."]
    assert dialogue.hear("250 ok") == [settled(2, accepted())]


def test_without_pipelining_it_waits_for_the_answer_to_the_dot() -> None:
    dialogue = Dialogue()
    dialogue.begin()
    for answer in ("250 ok", "250 ok", "354 go"):
        dialogue.hear(answer)
    dialogue.sent()
    dialogue.deliver()
    assert dialogue.begin() == []
    assert dialogue.hear("250 ok") == [settled(1, accepted())]
    assert dialogue.sent() == [FROM_ADA]


# Refusals


@pytest.mark.parametrize("code", [450, 550])
def test_a_refused_sender_ends_it(code: int) -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin(BOB, EVE)
    assert dialogue.hear(f"{code} no", "503 no", "503 no", "503 no") == [
        settled(1, *[refused(MAIL, code)] * 2)
    ]
    assert dialogue.begin() == GROUP
    dialogue = Dialogue()
    dialogue.begin(BOB, EVE)
    assert dialogue.hear(f"{code} no") == [settled(1, *[refused(MAIL, code)] * 2)]
    assert dialogue.begin() == [FROM_ADA]


def test_when_all_recipients_are_refused_the_transaction_is_reset() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin(BOB, EVE)
    assert dialogue.hear("250 ok", "550 no", "450 no", "503 no") == [
        settled(1, refused(RCPT, 550), refused(RCPT, 450))
    ]
    assert dialogue.sent() == [b"RSET"]
    assert dialogue.delivery.waiting is RSET
    assert dialogue.begin() == GROUP
    assert dialogue.hear("250 ok", "250 ok", "250 ok", "354 go") == [ContentWanted(2)]


def test_without_pipelining_data_is_not_even_tried_then() -> None:
    dialogue = Dialogue()
    dialogue.begin()
    dialogue.hear("250 ok")
    assert dialogue.hear("550 no") == [settled(1, refused(RCPT, 550))]
    assert dialogue.sent() == [TO_BOB, b"RSET"]
    assert dialogue.begin() == []
    assert dialogue.hear("250 ok") == []
    assert dialogue.sent() == [FROM_ADA]


def test_data_that_is_accepted_for_nobody_is_ended_by_a_lone_dot() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin()
    assert dialogue.hear("250 ok", "550 no", "354 go") == [settled(1, refused(RCPT, 550))]
    assert dialogue.sent() == [b"."]
    assert not dialogue.delivery.idle
    dialogue.begin()
    assert dialogue.hear("554 no recipients", "250 ok", "250 ok", "354 go") == [ContentWanted(2)]


def test_refused_data_is_reset_too() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin(BOB, EVE)
    assert dialogue.hear("250 ok", "250 ok", "550 no", "451 no") == [
        settled(1, refused(DATA, 451), refused(RCPT, 550))
    ]
    assert dialogue.sent() == [b"RSET"]
    assert dialogue.hear("250 ok") == []
    assert dialogue.delivery.idle


def test_where_nobody_can_be_sent_to_nothing_is_sent() -> None:
    dialogue = Dialogue("PIPELINING", "SIZE 3")
    assert dialogue.begin(BOB, EVE) == []
    assert dialogue.events() == [settled(1, *[obstructed(Obstacle.TOO_LARGE)] * 2)]
    assert dialogue.delivery.idle


def test_an_obstacle_of_one_does_not_hurt_the_others() -> None:
    dialogue = Dialogue("PIPELINING")
    assert dialogue.begin("jörg@example.com", BOB) == GROUP
    dialogue.hear("250 ok", "250 ok", "354 go")
    dialogue.deliver()
    assert dialogue.hear("250 ok") == [settled(1, obstructed(Obstacle.NEEDS_SMTPUTF8), accepted())]


# The end of the connection; test_delivery_endings.py has all the ways


def test_before_the_final_dot_the_server_has_nothing() -> None:
    dialogue = with_pipelining()
    dialogue.delivery.send_content(HELLO)
    dialogue.delivery.connection_lost(Ending.TIMED_OUT)
    closed = Closed(Ending.TIMED_OUT)
    assert dialogue.events() == [settled(1, not_sent(MESSAGE), closed=closed), closed]


def test_behind_it_the_message_is_uncertain_and_the_next_one_not_sent() -> None:
    dialogue = past_dot()
    dialogue.begin()
    dialogue.delivery.connection_lost(Ending.DISCONNECTED)
    closed = Closed(Ending.DISCONNECTED)
    assert dialogue.events() == [
        settled(1, uncertain(), closed=closed),
        settled(2, not_sent(MAIL), closed=closed),
        closed,
    ]


def test_after_the_end_nothing_happens() -> None:
    dialogue = past_dot()
    delivery = dialogue.delivery
    delivery.connection_lost(Ending.DISCONNECTED)
    assert len(dialogue.events()) == 2
    delivery.connection_lost(Ending.TIMED_OUT)
    assert dialogue.hear("250 ok", "rubbish") == []
    assert dialogue.sent() == []
    assert delivery.closed == Closed(Ending.DISCONNECTED)
    assert delivery.waiting is None
    assert not delivery.ready


def test_421_refuses_what_it_answers_and_ends_the_rest() -> None:
    dialogue = past_dot()
    dialogue.begin()
    closed = Closed(Ending.DISMISSED, ServerReply("421", "4.3.2", "bye"))
    assert dialogue.hear("421 4.3.2 bye", "250 ok") == [
        settled(1, refused(END, 421, "bye", "4.3.2")),
        settled(2, not_sent(MAIL, closed.reply), closed=closed),
        closed,
    ]


def test_421_may_come_unasked() -> None:
    dialogue = Dialogue()
    closed = Closed(Ending.DISMISSED, ServerReply("421", None, "bye"))
    assert dialogue.hear("421 bye") == [closed]


def test_a_message_may_be_refused_before_its_end() -> None:
    dialogue = with_pipelining()
    dialogue.delivery.send_content(b"Hel")
    closed = Closed(Ending.CUT_SHORT, ServerReply("552", None, "no"))
    assert dialogue.hear("552 no") == [settled(1, refused(MESSAGE, 552)), closed]


def test_a_message_that_is_accepted_before_its_end_is_uncertain() -> None:
    dialogue = with_pipelining()
    dialogue.delivery.send_content(b"Hel")
    outcome, closed = dialogue.hear("250 ok")
    assert outcome == settled(1, uncertain(MESSAGE), closed=dialogue.delivery.closed)
    assert isinstance(closed, Closed)
    assert str(closed.error) == "the server accepts a message before its end (250 ok)"


def test_rubbish_is_a_breach() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin()
    outcome, closed = dialogue.hear("rubbish", "250 ok")
    assert outcome == settled(1, not_sent(MAIL), closed=dialogue.delivery.closed)
    assert isinstance(closed, Closed)
    assert isinstance(closed.error, MalformedReply)


def test_so_is_an_answer_that_nobody_asked_for() -> None:
    dialogue = Dialogue()
    (closed,) = dialogue.hear("250 ok")
    assert isinstance(closed, Closed)
    assert isinstance(closed.error, UnsolicitedReply)


@pytest.mark.parametrize("begun", [b"25", b"250-ok\r\n"])
def test_so_is_one_that_has_begun_when_a_command_goes_out(begun: bytes) -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.delivery.feed(begun)
    assert dialogue.begin() == []
    outcome, closed = dialogue.events()
    assert outcome == settled(1, not_sent(None), closed=dialogue.delivery.closed)
    assert isinstance(closed, Closed)
    assert closed.ending is Ending.BREACH


def test_or_when_the_final_dot_is_to_go_out() -> None:
    dialogue = with_pipelining()
    dialogue.delivery.send_content(HELLO)
    dialogue.delivery.feed(b"2")
    dialogue.delivery.send_final_dot()
    assert dialogue.sent() == []
    outcome, closed = dialogue.events()
    assert outcome == settled(1, not_sent(MESSAGE), closed=dialogue.delivery.closed)
    assert isinstance(closed, Closed)
    assert str(closed.error) == "the server speaks out of turn (2)"


# What a caller must not do


def test_one_transaction_at_a_time_is_before_its_final_dot() -> None:
    dialogue = with_pipelining()
    assert not dialogue.delivery.ready
    with pytest.raises(IllegalMove, match="before its final dot"):
        dialogue.begin()


def test_no_content_goes_out_unasked() -> None:
    dialogue = Dialogue("PIPELINING")
    with pytest.raises(IllegalMove, match="does not wait"):
        dialogue.delivery.send_content(HELLO)
    dialogue.begin()
    with pytest.raises(IllegalMove, match="does not wait"):
        dialogue.delivery.send_final_dot()


def test_nor_does_what_is_not_in_wire_form() -> None:
    dialogue = with_pipelining()
    with pytest.raises(NotWireForm):
        dialogue.delivery.send_content(b"a\n.\nb\r\n")
    assert dialogue.sent() == []
