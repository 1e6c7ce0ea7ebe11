"""A dispatcher that is steered: held lanes, switches, accounts that change, and trying again at once."""

from __future__ import annotations

import pytest

from postroom.engine.sending.dispatcher import LOOK_AT_LEAST
from postroom.model.errors import ErrorCode
from postroom.model.message import MessageState
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_errors import SpoolFull
from tests.engine.sending.clocked.dispatching import Post
from tests.engine.sending.clocked.lanes import NOTHING, account, error_of
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

QUEUED, SENDING, DEFERRED, SENT = (
    MessageState.QUEUED,
    MessageState.SENDING,
    MessageState.DEFERRED,
    MessageState.SENT,
)
ONE = SendingRules(connections=1)
REFUSED = error_of(ErrorCode.AUTH_REJECTED)
REASON = "No way. Do something."


# Held lanes


async def test_a_lane_that_the_spool_holds_is_not_claimed_for(post: Post) -> None:
    await post.submit(2)
    dispatcher = await post.open(start=False)
    dispatcher.follow({"main": "Look after it."})
    post.start()
    await pass_time(LOOK_AT_LEAST + 1)
    assert post.disk.asked == []
    assert dispatcher.lanes["main"].held == "Look after it."


async def test_a_lane_that_is_held_meanwhile_gives_back_and_that_is_opened_goes_on(post: Post) -> None:
    await post.submit(2)
    dispatcher = await post.open()
    await settle_down()
    assert await post.states() == [SENDING, SENDING]
    dispatcher.follow({"main": "Look after it."})
    await settle_down()
    assert await post.states() == [QUEUED, QUEUED]
    post.hosts.are_up = True
    dispatcher.follow({})
    await pass_time(1)
    assert await post.states() == [SENT, SENT]


async def test_a_persons_trouble_is_written_to_the_spool_and_opening_ends_it(post: Post) -> None:
    await post.submit(2)
    dispatcher = await post.open()
    await settle_down()
    post.hosts.sessions[0].fails(REFUSED)
    await settle_down()
    (held,) = await post.disk.held_lanes()
    assert (held.account, held.reason) == ("main", REASON)
    assert await post.states() == [QUEUED, QUEUED]
    assert dispatcher.lanes["main"].held == REASON
    post.hosts.are_up = True
    await post.disk.open_lane("main")
    dispatcher.follow({})
    await pass_time(1)
    assert await post.states() == [SENT, SENT]


async def test_a_lane_is_opened_also_where_it_was_not_read_yet_that_it_is_held(post: Post) -> None:
    await post.submit()
    dispatcher = await post.open()
    await settle_down()
    post.hosts.sessions[0].fails(REFUSED)
    await settle_down()
    post.hosts.are_up = True
    await post.disk.open_lane("main")
    dispatcher.lane_opened("main")
    await pass_time(1)
    assert await post.states() == [SENT]
    dispatcher.follow({})
    assert dispatcher.lanes["main"].held is None


async def test_a_lane_that_was_opened_can_be_held_again_for_the_same_reason(post: Post) -> None:
    dispatcher = await post.open()
    for _ in range(2):
        dispatcher.follow({"main": REASON})
        assert dispatcher.lanes["main"].held == REASON
        dispatcher.lane_opened("main")
        assert dispatcher.lanes == {}


async def test_a_lane_that_could_not_be_held_rests_and_repeats_nothing_at_once(post: Post) -> None:
    post.disk.hold_fault = SpoolFull()
    post.hosts.error = REFUSED
    await post.submit()
    dispatcher = await post.open()
    await settle_down()
    assert str(dispatcher.trouble) == str(SpoolFull())
    await pass_time(59)
    assert dispatcher.trouble is None
    assert len(post.hosts.sessions) == 1
    assert dispatcher.lanes["main"].held is None
    assert dispatcher.lanes["main"].reason == REASON
    post.hosts.error = None
    post.hosts.are_up = True
    await pass_time(3)
    assert await post.states() == [SENT]


# Switches


async def test_while_it_may_not_send_nothing_is_claimed(post: Post) -> None:
    post.sends = False
    post.hosts.are_up = True
    await post.submit()
    dispatcher = await post.open()
    await pass_time(LOOK_AT_LEAST + 1)
    assert (post.disk.asked, post.disk.agendas, dispatcher.sends) == ([], 0, False)
    post.sends = True
    dispatcher.switches_changed()
    await pass_time(1)
    assert await post.states() == [SENT]


async def test_what_is_switched_off_gives_back_and_finishes_what_is_on_its_way(post: Post) -> None:
    post.hosts.are_up = True
    post.hosts.answers["."] = NOTHING
    await post.submit(4)
    dispatcher = await post.open(rules=ONE)
    await settle_down()
    post.sends = False
    dispatcher.follow({})
    await settle_down()
    assert await post.states() == [
        SENDING,
        SENDING,
        QUEUED,
        QUEUED,
    ]  # the second one has begun behind the dot
    for _ in range(2):
        post.hosts.sessions[0].line.says("250 Taken")
        await pass_time(1)
    assert await post.states() == [SENT, SENT, QUEUED, QUEUED]
    post.hosts.answers["."] = "250 Taken"
    post.sends = True
    dispatcher.follow({})
    await pass_time(1)
    assert await post.states() == [SENT] * 4


async def test_without_a_network_only_this_computer_can_be_reached(post: Post) -> None:
    dispatcher = await post.open()
    assert dispatcher.is_online("mail.example.com")
    post.online = False
    assert not dispatcher.is_online("mail.example.com")
    assert dispatcher.is_online("127.0.0.1")


# Accounts


async def test_an_account_that_changed_goes_on_over_other_connections(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit()
    dispatcher = await post.open(rules=ONE)
    await pass_time(1)
    await post.submit()
    dispatcher.account_changed("main")
    await pass_time(1)
    assert await post.states() == [SENT, SENT]
    assert [session.is_closed for session in post.hosts.sessions] == [True, False]


async def test_another_account_is_left_alone(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit()
    dispatcher = await post.open("main", "other")
    await pass_time(1)
    dispatcher.account_changed("other")
    await pass_time(1)
    assert [session.is_closed for session in post.hosts.sessions] == [False]


@pytest.mark.parametrize(("named", "tried"), [("main", True), (None, True), ("other", False)])
async def test_nudging_ends_the_rest_of_the_lanes_that_are_meant(
    post: Post, named: str | None, tried: bool
) -> None:
    await post.submit(2)
    dispatcher = await post.open("main", "other")
    await settle_down()
    post.hosts.sessions[0].fails(error_of(ErrorCode.CONNECT_REFUSED))
    await settle_down()
    post.hosts.are_up = True
    dispatcher.nudge(named)
    await pass_time(1)
    assert await post.states() == [DEFERRED, SENT if tried else QUEUED]


async def test_nudging_looks_also_for_accounts_that_nothing_was_sent_for_yet(post: Post) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await pass_time(1)
    await post.submit()
    dispatcher.nudge()
    await pass_time(1)
    assert await post.states() == [SENT]


async def test_lanes_are_shown_that_are_busy_or_hindered(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit(account="one")
    dispatcher = await post.open("one")
    await settle_down()
    assert set(dispatcher.lanes) == {"one"}
    await pass_time(100)
    assert dispatcher.lanes == {}
    post.books.by_name["two"] = account("two")
    post.hosts.are_up = False
    await post.submit(account="two")
    dispatcher.look(anew=True)
    await settle_down()
    post.hosts.sessions[-1].fails(error_of(ErrorCode.TIMEOUT))
    await settle_down()
    assert [(name, each.reason) for name, each in dispatcher.lanes.items()] == [("two", "No way.")]
    assert post.changes
