"""The delivery machine against servers of any temper, a network that cuts anywhere, and any octets at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from postroom.protocol.capabilities import SmtpCapabilities
from postroom.protocol.delivery import Delivery
from postroom.protocol.delivery_events import Closed, ContentWanted, Ending, Event, Settled, Verdict
from postroom.protocol.delivery_state import PATIENCE
from tests.protocol.delivery_dialogue import envelope, events_of
from tests.protocol.delivery_server import Server
from tests.protocol.pieces import cut
from tests.protocol.wire import WIRE_FORMS


@dataclass(frozen=True)
class Mail:
    """A message for recipients that nobody else has."""

    recipients: tuple[str, ...]
    message: bytes


@dataclass(frozen=True)
class Course:
    """How a delivery goes: what the server answers to each verb in turn, and how the network cuts."""

    pipelining: bool
    mails: list[Mail]
    codes: dict[str, list[int]]
    pieces: list[int]
    """Lengths of the pieces in which what is sent and what is answered arrives; the rest comes at once."""
    ends_after: int | None
    """After how many octets of answers the connection is lost; None where it holds."""


ANSWER = len(b"250 words\r\n")
REFUSALS = [450, 452, 550, 552, 554]


def octets(answers: int, more: int) -> int:
    return answers * ANSWER + more


@st.composite
def courses(draw: st.DrawFn) -> Course:
    messages = draw(st.lists(st.tuples(st.integers(1, 3), WIRE_FORMS), min_size=1, max_size=4))
    mails = [
        Mail(tuple(f"r{number}-{each}@example.com" for each in range(count)), message)
        for number, (count, message) in enumerate(messages)
    ]
    return Course(
        pipelining=draw(st.booleans()),
        mails=mails,
        codes={
            verb: draw(st.lists(st.sampled_from([good] * 2 * len(REFUSALS) + REFUSALS), max_size=12))
            for verb, good in [("MAIL", 250), ("RCPT", 250), ("DATA", 354), (".", 250)]
        },
        pieces=draw(st.lists(st.integers(1, 40), max_size=30)),
        ends_after=draw(st.none() | st.builds(octets, st.integers(0, 16), st.integers(0, ANSWER - 1))),
    )


def answers(course: Course) -> Server:
    left = {verb: iter(codes) for verb, codes in course.codes.items()}
    return Server(lambda verb: next(left[verb], 354 if verb == "DATA" else 250), course.pipelining)


def run(course: Course) -> tuple[list[Event], Server]:
    """Deliver all that can be delivered. Gives what happened, and the server with what it took."""
    delivery = Delivery(SmtpCapabilities(("PIPELINING", "SIZE") if course.pipelining else ()))
    server, lengths = answers(course), iter(course.pieces)
    mails, under_way, heard = iter(course.mails), b"", 0
    happened: list[Event] = []
    while True:
        for event in events_of(delivery):
            happened.append(event)
            if isinstance(event, ContentWanted):
                send(delivery, course.mails[event.transaction - 1].message, lengths)
        if delivery.ready and (mail := next(mails, None)):
            delivery.begin(envelope(*mail.recipients, size=len(mail.message)))
        sent = delivery.take_output()
        for piece in cut_up(sent, lengths):
            under_way += server.receive(piece)
        assert delivery.waiting is None or PATIENCE[delivery.waiting]
        if course.ends_after is not None and heard + len(under_way) >= course.ends_after:
            delivery.feed(under_way[: course.ends_after - heard])
            delivery.connection_lost(Ending.DISCONNECTED)
        elif under_way:
            piece, under_way = under_way[: (length := next(lengths, 1000))], under_way[length:]
            delivery.feed(piece)
            heard += len(piece)
        elif delivery.idle and delivery.begun == len(course.mails):
            return happened, server
        if delivery.closed is not None:
            return happened + events_of(delivery), server


def send(delivery: Delivery, message: bytes, lengths: Iterator[int]) -> None:
    for piece in cut_up(message, lengths):
        delivery.send_content(piece)
    delivery.send_final_dot()


def cut_up(data: bytes, lengths: Iterator[int]) -> Iterator[bytes]:
    while data:
        length = next(lengths, len(data))
        yield data[:length]
        data = data[length:]


def verdicts_of(course: Course, happened: list[Event]) -> dict[str, Verdict]:
    """Give the verdict on each recipient, after making sure that each was judged once."""
    settled = [event for event in happened if isinstance(event, Settled)]
    numbers = [event.transaction for event in settled]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    return {
        name: verdict.verdict
        for event in settled
        for name, verdict in zip(course.mails[event.transaction - 1].recipients, event.verdicts, strict=True)
    }


@given(courses())
def test_what_is_said_of_a_recipient_is_what_the_server_knows(course: Course) -> None:
    happened, server = run(course)
    verdicts = verdicts_of(course, happened)
    taken = {name.decode(): message for names, message in server.taken for name in names}
    messages = {name: mail.message for mail in course.mails for name in mail.recipients}
    for name, verdict in verdicts.items():
        if verdict is not Verdict.UNCERTAIN:
            assert (verdict is Verdict.ACCEPTED) is (name in taken)
    assert all(messages[name] == message for name, message in taken.items())
    assert set(taken) <= set(verdicts)
    assert sum(len(names) for names, _ in server.taken) == len(taken), "a message was taken twice"


@given(courses())
def test_only_a_lost_connection_leaves_doubt_and_only_about_one_message(course: Course) -> None:
    happened, _ = run(course)
    lost = [event for event in happened if isinstance(event, Closed)]
    doubtful = [
        event
        for event in happened
        if isinstance(event, Settled) and any(each.verdict is Verdict.UNCERTAIN for each in event.verdicts)
    ]
    assert len(doubtful) <= len(lost) <= 1
    assert happened[-1:] == lost or not lost
    assert not any(closed.error for closed in lost)


@given(courses())
def test_pipelined_or_one_by_one_the_outcome_is_the_same(course: Course) -> None:
    """DATA is always accepted here: in a group it is asked for even where there is nobody to send to."""
    course = replace(course, ends_after=None, codes=course.codes | {"DATA": [], ".": []})
    one, other = (replace(course, pipelining=pipelining) for pipelining in (True, False))
    assert verdicts_of(one, run(one)[0]) == verdicts_of(other, run(other)[0])


@given(courses())
def test_how_the_network_cuts_changes_nothing(course: Course) -> None:
    course = replace(course, ends_after=None)
    assert run(course)[0] == run(replace(course, pieces=[]))[0]


ANSWERS = st.sampled_from(
    [
        b"250 ok\r\n",
        b"250 ok\r\n",
        b"354 go\r\n",
        b"354 go\r\n",
        b"550 no\r\n",
        b"421 bye\r\n",
        b"250-more\r\n",
        b"25",
        b"\n",
    ]
)
STREAMS = st.binary(max_size=60) | st.lists(ANSWERS, max_size=15).map(b"".join)


@given(st.booleans(), cut(STREAMS))
def test_any_octets_make_events_and_every_transaction_is_settled(
    pipelining: bool, pieces: list[bytes]
) -> None:
    delivery = Delivery(SmtpCapabilities(("PIPELINING",) if pipelining else ()))
    happened: list[Event] = []
    for piece in pieces:
        if delivery.ready:
            delivery.begin(envelope(size=3))
        delivery.feed(piece)
        for event in events_of(delivery):
            happened.append(event)
            if isinstance(event, ContentWanted) and delivery.closed is None:
                delivery.send_content(b"a\r\n")
                delivery.send_final_dot()
    delivery.connection_lost(Ending.DISCONNECTED)
    happened += events_of(delivery)
    assert [event for event in happened if isinstance(event, Closed)] == happened[-1:]
    settled = [event.transaction for event in happened if isinstance(event, Settled)]
    assert settled == list(range(1, delivery.begun + 1))
