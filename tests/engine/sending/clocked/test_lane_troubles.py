"""A lane in trouble: whom it costs an attempt, how long it rests, and what a person has to look after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postroom.engine.changes import SessionKey
from postroom.engine.secret_needed import SecretNeeded
from postroom.model.account_errors import UnknownAccount
from postroom.model.endpoint import Protocol
from postroom.model.errors import ErrorCode
from postroom.model.message import RecipientOutcome
from postroom.model.reply import ServerReply
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_attempt import Result
from tests.engine.sending.clocked.lanes import ADDRESS, LINGER, NOTHING, Desk, MakeDesk, error_of
from tests.spool.samples import MINUTE
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

ONE = SendingRules(connections=1)
FOUR = SendingRules(connections=4)
NO_SERVICE = ServerReply("554", "5.3.2", "No service")
REFUSED = error_of(ErrorCode.CONNECT_REFUSED, message="It refuses.")
WAITING, FAILED = RecipientOutcome.WAITING, RecipientOutcome.FAILED


async def with_two_ready(desk: Desk) -> Desk:
    """A lane with two connections that have a message each under way, and a third one that is being opened."""
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(8)
    await settle_down()
    for session in (0, 1):
        desk.sessions[session].becomes_ready()
        await settle_down()
    assert len(desk.sessions) == 3
    return desk


# A connection that fails


async def test_a_failed_connection_costs_one_message_an_attempt_and_the_lane_a_rest(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with(FOUR)
    desk.give(3)
    await pass_time(2)
    desk.sessions[0].transcript.received(b"554 5.3.2 No service\r\n")
    desk.sessions[0].fails(replace(REFUSED, server_reply=NO_SERVICE))
    await settle_down()
    ((number, attempt),) = desk.recorded
    assert (number, attempt.results) == (1, (Result(0, WAITING, NO_SERVICE),))
    assert (attempt.server, attempt.summary) == (ADDRESS, "554 5.3.2 No service")
    assert [line.text for line in attempt.transcript] == ["554 5.3.2 No service"]
    assert attempt.seconds == pytest.approx(2)
    assert attempt.next_attempt_at is not None
    assert desk.lane.settled == 1
    assert desk.returned == [2, 3]
    assert (desk.rest, desk.lane.standing.reason) == (MINUTE, "It refuses.")
    assert desk.sessions[0].is_closed
    assert len(desk.sessions) == 1


async def test_without_a_reply_the_attempt_tells_what_happened(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(REFUSED)
    await settle_down()
    assert [attempt.summary for _, attempt in desk.recorded] == ["It refuses."]
    assert desk.returned == []


async def test_a_failed_connection_for_which_there_is_no_work_left_costs_a_rest_alone(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with(FOUR)
    desk.give(3)
    await settle_down()
    desk.sessions[0].becomes_ready()
    await pass_time(LINGER + 1)
    assert desk.sessions[0].is_closed
    desk.sessions[1].fails(REFUSED)
    await settle_down()
    assert desk.attempts == [1, 2, 3]
    assert (desk.rest, desk.lane.standing.reason) == (MINUTE, "It refuses.")


async def test_while_it_rests_it_wants_nothing_and_gives_back_what_it_is_given(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(REFUSED)
    await settle_down()
    assert desk.lane.room() == 0
    assert desk.give(2) == desk.returned
    await settle_down()
    assert len(desk.sessions) == 1


async def test_at_the_end_of_its_rest_it_asks_for_what_is_due(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(REFUSED)
    await settle_down()
    desk.looks.clear()
    changes = desk.changes
    await pass_time(59.9)
    assert desk.looks == []
    await pass_time(0.2)
    assert desk.looks == [True]
    assert desk.changes > changes
    assert (desk.rest, desk.lane.standing.reason) == (None, "")
    assert desk.lane.room() > 0


async def test_a_clock_that_is_set_back_within_a_rest_ends_it_later(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(REFUSED)
    await pass_time(30)
    desk.looks.clear()
    desk.set_back = timedelta(seconds=20)
    await pass_time(40)
    assert desk.looks == []
    await pass_time(11)
    assert desk.looks == [True]


async def test_rests_become_longer_until_a_message_is_answered(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.answers["MAIL"] = "450 4.2.0 Later"
    lengths = []
    for fails in (True, True, False, True):
        desk.give(1)
        await settle_down()
        if fails:
            desk.sessions[-1].fails(REFUSED)
            await settle_down()
            lengths.append(desk.rest)
        else:
            desk.sessions[-1].becomes_ready()
        await pass_time(600)
    assert lengths == [MINUTE, 5 * MINUTE, MINUTE]


async def test_rests_become_longer_too_where_a_connection_is_cut_before_it_did_anything(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.hosts.answers["MAIL"] = NOTHING
    for length in (MINUTE, 5 * MINUTE):
        desk.give(1)
        await settle_down()
        desk.sessions[-1].line.hangs_up()
        await settle_down()
        assert desk.rest == length
        await pass_time(600)


async def test_where_others_are_ready_a_failed_connection_costs_nothing_but_connections(
    desk_with: MakeDesk,
) -> None:
    desk = await with_two_ready(desk_with(FOUR))
    desk.sessions[2].fails(REFUSED)
    await settle_down()
    assert desk.recorded == []
    assert desk.returned == []
    assert desk.rest is None
    assert (desk.lane.standing.connections, desk.lane.standing.limit) == (2, 2)
    desk.give(4)
    await settle_down()
    assert len(desk.sessions) == 3


async def test_offline_it_gives_back_and_neither_rests_nor_costs_an_attempt(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(3)
    await settle_down()
    desk.online = False
    desk.sessions[0].fails(REFUSED)
    await settle_down()
    assert (desk.recorded, desk.returned) == ([], [1, 2, 3])
    assert desk.lane.standing.reason == ""
    assert desk.lane.room() == 0
    desk.online = True
    assert desk.lane.room() > 0
    desk.give(1)
    await settle_down()
    assert len(desk.sessions) == 2


# What a person has to look after


@pytest.mark.parametrize("code", [ErrorCode.AUTH_REJECTED, ErrorCode.CERTIFICATE_REJECTED])
async def test_a_persons_trouble_holds_the_lane_with_one_reason_and_costs_no_attempt(
    desk_with: MakeDesk, code: ErrorCode
) -> None:
    desk = desk_with(FOUR)
    desk.give(3)
    await settle_down()
    desk.sessions[0].fails(error_of(code))
    await settle_down()
    assert desk.held == [("main", "No way. Do something.")]
    assert (desk.recorded, desk.returned) == ([], [1, 2, 3])
    standing = desk.lane.standing
    assert (standing.held, standing.reason, standing.waits_until) == (
        *["No way. Do something."] * 2,
        None,
    )
    assert desk.lane.room() == 0
    desk.lane.nudge()
    assert desk.lane.room() == 0


async def test_it_ends_the_other_connections_in_order(desk_with: MakeDesk) -> None:
    desk = await with_two_ready(desk_with(FOUR))
    desk.sessions[2].fails(error_of(ErrorCode.AUTH_REJECTED))
    await settle_down()
    assert desk.lane.standing.in_flight == 2
    for session in desk.sessions[:2]:
        session.line.answers["MAIL"] = "250 Ok"
        session.line.says("250 Ok")
    await settle_down()
    assert len(desk.attempts) == 2
    assert not desk.lane.busy


async def test_a_login_that_is_refused_for_the_moment_holds_nothing(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    reply = ServerReply("454", "4.7.0", "Temporary authentication failure")
    desk.sessions[0].fails(error_of(ErrorCode.AUTH_REJECTED, reply=reply))
    await settle_down()
    assert (desk.held, desk.attempts, desk.rest) == ([], [1], MINUTE)


async def test_a_lane_that_is_opened_tries_at_once(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(error_of(ErrorCode.AUTH_REJECTED))
    await settle_down()
    desk.looks.clear()
    desk.lane.open()
    assert desk.looks == [True]
    assert (desk.lane.standing.reason, desk.lane.may_have_more) == ("", True)
    desk.give(1)
    await settle_down()
    assert len(desk.sessions) == 2


# No way to send


NEEDED = SecretNeeded(SessionKey("main", Protocol.SMTP), "ada", None)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (NEEDED, "The password of ada is not known here"),
        (LookupError(), "The account main has no SMTP server: enter one."),
        (UnknownAccount("main"), "There is no account main any more"),
    ],
    ids=["no password", "no server", "no account"],
)
async def test_without_a_plan_all_is_given_back_and_the_reason_told_until_somebody_asks(
    desk_with: MakeDesk, refusal: Exception, words: str
) -> None:
    desk = desk_with()
    desk.accounts.refusal = refusal
    desk.give(2)
    await settle_down()
    assert (desk.recorded, desk.returned, desk.held) == ([], [1, 2], [])
    assert words in desk.lane.standing.reason
    assert desk.changes
    assert desk.lane.room() == 0
    desk.accounts.refusal = None
    desk.lane.nudge()
    assert desk.lane.standing.reason == ""
    desk.give(1)
    await settle_down()
    assert len(desk.sessions) == 1


async def test_an_account_that_is_gone_gives_back_until_it_is_there_again(desk_with: MakeDesk) -> None:
    desk = desk_with()
    account = desk.accounts.by_name.pop("main")
    assert desk.lane.room() == 0
    desk.give(2)
    await settle_down()
    assert (desk.returned, desk.sessions, desk.lane.busy) == ([1, 2], [], False)
    assert "There is no account main any more" in desk.lane.standing.reason
    desk.accounts.by_name["main"] = account
    desk.lane.nudge()
    assert desk.lane.room() > 0
    assert desk.lane.standing.reason == ""


# Trying again at once


async def test_nudging_ends_a_rest(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(REFUSED)
    await settle_down()
    desk.lane.may_have_more = False
    desk.looks.clear()
    desk.lane.nudge()
    assert desk.looks == [True]
    assert desk.lane.may_have_more
    assert (desk.rest, desk.lane.standing.reason) == (None, "")
    assert desk.lane.room() > 0
    desk.give(1)
    await settle_down()
    assert len(desk.sessions) == 2


async def test_a_closed_lane_asks_for_nothing_after_its_rest(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(1)
    await settle_down()
    desk.sessions[0].fails(REFUSED)
    await settle_down()
    desk.lane.close()
    desk.looks.clear()
    await pass_time(120)
    assert desk.looks == []
