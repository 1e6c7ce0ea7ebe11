"""What a lane asks for, and how fast it uses that up."""

from __future__ import annotations

import pytest

from postroom.engine.sending.appetite import LEAST
from postroom.model.sending_rules import SendingRules
from tests.engine.sending.clocked.lanes import LINGER, NOTHING, MakeDesk, account, at_work
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

ONE = SendingRules(connections=1)


# What it asks for


async def test_it_has_room_until_enough_wait(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    assert desk.lane.room() == LEAST
    desk.give(LEAST)
    assert desk.lane.room() == 0
    assert not desk.looks


async def test_it_wants_more_at_once_where_all_is_used_up_quickly(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.hosts.are_up = True
    for wanted in (LEAST, 2 * LEAST, 4 * LEAST):
        desk.give(LEAST)
        await settle_down()
        assert desk.lane.room() == wanted


async def test_it_asks_for_more_when_half_are_gone_and_there_may_be_more(desk_with: MakeDesk) -> None:
    desk = await at_work(desk_with(ONE), 4)
    # one under way, one fetched, two wait: that is less than half
    assert desk.looks
    assert desk.lane.room() == LEAST - 2


async def test_it_does_not_ask_for_more_where_there_is_none(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.lane.may_have_more = False
    desk.hosts.are_up = True
    desk.hosts.answers["MAIL"] = NOTHING
    desk.give(4)
    await settle_down()
    assert desk.looks == []


async def test_it_asks_for_more_when_it_has_none_left(desk_with: MakeDesk) -> None:
    desk = desk_with(ONE)
    desk.lane.may_have_more = False
    desk.hosts.are_up = True
    desk.give(1)
    await settle_down()
    assert desk.looks
    assert not any(desk.looks)


# How fast


async def test_messages_follow_each_other_by_the_rate(desk_with: MakeDesk) -> None:
    desk = desk_with(SendingRules(connections=3, rate=6))
    desk.hosts.are_up = True
    desk.give(4)
    for sent in (1, 2, 3, 4):
        await settle_down()
        assert len(desk.attempts) == sent
        await pass_time(9.9)
        assert len(desk.attempts) == sent
        await pass_time(0.1)
    assert len(desk.sessions) == 1


async def test_a_rate_may_be_slower_than_a_connection_lingers(desk_with: MakeDesk) -> None:
    desk = desk_with(SendingRules(connections=1, rate=6))
    desk.linger = 2.0
    desk.hosts.are_up = True
    desk.give(3)
    await pass_time(21)
    assert desk.attempts == [1, 2, 3]
    assert len(desk.sessions) == 3


async def test_nudging_is_no_way_around_the_rate(desk_with: MakeDesk) -> None:
    desk = desk_with(SendingRules(connections=1, rate=6))
    desk.hosts.are_up = True
    desk.give(3)
    await pass_time(5)
    desk.lane.nudge()
    await settle_down()
    assert desk.attempts == [1]
    await pass_time(5.1)
    assert desk.attempts == [1, 2]


async def test_an_account_that_has_no_rate_any_more_sends_at_once(desk_with: MakeDesk) -> None:
    desk = desk_with(SendingRules(connections=1, rate=1))
    desk.hosts.are_up = True
    desk.give(3)
    await settle_down()
    desk.accounts.by_name["main"] = account(rules=ONE)
    desk.lane.rest()
    await settle_down()
    desk.lane.nudge()
    desk.give(2)
    await settle_down()
    assert desk.attempts == [1, 4, 5]


async def test_a_lane_that_was_closed_rings_no_more(desk_with: MakeDesk) -> None:
    desk = desk_with(SendingRules(connections=1, rate=6))
    desk.hosts.are_up = True
    desk.give(2)
    await settle_down()
    desk.lane.close()
    await pass_time(LINGER / 2)
    assert desk.attempts == [1]
