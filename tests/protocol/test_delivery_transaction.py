"""One transaction: who is judged by which answer, and what becomes of its content."""

from __future__ import annotations

import pytest

from postroom.model.envelope import Obstacle
from postroom.model.reply import ServerReply
from postroom.protocol.delivery_events import RecipientVerdict, Verdict
from postroom.protocol.delivery_state import Command, Phase
from postroom.protocol.delivery_transaction import Transaction
from postroom.protocol.errors import IllegalMove, UnexpectedReply
from postroom.protocol.smtp import EnhancedCode, Reply
from postroom.protocol.wire_check import NotWireForm
from tests.protocol.delivery_dialogue import accepted, not_sent, obstructed, refused, uncertain

MAIL, RCPT, DATA, END = Command.MAIL, Command.RCPT, Command.DATA, Command.END


def transaction(*answers: int, recipients: int = 1, size: int = 7) -> Transaction:
    """Give a transaction for which MAIL, each RCPT and DATA were answered, as far as `answers` go."""
    begun = Transaction(1, size, (None,) * recipients)
    for command, code in zip((MAIL, *(RCPT,) * recipients, DATA), answers, strict=False):
        begun.answer(command, reply(code))
    return begun


def reply(code: int, enhanced: EnhancedCode | None = None) -> Reply:
    return Reply(code, enhanced, ("ok" if code < 400 else "no",))


def past_dot(*answers: int, recipients: int = 1) -> Transaction:
    sent = transaction(*answers, recipients=recipients)
    sent.send(b"Hello\r\n")
    sent.finish()
    return sent


# Answers


def test_it_goes_from_phase_to_phase() -> None:
    begun = transaction()
    phases = [begun.phase]
    for command, code in [(MAIL, 250), (RCPT, 250), (DATA, 354)]:
        begun.answer(command, reply(code))
        phases.append(begun.phase)
    assert phases == [Phase.SENDER, Phase.UNADDRESSED, Phase.ADDRESSED, Phase.CONTENT]


def test_each_recipient_has_its_own_answer_and_the_dots_is_for_the_rest() -> None:
    sent = past_dot(250, 450, 250, 550, 251, 354, recipients=4)
    sent.answer(END, reply(250))
    assert sent.phase is Phase.OVER
    assert sent.verdicts() == (refused(RCPT, 450), accepted(), refused(RCPT, 550), accepted())


@pytest.mark.parametrize("code", [450, 554])
def test_a_refusal_is_for_everybody_who_is_left(code: int) -> None:
    sent = past_dot(250, 250, 550, 354, recipients=2)
    sent.answer(END, reply(code))
    assert sent.verdicts() == (refused(END, code), refused(RCPT, 550))
    begun = transaction(250, 250, 550, code, recipients=2)
    assert (begun.phase, begun.verdicts()) == (Phase.RESETTING, (refused(DATA, code), refused(RCPT, 550)))
    begun = transaction(code, 503, 503, 503, recipients=2)
    assert (begun.phase, begun.verdicts()) == (Phase.OVER, (refused(MAIL, code),) * 2)


def test_who_was_not_asked_for_is_not_answered() -> None:
    begun = Transaction(1, 7, (Obstacle.NEEDS_DSN, None, Obstacle.NEEDS_SMTPUTF8, None))
    for command, code in [(MAIL, 250), (RCPT, 450), (RCPT, 550), (DATA, 503)]:
        begun.answer(command, reply(code))
    assert begun.verdicts() == (
        obstructed(Obstacle.NEEDS_DSN),
        refused(RCPT, 450),
        obstructed(Obstacle.NEEDS_SMTPUTF8),
        refused(RCPT, 550),
    )


@pytest.mark.parametrize(
    ("code", "enhanced", "verdict"),
    [
        (552, None, Verdict.DEFERRED),
        (552, EnhancedCode(5, 5, 3), Verdict.DEFERRED),
        (552, EnhancedCode(4, 5, 3), Verdict.DEFERRED),
        (552, EnhancedCode(5, 2, 2), Verdict.REFUSED),
        (553, None, Verdict.REFUSED),
        (452, None, Verdict.DEFERRED),
    ],
)
def test_too_many_recipients_may_be_tried_again(
    code: int, enhanced: EnhancedCode | None, verdict: Verdict
) -> None:
    begun = transaction(250)
    begun.answer(RCPT, reply(code, enhanced))
    begun.answer(DATA, reply(503))
    words = ServerReply(str(code), None if enhanced is None else str(enhanced), "no")
    assert begun.verdicts() == (RecipientVerdict(verdict, RCPT, words),)


@pytest.mark.parametrize(
    ("answers", "command", "code"),
    [
        ((), MAIL, 354),
        ((250,), RCPT, 354),
        ((250, 250), DATA, 250),
        ((250, 550), DATA, 250),
        ((550, 550), DATA, 354),
    ],
)
def test_an_answer_that_the_law_does_not_have_is_a_breach(
    answers: tuple[int, ...], command: Command, code: int
) -> None:
    begun = transaction(*answers)
    phase = begun.phase
    with pytest.raises(UnexpectedReply, match=f"{code} is no answer to {command}"):
        begun.answer(command, reply(code))
    assert begun.phase is phase


# Commands that were not sent yet


def test_when_the_sender_is_refused_the_rest_is_pointless() -> None:
    begun = transaction(550)
    for command in (RCPT, DATA):
        assert begun.is_pointless(command)
        begun.forgo(command)
    assert begun.phase is Phase.OVER
    assert begun.verdicts() == (refused(MAIL, 550),)


def test_when_all_recipients_are_refused_only_data_is_pointless() -> None:
    begun = transaction(250, 550, recipients=2)
    assert not begun.is_pointless(RCPT)
    begun.answer(RCPT, reply(450))
    assert begun.is_pointless(DATA)
    begun.forgo(DATA)
    assert begun.phase is Phase.RESETTING
    assert begun.verdicts() == (refused(RCPT, 550), refused(RCPT, 450))


def test_with_one_recipient_nothing_is_pointless() -> None:
    assert not transaction(250, 250).is_pointless(DATA)
    assert not transaction().is_pointless(MAIL)


# The end of the connection


@pytest.mark.parametrize("answers", [(), (250,), (250, 250), (250, 250, 354)])
def test_until_the_final_dot_nothing_is_sent(answers: tuple[int, ...]) -> None:
    begun = transaction(*answers)
    begun.lose(DATA, None)
    assert begun.verdicts() == (not_sent(DATA),)


def test_behind_it_nobody_knows() -> None:
    sent = past_dot(250, 250, 550, 354, recipients=2)
    sent.lose(END, None)
    assert sent.verdicts() == (uncertain(), refused(RCPT, 550))


def test_the_servers_last_words_are_kept() -> None:
    words = ServerReply("421", None, "bye")
    begun = transaction()
    begun.lose(MAIL, words)
    assert begun.verdicts() == (not_sent(MAIL, words),)


# Content


def test_content_is_made_transparent_and_ends_in_a_dot() -> None:
    sent = transaction(250, 250, 354, size=11)
    stream = (
        b"".join(sent.send(piece) for piece in (b"a\r", b"\n.", b"b\r\n..", b"\r", b"\n")) + sent.finish()
    )
    assert stream == b"a\r\n..b\r\n...\r\n.\r\n"
    assert sent.phase is Phase.PAST_DOT


@pytest.mark.parametrize("message", [b"a\nb\r\n", b"a\rb\r\n"])
def test_a_bare_cr_or_lf_is_never_sent(message: bytes) -> None:
    with pytest.raises(NotWireForm):
        transaction(250, 250, 354, size=len(message)).send(message)


@pytest.mark.parametrize(
    ("message", "said"), [(b"ab\r\n", "-3 octets off"), (b"abcdefgh\r\n", r"\+3 octets off")]
)
def test_a_message_of_another_size_is_not_ended(message: bytes, said: str) -> None:
    sent = transaction(250, 250, 354, size=7)
    sent.send(message)
    with pytest.raises(IllegalMove, match=said):
        sent.finish()
    assert sent.phase is Phase.CONTENT


def test_nor_is_one_whose_last_line_has_no_end() -> None:
    sent = transaction(250, 250, 354, size=1)
    sent.send(b"a")
    with pytest.raises(NotWireForm):
        sent.finish()
    assert sent.phase is Phase.CONTENT
