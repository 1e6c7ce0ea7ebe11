"""Why a message is where it is, in every state and under every hindrance."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from postroom.model.explanation import Circumstances, clock_time, explain
from postroom.model.lane import LaneStanding
from postroom.model.message import MessageState, RecipientOutcome
from postroom.model.retry import DEFAULT_RETRY
from postroom.model.spool_message import MessageDetail, MessageRow, RecipientRow
from postroom.model.spooler import Switches, stand
from tests.spool.samples import LATER, NOON, OK, SERVICE, envelope

SENT, FAILED, WAITING = RecipientOutcome.SENT, RecipientOutcome.FAILED, RecipientOutcome.WAITING
UNCERTAIN = RecipientOutcome.UNCERTAIN
RUNNING = stand(Switches(), pending=1, online=True)
WELL = Circumstances(standing=RUNNING, lane=None, retry=DEFAULT_RETRY, has_sender=True, now=NOON)
HELD_LANE = LaneStanding(account="main", held="The password is wrong.", reason="The password is wrong.")


def detail(
    state: MessageState,
    *outcomes: RecipientOutcome,
    attempts: int = 1,
    last_reply: str = "450 4.2.0 Greylisted",
    due_at: datetime | None = None,
    finished_at: datetime | None = None,
) -> MessageDetail:
    outcomes = outcomes or (WAITING,)
    addressed = envelope(*(f"bob{number}@example.org" for number in range(len(outcomes))))
    row = MessageRow(
        id=7,
        version=1,
        state=state,
        account="main",
        sender="ada@example.com",
        recipient="bob0@example.org",
        recipients=len(outcomes),
        subject="Hello",
        size=100,
        accepted_at=NOON,
        attempts=attempts,
        next_attempt_at=due_at,
        last_reply=last_reply,
    )
    replies = {SENT: OK, WAITING: LATER}
    rows = [
        RecipientRow(recipient, outcome, replies.get(outcome))
        for recipient, outcome in zip(addressed.recipients, outcomes, strict=True)
    ]
    return MessageDetail(row, addressed, tuple(rows), NOON, finished_at)


def test_a_queued_one_goes_out_next() -> None:
    fresh = detail(MessageState.QUEUED, attempts=0, last_reply="")
    assert explain(fresh, WELL) == "It is queued and goes out as soon as a connection is free."
    assert "queued again" in explain(detail(MessageState.QUEUED), WELL)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (replace(WELL, lane=HELD_LANE), "The account main is held: The password is wrong."),
        (replace(WELL, standing=stand(Switches(paused=True), pending=1, online=True)), "paused"),
        (replace(WELL, standing=stand(Switches(), pending=1, online=False)), "offline"),
        (replace(WELL, has_sender=False), "No program sends from this spool"),
        (
            replace(WELL, sender_for_others=replace(SERVICE, account="news")),
            "At present only the messages of news are sent, by postroom spool run.",
        ),
        (
            replace(
                WELL,
                lane=LaneStanding(account="main", waits_until=NOON + timedelta(days=1), reason="No route."),
            ),
            "The account main rests until",
        ),
        (replace(WELL, lane=LaneStanding(account="main", reason="It is gone.")), "It waits. It is gone."),
    ],
)
def test_what_hinders_all_of_an_account_is_told(known: Circumstances, words: str) -> None:
    assert words in explain(detail(MessageState.QUEUED), known)


def test_a_lane_that_works_hinders_nothing() -> None:
    known = replace(WELL, lane=LaneStanding(account="main", connections=2))
    assert "as soon as" in explain(detail(MessageState.QUEUED), known)


def test_one_that_is_being_sent_says_so() -> None:
    assert explain(detail(MessageState.SENDING, attempts=0), WELL) == "It is being sent at this moment."
    assert explain(detail(MessageState.SENDING), WELL) == "It is being sent again at this moment."


def test_a_deferred_one_tells_its_last_words_and_its_next_attempt() -> None:
    waiting = detail(MessageState.DEFERRED, due_at=NOON + timedelta(minutes=5))
    said = explain(waiting, WELL)
    assert said.startswith("The last attempt did not get through: 450 4.2.0 Greylisted.")
    assert f"number 2, is at {clock_time(NOON + timedelta(minutes=5), NOON)}" in said
    assert f"given up after {clock_time(NOON + DEFAULT_RETRY.expiry, NOON)}" in said
    assert "given up" not in explain(waiting, replace(WELL, retry=None))
    assert explain(detail(MessageState.DEFERRED, due_at=NOON), WELL).endswith("The next attempt is due now.")
    assert "is held" in explain(waiting, replace(WELL, lane=HELD_LANE))
    assert "not been tried" in explain(detail(MessageState.DEFERRED, last_reply=""), WELL)


def test_what_some_recipients_have_is_told() -> None:
    said = explain(detail(MessageState.DEFERRED, SENT, SENT, WAITING), WELL)
    assert said.startswith("2 of 3 recipients have it.")
    assert explain(detail(MessageState.FAILED, SENT, FAILED), WELL).startswith("1 of 2 recipients has it.")


def test_what_waits_for_a_person_says_what_can_be_done() -> None:
    assert "release it, or cancel it" in explain(detail(MessageState.HELD), WELL)
    assert "take it as sent, or send it again" in explain(detail(MessageState.UNCERTAIN, UNCERTAIN), WELL)
    assert "can be queued again" in explain(detail(MessageState.DISCARDED, finished_at=NOON), WELL)
    assert "queued again" in explain(detail(MessageState.FAILED, FAILED), WELL)
    assert "no answer" in explain(detail(MessageState.FAILED, FAILED, last_reply=""), WELL)


def test_a_sent_one_claims_no_more_than_the_server_said() -> None:
    one = explain(detail(MessageState.SENT, SENT, finished_at=NOON), WELL)
    assert one.startswith("The server took it for its recipient at ")
    assert "not known here" in one
    assert "all 2 recipients" in explain(detail(MessageState.SENT, SENT, SENT), WELL)


def test_one_that_was_taken_as_sent_says_that_nobody_said_so() -> None:
    sent = detail(MessageState.SENT, SENT)
    unanswered = replace(sent, recipients=tuple(replace(each, reply=None) for each in sent.recipients))
    assert "without an answer" in explain(unanswered, WELL)


def test_times_of_another_day_name_the_day() -> None:
    assert clock_time(NOON, NOON) == f"{NOON.astimezone():%H:%M}"
    assert clock_time(NOON + timedelta(days=4), NOON).endswith(f"Mar {NOON.astimezone():%H:%M}")
