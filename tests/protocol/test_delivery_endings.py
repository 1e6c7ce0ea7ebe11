"""The delivery machine when the connection ends: every way, at every point, with and without pipelining."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from postroom.model.reply import ServerReply
from postroom.protocol.delivery_events import Closed, ContentWanted, Ending, Event, RecipientVerdict, Settled
from postroom.protocol.delivery_state import Command
from postroom.protocol.errors import (
    LineTooLong,
    MalformedReply,
    ProtocolError,
    ReplyTooLong,
    UnexpectedReply,
    UnsolicitedReply,
)
from tests.protocol.delivery_dialogue import (
    BOB,
    EVE,
    HELLO,
    Dialogue,
    not_sent,
    refused,
    uncertain,
)

MAIL, RCPT, DATA, MESSAGE, END, RSET = Command
GREETINGS = ["250 ok", "250 ok", "354 go"]
MODES = pytest.mark.parametrize("extensions", [(), ("PIPELINING",)], ids=["one by one", "pipelined"])
POINTS = pytest.mark.parametrize("point", [MAIL, RCPT, DATA, MESSAGE, END])


def come_to(point: Command, extensions: Sequence[str]) -> Dialogue:
    """Give a dialogue in which the server has to answer `point`, or to take it."""
    dialogue = Dialogue(*extensions)
    dialogue.begin()
    for command, answer in zip((MAIL, RCPT, DATA), GREETINGS, strict=True):
        if command is point:
            return dialogue
        dialogue.hear(answer)
        dialogue.sent()
    dialogue.delivery.send_content(HELLO)
    if point is END:
        dialogue.delivery.send_final_dot()
    dialogue.sent()
    return dialogue


def after(point: Command, reply: ServerReply | None = None) -> RecipientVerdict:
    """Give what is known when the connection ends there without an answer."""
    return uncertain() if point is END else not_sent(point, reply)


def outcome(events: Sequence[Event]) -> tuple[RecipientVerdict, Closed]:
    """Give the verdict on the one recipient, and the end of the connection."""
    first, last = events
    assert isinstance(first, Settled)
    assert isinstance(last, Closed)
    assert len(first.verdicts) == 1
    assert first.closed in {None, last}
    return first.verdicts[0], last


@MODES
@POINTS
@pytest.mark.parametrize("ending", [Ending.DISCONNECTED, Ending.TIMED_OUT, Ending.ABANDONED])
@pytest.mark.parametrize("half", [b"", b"25", b"250-ok\r\n"])
def test_without_an_answer_the_final_dot_makes_the_difference(
    extensions: Sequence[str], point: Command, ending: Ending, half: bytes
) -> None:
    dialogue = come_to(point, extensions)
    dialogue.delivery.feed(half)
    assert dialogue.delivery.waiting is point
    dialogue.delivery.connection_lost(ending)
    assert outcome(dialogue.events()) == (after(point), Closed(ending))


@MODES
@pytest.mark.parametrize("point", [MAIL, RCPT, DATA, END])
def test_421_refuses_for_now_what_it_answers(extensions: Sequence[str], point: Command) -> None:
    dialogue = come_to(point, extensions)
    events = dialogue.hear("421 4.3.2 bye")
    bye = Closed(Ending.DISMISSED, ServerReply("421", "4.3.2", "bye"))
    assert outcome(events) == (refused(point, 421, "bye", "4.3.2"), bye)
    assert dialogue.sent() == []


@MODES
def test_421_in_the_middle_of_a_message_refuses_nobody(extensions: Sequence[str]) -> None:
    bye = ServerReply("421", None, "bye")
    events = come_to(MESSAGE, extensions).hear("421 bye")
    assert outcome(events) == (not_sent(MESSAGE, bye), Closed(Ending.DISMISSED, bye))


def test_421_refuses_one_recipient_and_the_others_were_not_sent_to() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin(BOB, EVE, BOB)
    bye = Closed(Ending.DISMISSED, ServerReply("421", None, "bye"))
    verdicts = (refused(RCPT, 550), refused(RCPT, 421, "bye"), not_sent(RCPT, bye.reply))
    assert dialogue.hear("250 ok", "550 no", "421 bye") == [Settled(1, verdicts, bye), bye]


@MODES
def test_421_after_a_refusal_changes_nothing(extensions: Sequence[str]) -> None:
    dialogue = come_to(DATA, extensions)
    assert dialogue.hear("451 no") == [Settled(1, (refused(DATA, 451),))]
    assert dialogue.sent() == [b"RSET"]
    assert dialogue.hear("421 bye") == [Closed(Ending.DISMISSED, ServerReply("421", None, "bye"))]


@MODES
@pytest.mark.parametrize("code", [450, 552])
def test_a_refusal_in_the_middle_of_a_message_ends_the_connection(
    extensions: Sequence[str], code: int
) -> None:
    events = come_to(MESSAGE, extensions).hear(f"{code} no")
    assert outcome(events) == (
        refused(MESSAGE, code),
        Closed(Ending.CUT_SHORT, ServerReply(str(code), None, "no")),
    )


# Breaches of the protocol


@MODES
@POINTS
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("rubbish", MalformedReply),
        ("", MalformedReply),
        ("150 wait", MalformedReply),
        ("250-a\r\n450 b", MalformedReply),
        ("250 " + "x" * 9000, LineTooLong),
        ("250-x\r\n" * 10_000, ReplyTooLong),
    ],
    ids=["rubbish", "nothing", "1yz", "two codes", "long line", "long reply"],
)
def test_what_is_no_reply_answers_nothing(
    extensions: Sequence[str], point: Command, said: str, kind: type[ProtocolError]
) -> None:
    verdict, closed = outcome(come_to(point, extensions).hear(said))
    assert verdict == after(point)
    assert closed.ending is Ending.BREACH
    assert isinstance(closed.error, kind)


@MODES
@pytest.mark.parametrize(
    ("point", "said"),
    [(MAIL, "354 go"), (RCPT, "354 go"), (DATA, "250 ok"), (MESSAGE, "354 go"), (END, "354 go")],
)
def test_nor_does_a_reply_that_belongs_elsewhere(
    extensions: Sequence[str], point: Command, said: str
) -> None:
    verdict, closed = outcome(come_to(point, extensions).hear(said))
    assert verdict == after(point)
    assert isinstance(closed.error, UnexpectedReply)
    assert closed.error.message == f"{said[:3]} is no answer to {point}"


@pytest.mark.parametrize(("point", "answer"), [(MAIL, "250 ok"), (RCPT, "250 ok"), (DATA, "451 no")])
def test_one_by_one_no_answer_may_come_before_its_command(point: Command, answer: str) -> None:
    last = come_to(point, ()).hear(answer, "250 ok")[-1]
    assert isinstance(last, Closed)
    assert isinstance(last.error, UnsolicitedReply)


@pytest.mark.parametrize("begun", ["2", "250-ok\r\n"])
def test_nor_may_it_begin_to_come(begun: str) -> None:
    dialogue = come_to(MAIL, ())
    dialogue.delivery.feed(f"250 ok\r\n{begun}".encode())
    verdict, closed = outcome(dialogue.events())
    assert verdict == not_sent(None)
    assert closed.ending is Ending.BREACH


def test_when_the_sender_is_refused_data_cannot_be_accepted() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin()
    verdict, closed = outcome(dialogue.hear("550 no", "250 ok", "354 go"))
    assert verdict == refused(MAIL, 550)
    assert str(closed.error) == "354 is no answer to DATA (go)"
    assert dialogue.sent() == []


@MODES
def test_rset_cannot_be_refused(extensions: Sequence[str]) -> None:
    dialogue = come_to(DATA, extensions)
    dialogue.hear("451 no")
    dialogue.delivery.take_output()
    dialogue.begin()
    verdict, closed = outcome(dialogue.hear("502 no"))
    assert verdict.verdict == "not-sent"
    assert isinstance(closed.error, UnexpectedReply)


def test_an_answer_behind_that_to_data_is_not_one_to_the_dot() -> None:
    dialogue = Dialogue("PIPELINING")
    dialogue.begin()
    first, *rest = dialogue.hear(*GREETINGS, "250 ok")
    assert first == ContentWanted(1)
    verdict, closed = outcome(rest)
    assert verdict == uncertain(MESSAGE)
    assert isinstance(closed.error, UnsolicitedReply)
