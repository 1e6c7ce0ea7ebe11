"""A lane at work: how many connections it has, what it records, and when it gives back what it was given."""

from __future__ import annotations

import pytest

from postroom.model.message import RecipientOutcome
from postroom.model.sending_rules import SendingRules
from postroom.net.outbox import Outbox, Sink
from tests.engine.sending.clocked.lanes import ADDRESS, LINGER, NOTHING, Desk, MakeDesk, account, at_work
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

ONE = SendingRules(connections=1)
THREE = SendingRules(connections=3)


def let_go(desk: Desk) -> None:
    """Let the servers answer."""
    desk.hosts.answers["MAIL"] = "250 2.1.0 Ok"
    for session in desk.sessions:
        session.line.says("250 2.1.0 Ok")


# Connections


async def test_the_first_connection_is_alone_until_it_is_ready(desk_with: MakeDesk) -> None:
    desk = desk_with(THREE)
    desk.give(8)
    desk.give(8)
    await settle_down()
    assert len(desk.sessions) == 1
    assert desk.changes == 0
    desk.hosts.answers["MAIL"] = NOTHING
    desk.sessions[0].becomes_ready()
    await settle_down()
    assert len(desk.sessions) == 2
    assert desk.changes == 1


async def test_then_there_are_as_many_as_the_account_allows(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(THREE), 20)
    assert len(desk.sessions) == 3
    assert desk.lane.standing.connections == 3
    assert desk.lane.standing.limit == 3


async def test_or_as_many_as_there_is_work_for(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(THREE), 3)
    assert len(desk.sessions) == 2  # each has one under way, and fetches the next


async def test_beside_one_that_is_ready_several_are_opened_at_once(desk_with: MakeDesk) -> None:
    desk = desk_with(THREE)
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(8)
    await settle_down()
    desk.sessions[0].becomes_ready()
    await settle_down()
    for _ in range(2):
        desk.give(1)
        await settle_down()
        assert len(desk.sessions) == 3


async def test_but_not_more_than_messages_wait(desk_with: MakeDesk) -> None:
    desk = desk_with(THREE)
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(3)
    await settle_down()
    desk.sessions[0].becomes_ready()
    await settle_down()
    desk.lane.go_on()
    await settle_down()
    assert len(desk.sessions) == 2


async def test_a_connection_that_is_idle_is_woken_in_place_of_another_opened(desk_with: MakeDesk) -> None:
    desk = desk_with(THREE)
    desk.hosts.are_up = True
    desk.give(1)
    await settle_down()
    assert desk.attempts == [1]
    assert desk.lane.busy
    desk.give(1)
    await settle_down()
    assert desk.attempts == [1, 2]
    assert len(desk.sessions) == 1


async def test_a_connection_without_work_lingers_and_is_closed(desk_with: MakeDesk) -> None:
    desk = desk_with(THREE)
    desk.hosts.are_up = True
    desk.give(1)
    await pass_time(LINGER - 1)
    assert desk.lane.standing.connections == 1
    assert [session.is_closed for session in desk.sessions] == [False]
    desk.looks.clear()
    changes = desk.changes
    await pass_time(2)
    assert [session.is_closed for session in desk.sessions] == [True]
    assert desk.lane.standing.connections == 0
    assert desk.changes > changes
    assert desk.looks == [False]
    desk.give(1)
    await settle_down()
    assert desk.attempts == [1, 2]


async def test_a_connection_carries_so_many_messages_and_another_the_rest(desk_with: MakeDesk) -> None:
    desk = desk_with(SendingRules(connections=1, messages_per_connection=3))
    desk.hosts.are_up = True
    desk.give(7)
    await settle_down()
    assert [session.line.heard.count(".") for session in desk.sessions] == [3, 3, 1]
    assert [session.is_closed for session in desk.sessions] == [True, True, False]
    assert desk.attempts == [1, 2, 3, 4, 5, 6, 7]
    assert desk.returned == []


async def test_the_rules_of_the_account_count_that_it_has_now(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(ONE), 20)
    desk.accounts.by_name["main"] = account(rules=THREE)
    await pass_time(1)
    desk.give(1)
    await settle_down()
    assert len(desk.sessions) == 3


# Outcomes


async def test_what_the_server_took_is_recorded(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.give(1)
    await pass_time(2)
    desk.hosts.answers["."] = NOTHING
    desk.sessions[0].becomes_ready("SIZE")
    await pass_time(3)
    assert desk.recorded == []
    assert desk.lane.standing.in_flight == 1
    desk.sessions[0].line.says("250 2.0.0 Taken")
    await settle_down()
    ((number, attempt),) = desk.recorded
    assert (number, [each.outcome for each in attempt.results]) == (1, [RecipientOutcome.SENT])
    assert (attempt.server, attempt.summary) == (ADDRESS, "250 2.0.0 Taken")
    assert attempt.seconds == pytest.approx(3)
    assert (attempt.started_at - desk.now()).total_seconds() == pytest.approx(-3, abs=0.01)
    assert desk.lane.settled == 1
    assert desk.lane.standing.in_flight == 0
    assert desk.capabilities == ("SIZE",)


async def test_a_message_that_is_refused_is_no_trouble_of_the_lane(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.hosts.answers["RCPT"] = "550 5.1.1 No such user"
    desk.give(2)
    await settle_down()
    assert [attempt.summary for _, attempt in desk.recorded] == ["550 5.1.1 No such user"] * 2
    assert len(desk.sessions) == 1
    assert desk.lane.standing.reason == ""


class Swallowing(Outbox):
    """Sends nothing."""

    def write(self, sink: Sink, data: bytes) -> None:
        pass


async def test_all_connections_send_by_the_offices_outbox(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    desk.outbox = Swallowing()
    desk.give(1)
    await settle_down()
    assert desk.lane.standing.in_flight == 1
    assert desk.sessions[0].line.heard == []


# What it gives back


async def test_what_was_not_begun_is_given_back_when_it_rests(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(THREE), 12)
    desk.lane.rest()
    assert desk.lane.standing.in_flight == 3
    assert len(desk.returned) == 9
    let_go(desk)
    await settle_down()
    assert sorted(desk.attempts + desk.returned) == list(range(1, 13))
    assert len(desk.attempts) == 3
    assert all(session.is_closed for session in desk.sessions)
    assert not desk.lane.busy


async def test_a_connection_that_is_being_opened_is_given_up_when_it_rests(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.give(3)
    await settle_down()
    desk.lane.rest()
    await settle_down()
    assert desk.returned == [1, 2, 3]
    assert desk.sessions[0].is_closed
    assert (desk.attempts, desk.lane.busy, desk.lane.standing.reason) == ([], False, "")


async def test_no_session_is_made_where_it_rests_before_the_plan_is_there(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.give(1)
    desk.lane.rest()
    await settle_down()
    assert desk.sessions == []
    assert not desk.lane.busy


async def test_a_session_that_is_ready_when_it_rests_carries_nothing(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.give(1)
    await settle_down()
    desk.sessions[0].becomes_ready()
    desk.lane.rest()
    await settle_down()
    assert desk.returned == [1]
    assert desk.sessions[0].line.heard == []
    assert not desk.lane.busy


async def test_giving_up_ends_each_connection_at_once(desk_with: MakeDesk) -> None:
    desk = desk_with(THREE)
    desk.hosts.answers["."] = NOTHING
    desk.give(12)
    await settle_down()
    desk.sessions[0].becomes_ready()
    await settle_down()
    assert len(desk.sessions) == 2  # the second one is being opened
    desk.lane.give_up()
    await settle_down()
    assert not desk.lane.busy
    ((number, attempt),) = desk.recorded
    assert (number, [each.outcome for each in attempt.results]) == (1, [RecipientOutcome.UNCERTAIN])
    assert sorted(desk.returned) == list(range(2, 13))


@pytest.mark.parametrize("why", ["switched off", "offline", "held"])
async def test_what_it_may_not_send_is_given_back_at_once(desk_with: MakeDesk, why: str) -> None:
    desk = desk_with(ONE)
    desk.sends = why != "switched off"
    desk.online = why != "offline"
    desk.lane.held = "Look after it." if why == "held" else None
    assert desk.lane.room() == 0
    desk.give(3)
    await settle_down()
    assert desk.returned == [1, 2, 3]
    assert desk.sessions == []


async def test_what_is_switched_off_meanwhile_begins_no_further_message(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(ONE), 6)
    desk.sends = False
    await pass_time(1)
    let_go(desk)
    await settle_down()
    assert desk.attempts == [1, 2]  # the second one was fetched before
    assert desk.sessions[0].is_closed
    desk.lane.rest()
    assert desk.returned == [3, 4, 5, 6]
