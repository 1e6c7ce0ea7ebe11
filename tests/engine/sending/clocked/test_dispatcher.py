"""The dispatcher: for whom it claims, and when it looks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from postroom.engine.sending.appetite import LEAST
from postroom.engine.sending.dispatcher import LOOK_AT_LEAST
from postroom.model.message import MessageState
from postroom.model.retry import RetryPolicy, Schedule
from postroom.model.sending_rules import SendingRules
from postroom.model.spool_lease import Holder
from tests.engine.sending.clocked.dispatching import LATER, Post
from tests.spool.samples import HOUR, NOON
from tests.support.clocked_loop import pass_time, settle_down

pytestmark = pytest.mark.stock_loop_only

QUEUED, SENDING, DEFERRED, SENT = (
    MessageState.QUEUED,
    MessageState.SENDING,
    MessageState.DEFERRED,
    MessageState.SENT,
)
ONE = SendingRules(connections=1)
TWENTY_SECONDS = SendingRules(retry=RetryPolicy(Schedule.parse("20s"), timedelta(days=1)))


# What it claims


async def test_what_is_due_is_claimed_and_sent(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit(3)
    dispatcher = await post.open()
    await pass_time(1)
    assert await post.states() == [SENT] * 3
    assert dispatcher.settled == 3
    assert dispatcher.capabilities == {"main": ()}


async def test_lanes_are_claimed_for_up_to_their_room(post: Post) -> None:
    await post.submit(LEAST + 1, account="one")
    await post.submit(2, account="two")
    await post.open("one", "two")
    await settle_down()
    assert post.disk.asked[0] == {"one": LEAST, "two": LEAST}
    assert (await post.states()).count(SENDING) == LEAST + 2


async def test_a_lane_that_is_full_is_not_claimed_for(post: Post) -> None:
    await post.submit(LEAST + 1, account="one")
    dispatcher = await post.open("one", "two")
    await settle_down()
    asked = len(post.disk.asked)
    dispatcher.look(anew=True)
    await settle_down()
    assert len(post.disk.asked) == asked
    await post.submit(account="two")
    dispatcher.look(anew=True)
    await settle_down()
    assert post.disk.asked[asked:] == [{"two": LEAST}]


async def test_all_are_sent_however_many_they_are(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit(20 * LEAST)
    await post.open(rules=ONE)
    await pass_time(1)
    assert await post.states() == [SENT] * (20 * LEAST)


async def test_a_text_that_is_kept_apart_is_read_when_its_turn_comes(post: Post) -> None:
    post.hosts.are_up = True
    post.disk.keeps_texts = True
    await post.submit(3)
    await post.open()
    await pass_time(1)
    assert await post.states() == [SENT] * 3


async def test_only_the_account_of_the_holder_is_sent_for(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit(account="one")
    await post.submit(account="two")
    await post.open("one", "two", holder=Holder("postroom spool run", 1, "desk", "two"))
    await pass_time(1)
    assert await post.states() == [QUEUED, SENT]


async def test_a_lane_of_another_account_is_not_claimed_for_though_it_is_known(post: Post) -> None:
    await post.submit(account="one")
    dispatcher = await post.open(
        "one", "two", holder=Holder("postroom spool run", 1, "desk", "two"), start=False
    )
    dispatcher.follow({"one": "Look after it."})
    dispatcher.lane_opened("one")
    post.start()
    await settle_down()
    assert post.disk.asked == []


# When it looks


async def test_nothing_is_asked_of_the_disk_while_nothing_happens(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit()
    await post.open()
    await pass_time(1)
    agendas, asked = post.disk.agendas, len(post.disk.asked)
    await pass_time(LOOK_AT_LEAST - 2)
    assert (post.disk.agendas, len(post.disk.asked)) == (agendas, asked)


@pytest.mark.parametrize("due", [None, NOON + HOUR])
async def test_it_looks_now_and_then_whatever_is_known(post: Post, due: datetime | None) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await settle_down()
    if due is not None:
        dispatcher.will_be_due(due)
    await pass_time(1)
    await post.submit()
    await pass_time(LOOK_AT_LEAST - 2)
    assert await post.states() == [QUEUED]
    await pass_time(2)
    assert await post.states() == [SENT]


async def test_it_looks_at_once_where_it_is_told_that_there_is_more(post: Post) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await pass_time(1)
    await post.submit()
    dispatcher.look()
    await settle_down()
    assert await post.states() == [QUEUED]
    dispatcher.follow({}, anew=True)
    await settle_down()
    await pass_time(0.1)
    assert await post.states() == [SENT]


async def test_it_wakes_when_a_message_is_due_again(post: Post) -> None:
    post.hosts.are_up = True
    post.hosts.answers["RCPT"] = LATER
    await post.submit()
    retry = RetryPolicy(Schedule.parse("7s"), timedelta(days=1))
    await post.open(rules=SendingRules(retry=retry))
    await pass_time(1)
    assert await post.states() == [DEFERRED]
    post.hosts.answers["RCPT"] = "250 Ok"
    await pass_time(5.9)
    assert await post.states() == [DEFERRED]
    await pass_time(0.2)
    assert await post.states() == [SENT]


async def test_a_wish_to_look_anew_is_not_forgotten_over_another_to_look(post: Post) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await pass_time(1)
    await post.submit()
    dispatcher.look(anew=True)
    dispatcher.look()
    await pass_time(0.1)
    assert await post.states() == [SENT]


async def test_it_wakes_for_what_is_due_first(post: Post) -> None:
    post.hosts.are_up = True
    dispatcher = await post.open()
    await pass_time(1)
    await post.submit()
    dispatcher.will_be_due(NOON + timedelta(seconds=5))
    dispatcher.will_be_due(NOON + timedelta(seconds=20))
    await pass_time(3.9)
    assert await post.states() == [QUEUED]
    await pass_time(0.3)
    assert await post.states() == [SENT]


async def test_what_is_due_wakes_nobody_while_it_may_not_send(post: Post) -> None:
    post.sends = False
    dispatcher = await post.open()
    await settle_down()
    dispatcher.will_be_due(NOON)
    await settle_down()
    asked = post.asked_whether_it_sends
    await pass_time(LOOK_AT_LEAST - 1)
    assert post.asked_whether_it_sends == asked


async def deferred(post: Post, *accounts: str) -> None:
    """Have a message of each account deferred for twenty seconds, one second after the other."""
    post.hosts.are_up = True
    post.hosts.answers["RCPT"] = LATER
    dispatcher = await post.open(*accounts, rules=TWENTY_SECONDS)
    for name in accounts:
        await post.submit(account=name)
        dispatcher.look(anew=True)
        await pass_time(1)
    await dispatcher.stop(0.0)
    assert await post.states() == [DEFERRED] * len(accounts)
    post.hosts.answers["RCPT"] = "250 Ok"


async def test_it_finds_out_what_is_due_next_when_it_begins(post: Post) -> None:
    await deferred(post, "one", "two", "three")
    await post.open("one", "two", "three")
    await pass_time(17.5)
    assert await post.states() == [SENT, DEFERRED, DEFERRED]


async def test_behind_what_is_due_it_finds_out_what_is_due_next(post: Post) -> None:
    await deferred(post, "main")
    await post.submit()
    post.hosts.are_up = False
    await post.open()
    await settle_down()
    assert await post.states() == [DEFERRED, SENDING]
    await pass_time(19.5)
    assert await post.states() == [SENDING, SENDING]


async def test_what_is_due_for_an_account_that_it_does_not_send_for_wakes_nobody(post: Post) -> None:
    await deferred(post, "one")
    await post.open("one", "two", holder=Holder("postroom spool run", 1, "desk", "two"))
    await settle_down()
    agendas = post.disk.agendas
    await pass_time(LOOK_AT_LEAST - 1)
    assert post.disk.agendas == agendas


async def test_what_was_due_wakes_it_once(post: Post) -> None:
    dispatcher = await post.open()
    await settle_down()
    dispatcher.will_be_due(NOON + timedelta(seconds=5))
    await pass_time(6)
    agendas = post.disk.agendas
    await pass_time(LOOK_AT_LEAST - 2)
    assert post.disk.agendas == agendas


async def test_the_spool_is_not_asked_again_where_it_gave_all_that_it_had(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit(3)
    await post.open()
    await pass_time(1)
    assert post.disk.asked == [{"main": LEAST}]


async def test_what_is_due_is_not_looked_up_again_where_there_is_more_than_room(post: Post) -> None:
    post.hosts.are_up = True
    await post.submit(2 * LEAST)
    await post.open(rules=ONE)
    await settle_down()
    assert len(post.disk.asked) > 1
    assert post.disk.agendas == 2  # in the beginning, and in the end
