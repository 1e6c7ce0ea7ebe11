"""What an attempt comes to: outcomes, the next date, and the words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from postroom.engine.sending.conclusion import conclude, damaged, fail_to_connect, summarise
from postroom.model.envelope import Envelope, Obstacle
from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.sending_rules import USUAL_SENDING, SendingRules, UncertainPolicy
from postroom.model.spool_attempt import Claim
from postroom.protocol.delivery_events import Closed, Ending, RecipientVerdict, Verdict
from postroom.protocol.delivery_state import Command
from postroom.protocol.errors import UnsolicitedReply
from postroom.sessions.parcel import Delivered
from tests.model.spool_samples import LATER, MINUTE, NOON, RECIPIENTS, TAKEN

W, S, F, U = (
    RecipientOutcome.WAITING,
    RecipientOutcome.SENT,
    RecipientOutcome.FAILED,
    RecipientOutcome.UNCERTAIN,
)
NO = ServerReply("550", "5.1.1", "No such user")
MANY = ServerReply("452", "4.5.3", "Too many recipients")
ACCEPTED = RecipientVerdict(Verdict.ACCEPTED, Command.END, TAKEN)
LATE = RecipientVerdict(Verdict.DEFERRED, Command.RCPT, LATER)
REFUSED = RecipientVerdict(Verdict.REFUSED, Command.RCPT, NO)
CROWD = RecipientVerdict(Verdict.DEFERRED, Command.RCPT, MANY)
UNKNOWN = RecipientVerdict(Verdict.UNCERTAIN, Command.END)
NOTHING = RecipientVerdict(Verdict.NOT_SENT, Command.MAIL)

CLAIM = Claim(
    id=17,
    lease=1,
    number=3,
    account="work",
    envelope=Envelope(None, RECIPIENTS, size=9),
    outcomes=(W, W),
    queued_at=NOON,
    attempts_since=0,
    body=b"Hello\r\n",
)


def came_to(
    *verdicts: RecipientVerdict,
    claim: Claim = CLAIM,
    rules: SendingRules = USUAL_SENDING,
    now: timedelta = MINUTE,
    closed: Closed | None = None,
) -> tuple[list[RecipientOutcome], timedelta | None, str]:
    delivered = Delivered(verdicts, 0.0, 0.5, closed, True, ())
    attempt = conclude(claim, delivered, rules, now=NOON + now, began=NOON, server="192.0.2.1")
    assert [result.reply for result in attempt.results] == [verdict.reply for verdict in verdicts]
    due = attempt.next_attempt_at
    wait = None if due is None else due - NOON - now
    return [each.outcome for each in attempt.results], wait, attempt.summary


def test_everybody_has_it() -> None:
    assert came_to(ACCEPTED, ACCEPTED) == ([S, S], None, str(TAKEN))


def test_who_waits_is_tried_again_by_the_schedule() -> None:
    assert came_to(ACCEPTED, LATE) == ([S, W], MINUTE, str(LATER))
    assert came_to(LATE, REFUSED, claim=CLAIM._replace(attempts_since=1)) == ([W, F], 5 * MINUTE, str(NO))


def test_the_attempts_of_this_round_count_and_not_the_number_of_the_attempt() -> None:
    assert came_to(LATE, LATE, claim=CLAIM._replace(number=50))[1] == MINUTE


def test_whom_the_server_only_found_too_many_are_tried_at_once() -> None:
    assert came_to(ACCEPTED, CROWD)[1] == timedelta(0)


@pytest.mark.parametrize("others", [(LATE, CROWD), (CROWD, CROWD), (REFUSED, CROWD)])
def test_but_not_where_nobody_got_it(others: tuple[RecipientVerdict, ...]) -> None:
    assert came_to(*others)[1] == MINUTE


def test_after_its_time_it_has_failed() -> None:
    outcomes, next_at, words = came_to(ACCEPTED, LATE, now=USUAL_SENDING.retry.expiry)
    assert (outcomes, next_at) == ([S, F], None)
    assert words == f"Given up after its time had passed. Last: {LATER}"


def test_the_last_attempt_is_made_at_the_end_of_its_time() -> None:
    expiry = USUAL_SENDING.retry.expiry
    claim = CLAIM._replace(attempts_since=99)
    assert came_to(LATE, LATE, claim=claim, now=expiry - MINUTE)[1] == MINUTE


@pytest.mark.parametrize(
    ("policy", "outcome"), [(UncertainPolicy.ASK, U), (UncertainPolicy.RESEND, W), (UncertainPolicy.SENT, S)]
)
def test_what_is_uncertain_is_what_the_account_says(
    policy: UncertainPolicy, outcome: RecipientOutcome
) -> None:
    outcomes, next_at, _ = came_to(UNKNOWN, REFUSED, rules=SendingRules(uncertain=policy))
    assert outcomes == [outcome, F]
    assert (next_at is not None) is (outcome is W)


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (Closed(Ending.TIMED_OUT), "The server did not answer in time. The message was not sent."),
        (Closed(Ending.ABANDONED), "The delivery was given up. The message was not sent."),
        (Closed(Ending.UNFIT), "The text of the message is not what was accepted"),
        (Closed(Ending.DISCONNECTED), "The server ended the connection. The message was not sent."),
        (
            Closed(Ending.BREACH, error=UnsolicitedReply("it speaks out of turn")),
            "The server broke the protocol (it speaks out of turn). The message was not sent.",
        ),
    ],
)
def test_how_it_ended_before_the_dot(closed: Closed, words: str) -> None:
    assert words in summarise([NOTHING], closed)


def test_how_it_ended_behind_the_dot() -> None:
    assert "did not answer in time after the end" in summarise([UNKNOWN], Closed(Ending.TIMED_OUT))
    assert "connection was lost after the end" in summarise([UNKNOWN], Closed(Ending.DISCONNECTED))


def test_an_obstacle_says_what_to_do() -> None:
    obstacle = RecipientVerdict(Verdict.REFUSED, None, None, Obstacle.NEEDS_DSN)
    assert summarise([ACCEPTED, obstacle]) == Obstacle.NEEDS_DSN.sentence


def test_without_a_connection_all_who_wait_go_on_waiting() -> None:
    claim = CLAIM._replace(outcomes=(S, W))
    attempt = fail_to_connect(claim, "No route.", USUAL_SENDING, now=NOON + MINUTE, began=NOON)
    assert [(each.place, each.outcome) for each in attempt.results] == [(1, W)]
    assert attempt.next_attempt_at == NOON + 2 * MINUTE
    late = NOON + USUAL_SENDING.retry.expiry
    attempt = fail_to_connect(claim, "No route.", USUAL_SENDING, now=late, began=late + MINUTE)
    assert [each.outcome for each in attempt.results] == [F]
    assert attempt.summary == "Given up after its time had passed. Last: No route."
    assert attempt.seconds == 0


def test_a_damaged_message_has_failed() -> None:
    attempt = damaged(CLAIM, "It was damaged.", now=NOON)
    assert [each.outcome for each in attempt.results] == [F, F]
    assert attempt.next_attempt_at is None
