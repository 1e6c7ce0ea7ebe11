"""How connections of a lane end: by the server, by a message that cannot be sent, by a fault of ours."""

from __future__ import annotations

import pytest

from postroom.engine.sending.patience import SLOW_DOWN
from postroom.model.message import RecipientOutcome
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_errors import BodyDamaged, SpoolFull
from postroom.protocol.delivery_state import Command
from tests.engine.sending.clocked.lanes import BUSY, NOTHING, MakeDesk, at_work
from tests.spool.samples import BODY, MINUTE
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

ONE = SendingRules(connections=1)
FOUR = SendingRules(connections=4)
FAILED = RecipientOutcome.FAILED


# A server that ends connections


async def test_421_costs_the_lane_a_rest_and_half_its_connections(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(FOUR), 20)
    assert desk.lane.standing.connections == 4
    for session in desk.sessions:
        session.line.says(BUSY)
    await settle_down()
    assert [attempt.summary for _, attempt in desk.recorded] == [BUSY] * 4
    assert len(desk.returned) == 16
    assert desk.rest == SLOW_DOWN
    assert BUSY in desk.lane.standing.reason
    assert desk.lane.standing.limit == 2
    desk.looks.clear()
    await pass_time(SLOW_DOWN.total_seconds())
    assert desk.looks == [True]
    desk.give(20)
    await settle_down()
    assert desk.lane.standing.connections == 2


async def test_421_halves_the_connections_that_there_are(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(FOUR), 3)
    assert desk.lane.standing.connections == 2
    desk.sessions[0].line.says(BUSY)
    await settle_down()
    assert desk.lane.standing.limit == 1


async def test_421_without_a_message_costs_none_an_attempt(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.give(1)
    await settle_down()
    desk.sessions[0].line.says(BUSY)
    await settle_down()
    assert desk.attempts == [1]
    assert desk.rest == SLOW_DOWN


@pytest.mark.parametrize(
    ("verb", "words"), [("MAIL", "The message was not sent."), (".", "The server may have the message.")]
)
async def test_a_connection_that_is_cut_before_it_did_anything_costs_a_rest(
    desk_with: MakeDesk, verb: str, words: str
) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.hosts.answers[verb] = NOTHING
    desk.give(4)
    await settle_down()
    desk.sessions[0].line.hangs_up()
    await settle_down()
    assert desk.attempts == [1]
    assert sorted(desk.returned) == [2, 3, 4]
    assert desk.rest == MINUTE
    assert words in desk.recorded[0][1].summary
    assert desk.lane.standing.reason == "The server ended the connection. The message was not sent."


async def test_also_where_that_was_all_its_work(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(ONE), 1)
    desk.sessions[0].line.hangs_up()
    await settle_down()
    assert desk.rest == MINUTE


async def test_a_server_has_the_offices_patience(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.patience = dict.fromkeys(Command, 2.0)
    desk.hosts.are_up = True
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(1)
    await pass_time(1.9)
    assert desk.recorded == []
    await pass_time(0.2)
    assert [attempt.summary for _, attempt in desk.recorded] == [
        "The server did not answer in time. The message was not sent."
    ]
    assert desk.rest == MINUTE


async def test_but_not_where_there_was_no_work_for_it(desk_with: MakeDesk) -> None:
    desk = desk_with(FOUR)
    desk.give(3)
    await settle_down()
    for session in (0, 1):
        desk.sessions[session].becomes_ready()
        await settle_down()
    assert desk.sessions[1].line.heard == []
    desk.sessions[1].line.hangs_up()
    await settle_down()
    assert desk.lane.standing.connections == 1
    assert desk.rest is None


async def test_one_that_is_cut_after_it_did_something_is_followed_by_another_at_once(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.give(1)
    await settle_down()
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(4)
    await settle_down()
    desk.sessions[0].line.hangs_up()
    await settle_down()
    assert desk.attempts == [1]
    assert sorted(desk.returned) == [
        2,
        3,
    ]  # no command of the second one was answered, and the third one not begun
    assert desk.rest is None
    assert len(desk.sessions) == 2


async def test_a_session_that_is_gone_before_it_carries_anything_costs_a_rest(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.give(2)
    await settle_down()
    desk.sessions[0].is_lendable = False
    desk.sessions[0].becomes_ready()
    await settle_down()
    assert (desk.recorded, desk.returned) == ([], [1, 2])
    assert (desk.rest, desk.lane.standing.reason) == (MINUTE, "The server ended the connection.")


async def test_but_not_where_we_wanted_it_to_end(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.give(2)
    await settle_down()
    desk.sessions[0].is_lendable = False
    desk.sessions[0].becomes_ready()
    desk.lane.rest()
    await settle_down()
    assert (desk.returned, desk.rest) == ([1, 2], None)


async def test_a_server_that_leaves_an_idle_connection_costs_nothing(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.give(1)
    await settle_down()
    desk.sessions[0].line.hangs_up()
    await settle_down()
    assert not desk.lane.busy
    assert (desk.attempts, desk.lane.standing.reason) == ([1], "")


# Trouble with a message


async def test_a_damaged_text_is_failed_and_not_tried_again(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.bodies = {1: BodyDamaged(1), 2: BODY}
    desk.give(2, body=None)
    await settle_down()
    assert desk.attempts == [1]
    ((_, attempt),) = desk.recorded
    assert [each.outcome for each in attempt.results] == [FAILED]
    assert (attempt.summary, attempt.next_attempt_at) == (str(BodyDamaged(1)), None)
    assert desk.rest is None
    assert desk.returned == [2]


async def test_a_text_that_is_not_what_was_accepted_is_failed_too(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.give(1, body=BODY + b"more\r\n")
    await settle_down()
    ((_, attempt),) = desk.recorded
    assert [each.outcome for each in attempt.results] == [FAILED]
    assert "it was damaged" in attempt.summary
    assert desk.rest is None


async def test_a_text_that_cannot_be_read_now_costs_no_attempt(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.bodies = {1: SpoolFull()}
    desk.give(1, body=None)
    await settle_down()
    assert (desk.recorded, desk.returned) == ([], [1])
    assert desk.rest is None


# Faults of ours


async def test_a_fault_of_ours_slows_down_in_place_of_looping(
    desk_with: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = desk_with()
    desk.hosts.fault = RuntimeError("a fault of ours")
    desk.give(3)
    await settle_down()
    assert desk.hosts.asked == 1
    assert (desk.recorded, desk.returned) == ([], [1, 2, 3])
    assert desk.rest == MINUTE
    assert "by a fault of ours" in desk.lane.standing.reason
    assert "RuntimeError: a fault of ours" in caplog.text


async def test_it_slows_down_where_it_is_told_to(desk_with: MakeDesk) -> None:
    desk = desk_with()
    desk.give(3)
    desk.lane.slow_down("Something is wrong.")
    assert desk.returned == [1, 2, 3]
    assert (desk.rest, desk.lane.standing.reason) == (MINUTE, "Something is wrong.")
    assert desk.changes == 1
