"""A dispatcher in trouble and at its end: the lease, the disk, faults of ours, and what is on its way."""

from __future__ import annotations

import asyncio

import pytest

from postroom.engine.sending.dispatcher import AFTER_FAULT, LOOK_AT_LEAST, Dispatcher
from postroom.model.errors import ErrorCode
from postroom.model.message import MessageState
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_errors import ClaimLost, LeaseLost, SpoolClosed, SpoolFull
from tests.engine.sending.clocked.dispatching import Post
from tests.engine.sending.clocked.lanes import NOTHING, claim, error_of
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

QUEUED, SENDING, SENT, UNCERTAIN = (
    MessageState.QUEUED,
    MessageState.SENDING,
    MessageState.SENT,
    MessageState.UNCERTAIN,
)


def now() -> float:
    return asyncio.get_running_loop().time()


async def with_one_on_its_way(post: Post, *, waiting: int = 0) -> Dispatcher:
    """A dispatcher with a message whose end the server does not answer, and more that wait for the rate."""
    post.hosts.are_up = True
    post.hosts.answers["."] = NOTHING
    await post.submit(1 + waiting)
    dispatcher = await post.open(rules=SendingRules(connections=1, rate=1))
    await settle_down()
    assert dispatcher.lanes["main"].in_flight == 1
    return dispatcher


# The lease


@pytest.mark.parametrize("seconds", [0, 100])
async def test_a_lease_that_was_lost_ends_the_looking_and_is_told(post: Post, seconds: float) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await pass_time(1)
    await post.submit()
    post.disk.fault = LeaseLost()
    dispatcher.look(anew=True)
    await settle_down()
    assert post.leases_lost == 1
    post.disk.fault = None
    asked = len(post.disk.asked)
    dispatcher.look(anew=True)
    await pass_time(seconds)
    assert (len(post.disk.asked), post.leases_lost) == (asked, 1)
    assert await post.states() == [QUEUED]
    assert dispatcher.trouble is None


async def test_without_the_lease_no_final_dot_is_sent(post: Post) -> None:
    post.hosts.are_up = True
    post.hosts.answers["DATA"] = NOTHING
    await post.submit()
    await post.open()
    await settle_down()
    await post.lose_lease()
    post.hosts.sessions[0].line.goes_on()
    await settle_down()
    assert post.hosts.sessions[0].line.heard == ["MAIL", "RCPT", "DATA"]
    assert post.leases_lost


async def test_a_mark_that_is_refused_because_the_lease_was_lost_is_told(post: Post) -> None:
    dispatcher = await post.open(start=False)
    refused = dispatcher.pass_dot(claim(1))
    assert refused is not None
    assert isinstance(refused.exception(), ClaimLost)
    assert post.leases_lost == 1


async def test_a_spool_that_is_closed_ends_the_looking(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    dispatcher = await post.open()
    await pass_time(1)
    post.disk.fault = SpoolClosed()
    await post.submit()
    dispatcher.look(anew=True)
    await settle_down()
    asked = len(post.disk.asked)
    await pass_time(2 * LOOK_AT_LEAST)
    assert len(post.disk.asked) == asked
    assert (dispatcher.trouble, post.leases_lost, caplog.text) == (None, 0, "")


# The disk, and faults of ours


@pytest.mark.parametrize("fault", [SpoolFull(), OSError("the disk is gone")])
async def test_a_spool_that_fails_stops_the_sending_until_it_does_its_work(
    post: Post, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    post.hosts.are_up = True
    await post.submit()
    post.disk.fault = fault
    dispatcher = await post.open()
    await settle_down()
    assert (dispatcher.trouble, dispatcher.sends) == (str(fault), False)
    assert post.changes
    assert len(post.disk.asked) == 1
    post.disk.fault = None
    await pass_time(5)
    assert (dispatcher.trouble, dispatcher.sends) == (None, True)
    assert await post.states() == [SENT]
    assert str(fault) in caplog.text


async def test_a_text_that_cannot_be_read_is_trouble_of_the_spool_and_costs_no_attempt(post: Post) -> None:
    post.hosts.are_up = True
    post.disk.keeps_texts = True
    post.disk.body_fault = SpoolFull()
    await post.submit()
    dispatcher = await post.open()
    await settle_down()
    assert str(dispatcher.trouble) == str(SpoolFull())
    assert await post.states() == [QUEUED]
    post.disk.body_fault = None
    await pass_time(5)
    assert dispatcher.trouble is None
    assert await post.states() == [SENT]


async def test_what_waits_is_given_back_while_the_spool_fails(post: Post) -> None:
    dispatcher = await with_one_on_its_way(post, waiting=3)
    post.disk.fault = SpoolFull()
    dispatcher.nudge()
    await settle_down()
    assert dispatcher.trouble is not None
    assert await post.states() == [SENDING, QUEUED, QUEUED, QUEUED]


async def test_a_fault_of_ours_is_told_once_and_tried_again_a_moment_later(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.hosts.are_up = True
    await post.submit()
    post.disk.fault = RuntimeError("a fault of ours")
    dispatcher = await post.open()
    await settle_down()
    changes = post.changes
    assert changes
    assert len(post.disk.asked) == 1
    assert "by a fault of ours" in (dispatcher.trouble or "")
    await pass_time(2 * AFTER_FAULT)
    assert len(post.disk.asked) == 3
    assert caplog.text.count("RuntimeError: a fault of ours") == 1
    assert post.changes == changes
    post.disk.fault = None
    await pass_time(AFTER_FAULT + 1)
    assert dispatcher.trouble is None
    assert post.changes > changes
    assert await post.states() == [SENT]


async def test_a_lane_that_fails_rests_and_keeps_nothing_from_another(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.hosts.are_up = True
    await post.submit(account="broken")
    await post.submit(account="sound")
    post.disk.slowness = 1.0
    dispatcher = await post.open("broken", "sound")
    await settle_down()
    post.books.fault_of = "broken"
    await pass_time(10)
    assert await post.states() == [QUEUED, SENT]
    assert "by a fault of ours" in dispatcher.lanes["broken"].reason
    assert "the lane of broken failed, and rests" in caplog.text


# The end


async def test_stopping_finishes_what_is_on_its_way_and_gives_back_the_rest(post: Post) -> None:
    dispatcher = await with_one_on_its_way(post, waiting=2)
    began = now()
    asyncio.get_running_loop().call_later(3, post.hosts.sessions[0].line.says, "250 Taken")
    await dispatcher.stop(10)
    assert now() - began == pytest.approx(3, abs=0.1)
    assert await post.states() == [SENT, QUEUED, QUEUED]
    assert post.hosts.sessions[0].is_closed
    assert not dispatcher.sends


async def test_stopping_does_not_wait_for_connections_without_work(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit()
    dispatcher = await post.open()
    await pass_time(1)
    assert dispatcher.lanes["main"].connections == 1
    began = now()
    await dispatcher.stop(10)
    assert now() - began == pytest.approx(0, abs=0.1)
    assert post.hosts.sessions[0].is_closed


async def test_stopping_ends_also_what_does_not_end_by_itself(post: Post) -> None:
    dispatcher = await with_one_on_its_way(post)
    post.hosts.sessions[0].closing_takes = 1_000
    await dispatcher.stop(1)
    assert now() < 10
    await pass_time(2_000)
    assert not post.hosts.sessions[0].is_closed


async def test_a_lane_that_rests_when_it_was_stopped_tells_nothing_more(post: Post) -> None:
    await post.submit()
    dispatcher = await post.open()
    await settle_down()
    post.hosts.sessions[0].fails(error_of(ErrorCode.TIMEOUT))
    await settle_down()
    await dispatcher.stop(1)
    changes = post.changes
    await pass_time(1_000)
    assert post.changes == changes


async def test_after_its_grace_it_gives_up_and_writes_what_is_known(post: Post) -> None:
    dispatcher = await with_one_on_its_way(post, waiting=1)
    began = now()
    await dispatcher.stop(10)
    assert now() - began == pytest.approx(10, abs=0.1)
    assert await post.states() == [UNCERTAIN, QUEUED]
    assert post.hosts.sessions[0].is_closed


async def test_after_it_was_stopped_nothing_is_looked_for(post: Post) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await pass_time(1)
    await dispatcher.stop(0)
    await post.submit()
    dispatcher.nudge()
    await pass_time(2 * LOOK_AT_LEAST)
    assert await post.states() == [QUEUED]


async def test_it_is_quiet_when_nothing_is_on_its_way_and_the_disk_knows_it(post: Post) -> None:
    dispatcher = await with_one_on_its_way(post)
    post.sends = False
    dispatcher.switches_changed()
    began = now()
    asyncio.get_running_loop().call_later(3, post.hosts.sessions[0].line.says, "250 Taken")
    await dispatcher.quiet(10)
    assert now() - began == pytest.approx(3, abs=0.02)
    assert await post.states() == [SENT]


async def test_it_is_quiet_when_what_was_being_claimed_is_given_back(post: Post) -> None:
    post.disk.slowness = 1.0
    await post.submit()
    dispatcher = await post.open()
    await settle_down()
    assert await post.states() == [SENDING]
    post.sends = False
    dispatcher.switches_changed()
    await dispatcher.quiet(10)
    assert await post.states() == [QUEUED]


async def test_it_is_quiet_at_once_where_nothing_is_on_its_way(post: Post) -> None:
    dispatcher = await post.open()
    await pass_time(1)
    began = now()
    await dispatcher.quiet(10)
    assert now() - began == pytest.approx(0, abs=0.01)


async def test_it_waits_so_many_seconds_for_quiet_and_no_longer(post: Post) -> None:
    dispatcher = await with_one_on_its_way(post)
    began = now()
    await dispatcher.quiet(10)
    assert now() - began == pytest.approx(10, abs=0.1)
    assert await post.states() == [SENDING]
