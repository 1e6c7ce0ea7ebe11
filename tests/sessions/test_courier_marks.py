"""A parcel is marked when nothing but its final dot is left, and without its mark there is no dot."""

from __future__ import annotations

import asyncio

from postroom.model.session import SessionState
from postroom.protocol.delivery_events import Ending, Verdict
from tests.sessions.carrying import IN_HASTE, UnderWay, both_ways, carry, to
from tests.sessions.parcels import Cart, Packet
from tests.support.answers import DEAF
from tests.support.receiver import Manners, Receiver

SENT, NOT_SENT = Verdict.ACCEPTED, Verdict.NOT_SENT


@both_ways
async def test_no_dot_without_a_mark(manners: Manners) -> None:
    with Receiver(manners=manners) as receiver:
        async with to(receiver) as session:
            packet = Packet()
            packet.marking = asyncio.get_running_loop().create_future()
            way = UnderWay(session, Cart(packet))
            await packet.mark_wanted.wait()
            assert receiver.letters == []
            packet.marking.set_result(None)
            await way.task
    assert packet.verdicts == [SENT]


@both_ways
async def test_nothing_is_sent_where_the_mark_cannot_be_made(manners: Manners) -> None:
    with Receiver(manners=manners) as receiver:
        async with to(receiver) as session:
            first, second = Packet(), Packet()
            second.marking = asyncio.get_running_loop().create_future()
            second.marking.set_exception(OSError("full"))
            courier = await carry(session, Cart(first, second))
            assert session.snapshot.state is SessionState.FAILED
    assert first.verdicts == [SENT]
    assert second.verdicts == [NOT_SENT]
    assert courier.closed is not None
    assert courier.closed.ending is Ending.ABANDONED
    assert len(receiver.letters) == 1


@both_ways
async def test_a_mark_is_not_made_any_more_once_the_connection_has_ended(manners: Manners) -> None:
    with Receiver(manners=manners) as receiver:
        async with to(receiver) as session:
            packet = Packet()
            packet.marking = asyncio.get_running_loop().create_future()
            way = UnderWay(session, Cart(packet))
            courier = await way.begun()
            await packet.mark_wanted.wait()
            courier.give_up()
            await way.task
    assert packet.verdicts == [NOT_SENT]
    assert packet.marking.cancelled()
    assert receiver.letters == []


async def test_nobody_is_in_doubt_about_what_was_not_sent_to_its_end() -> None:
    text = (b"y" * 70 + b"\r\n") * 200_000
    with Receiver({"CONTENT": [DEAF]}) as receiver:
        async with to(receiver) as session:
            packet = Packet(text)
            await carry(session, Cart(packet), patience=IN_HASTE)
    assert packet.delivered is not None
    assert packet.delivered.closed is not None
    assert packet.delivered.closed.ending is Ending.TIMED_OUT
    assert packet.verdicts == [NOT_SENT]
    assert not packet.marked
