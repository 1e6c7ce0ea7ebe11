"""A courier over a lent connection: what is settled, what is put back, and what the session is good for afterwards."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from postroom.model.session import SessionState
from postroom.net.tasks import cancel_and_wait
from postroom.protocol.delivery_events import Ending, Verdict
from postroom.protocol.delivery_state import PATIENCE
from postroom.sessions.courier import Courier
from postroom.sessions.session import NotLendable
from tests.protocol.delivery_dialogue import BOB, EVE
from tests.sessions.carrying import DEADLINE, IN_HASTE, ONE_BY_ONE, UnderWay, both_ways, carry, heard, to
from tests.sessions.parcels import TEXT, Cart, Packet
from tests.sessions.plans import PASSWORD
from tests.support.answers import CLOSING, DROP, LATER, LOST, OK, REFUSED, RESET, STALL, Answer
from tests.support.leaks import no_leaks
from tests.support.receiver import Manners, Receiver

SENT, DEFERRED, NOT_SENT, UNCERTAIN = Verdict.ACCEPTED, Verdict.DEFERRED, Verdict.NOT_SENT, Verdict.UNCERTAIN


@both_ways
class TestDelivering:
    async def test_parcel_after_parcel(self, manners: Manners) -> None:
        with Receiver(manners=manners) as receiver:
            async with no_leaks(), to(receiver) as session:
                cart = Cart(*[Packet() for _ in range(10)])
                courier = await carry(session, cart)
                assert session.snapshot.state is SessionState.READY
        assert [packet.verdicts for packet in cart.packets] == [[SENT]] * 10
        assert courier.settled == 10
        assert [letter.content for letter in receiver.letters] == [TEXT] * 10
        assert receiver.register.connections == 1
        assert cart.most_marked <= 2

    async def test_a_large_message_goes_in_pieces(self, manners: Manners) -> None:
        text = b"Subject: large\r\n\r\n" + b".x" * 30 + b"\r\n" + (b"y" * 70 + b"\r\n") * 20_000
        with Receiver(manners=manners) as receiver:
            async with to(receiver) as session:
                packet = Packet(text)
                await carry(session, Cart(packet, Packet()))
        assert packet.verdicts == [SENT]
        assert [letter.content for letter in receiver.letters] == [text, TEXT]

    async def test_the_session_serves_again(self, manners: Manners) -> None:
        with Receiver(manners=manners) as receiver:
            async with to(receiver) as session:
                await carry(session, Cart(Packet()))
                await carry(session, Cart(Packet()))
                await session.close()
        assert receiver.register.verbs() == [
            *["EHLO", "NOOP", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT"]
        ]

    async def test_nothing_is_sent_where_the_text_cannot_be_had(self, manners: Manners) -> None:
        with Receiver(manners=manners) as receiver:
            async with to(receiver) as session:
                packet = Packet()
                packet.text = asyncio.get_running_loop().create_future()
                packet.text.set_exception(OSError("damaged"))
                await carry(session, Cart(packet))
        assert packet.verdicts == [NOT_SENT]
        assert receiver.letters == []

    @pytest.mark.parametrize(
        ("text", "size"), [(b"bare\nline feed\r\n", None), (b"no end", None), (TEXT, 3), (TEXT, 3000)]
    )
    async def test_a_text_that_is_not_what_was_accepted_is_told_apart(
        self, text: bytes, size: int | None, manners: Manners
    ) -> None:
        with Receiver(manners=manners) as receiver:
            async with to(receiver) as session:
                packet = Packet(text, size=size)
                courier = await carry(session, Cart(packet))
        assert packet.verdicts == [NOT_SENT]
        assert courier.closed is not None
        assert courier.closed.ending is Ending.UNFIT
        assert receiver.letters == []


@both_ways
@pytest.mark.parametrize("answer", [DROP, RESET, CLOSING], ids=["drop", "reset", "421"])
@pytest.mark.parametrize("point", ["MAIL", "RCPT", "DATA", "CONTENT", "."])
async def test_a_connection_that_ends_at_any_step(point: str, answer: Answer, manners: Manners) -> None:
    with Receiver({point: [OK, answer]}, manners=manners) as receiver:
        async with no_leaks(), to(receiver) as session:
            cart = Cart(Packet(), Packet(), Packet())
            courier = await carry(session, cart)
            assert session.snapshot.state is SessionState.FAILED
    first, second, third = cart.packets
    assert first.verdicts == [SENT]
    assert second.verdicts in ([NOT_SENT], [UNCERTAIN], [DEFERRED])
    if point in {"MAIL", "RCPT", "DATA"}:
        assert UNCERTAIN not in second.verdicts
    assert third.was_put_back or not third.marked or third.verdicts == [NOT_SENT]
    assert courier.closed is not None
    assert len(receiver.letters) == 1


@both_ways
@pytest.mark.parametrize(
    ("point", "verdict"), [("MAIL", NOT_SENT), ("RCPT", NOT_SENT), ("DATA", NOT_SENT), (".", UNCERTAIN)]
)
async def test_a_server_that_says_nothing_more(point: str, verdict: Verdict, manners: Manners) -> None:
    with Receiver({point: [STALL]}, manners=manners) as receiver:
        async with to(receiver) as session:
            packet = Packet()
            courier = await carry(session, Cart(packet), patience=IN_HASTE)
    assert packet.verdicts == [verdict]
    assert courier.closed is not None
    assert courier.closed.ending is Ending.TIMED_OUT


async def test_an_answer_that_gets_lost_leaves_it_uncertain() -> None:
    with Receiver({".": [LOST]}) as receiver:
        async with to(receiver) as session:
            packet = Packet(to=(BOB, EVE))
            await carry(session, Cart(packet))
    assert packet.verdicts == [UNCERTAIN, UNCERTAIN]


async def test_refusals_concern_one_message_only() -> None:
    with Receiver({".": [LATER, REFUSED, OK]}) as receiver:
        async with to(receiver) as session:
            cart = Cart(Packet(), Packet(), Packet())
            await carry(session, cart)
            assert session.snapshot.state is SessionState.READY
    assert [packet.verdicts for packet in cart.packets] == [[DEFERRED], [Verdict.REFUSED], [SENT]]


class TestEnding:
    async def test_cancelled_it_settles_what_is_on_its_way(self) -> None:
        with Receiver({".": [STALL]}) as receiver:
            async with to(receiver) as session:
                cart = Cart(Packet(), Packet(), Packet())
                way = UnderWay(session, cart)
                await heard(receiver, "DATA")
                await cancel_and_wait(way.task)
                assert session.snapshot.state is SessionState.FAILED
        settled = [packet for packet in cart.packets if packet.delivered is not None]
        assert all(packet.verdicts[0] in {NOT_SENT, UNCERTAIN} for packet in settled)
        assert all(packet.was_put_back or packet.delivered or not packet.marked for packet in cart.packets)

    async def test_given_up_it_ends_at_once(self) -> None:
        with Receiver({"MAIL": [STALL]}) as receiver:
            async with to(receiver) as session:
                packet = Packet()
                way = UnderWay(session, Cart(packet))
                courier = await way.begun()
                await heard(receiver, "MAIL")
                courier.give_up()
                await way.task
        assert packet.verdicts == [NOT_SENT]

    async def test_retired_it_finishes_what_is_on_its_way(self) -> None:
        with Receiver(manners=ONE_BY_ONE) as receiver:
            async with to(receiver) as session:
                first, second = Packet(), Packet()
                first.marking = asyncio.get_running_loop().create_future()
                way = UnderWay(session, Cart(first, second), linger=DEADLINE)
                courier = await way.begun()
                await heard(receiver, "DATA")
                courier.retire()
                first.marking.set_result(None)
                await way.task
                assert session.snapshot.state is SessionState.READY
        assert first.verdicts == [SENT]
        assert second.was_put_back

    async def test_retired_or_given_up_before_it_runs(self) -> None:
        with Receiver() as receiver:
            async with to(receiver) as session, session.lent() as loan:
                retired = Courier(loan, Cart(Packet()), linger=DEADLINE)
                retired.retire()
                await retired.run()
                assert loan.sound
                given_up = Courier(loan, Cart(Packet()), linger=DEADLINE)
                given_up.give_up()
                await given_up.run()
                assert not loan.sound
        assert receiver.letters == []

    async def test_it_lingers_for_more(self) -> None:
        with Receiver() as receiver:
            async with to(receiver) as session:
                cart = Cart()
                way = UnderWay(session, cart, linger=DEADLINE)
                courier = await way.begun()
                packet = Packet()
                cart.add(packet)
                courier.wake()
                await heard(receiver, "DATA")
                courier.retire()
                await way.task
        assert packet.verdicts == [SENT]

    async def test_it_ends_when_nothing_comes_for_a_while(self) -> None:
        with Receiver() as receiver:
            async with to(receiver) as session:
                courier = await carry(session, Cart(Packet()), linger=0.01)
                assert session.snapshot.state is SessionState.READY
        assert courier.closed is None
        assert courier.settled == 1

    async def test_a_session_that_is_cancelled_ends_it(self) -> None:
        with Receiver({"MAIL": [STALL]}) as receiver:
            async with no_leaks(), to(receiver) as session:
                packet = Packet()
                way = UnderWay(session, Cart(packet))
                await heard(receiver, "MAIL")
                session.cancel()
                await way.task
        assert packet.verdicts == [NOT_SENT]


async def test_a_connection_is_lent_to_one_at_a_time() -> None:
    with Receiver({"MAIL": [STALL]}) as receiver:
        async with to(receiver) as session:
            way = UnderWay(session, Cart(Packet()))
            await heard(receiver, "MAIL")
            with pytest.raises(NotLendable):
                async with session.lent():
                    pass
            assert session.snapshot.state is SessionState.READY
            await cancel_and_wait(way.task)


@pytest.mark.parametrize("end", ["", "421 4.7.0 {} is your password, go away"])
async def test_what_a_server_echoes_is_not_kept(end: str) -> None:
    secret = PASSWORD.reveal()
    plan_ = {"RCPT": [Answer(f"550 5.1.1 {secret}")], "DATA": [Answer(end.format(secret) or f"554 {secret}")]}
    with Receiver(plan_) as receiver:
        async with to(receiver) as session, session.lent() as loan:
            loan.redact = lambda text: text.replace(secret, "[redacted]")
            packet = Packet()
            courier = Courier(loan, Cart(packet))
            await courier.run()
    assert packet.delivered is not None
    assert secret not in repr(packet.delivered)
    assert secret not in repr(courier.closed)
    assert secret not in repr(loan.last_words)
    assert "[redacted]" in repr(packet.delivered)


async def test_half_a_reply_gains_no_time() -> None:
    """A server that says a letter now and then does not keep a message for ever."""
    with Receiver({"MAIL": [STALL]}) as receiver:
        async with to(receiver) as session:
            packet = Packet()
            way = UnderWay(session, Cart(packet), patience=dict.fromkeys(PATIENCE, 0.2))
            courier = await way.begun()
            await heard(receiver, "MAIL")
            while not way.task.done():
                courier.data_received(b"2")
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.01):
                        await asyncio.shield(way.task)
    assert packet.verdicts == [NOT_SENT]
    assert courier.closed is not None
    assert courier.closed.ending is Ending.TIMED_OUT
