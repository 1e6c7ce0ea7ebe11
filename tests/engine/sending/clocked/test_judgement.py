"""Whose trouble it is: a person's, a connection's, or a message's."""

from __future__ import annotations

import pytest

from postroom.engine.sending.connection import LaneConnection
from postroom.engine.sending.consignment import Consignment
from postroom.engine.sending.judgement import damage_of, needs_a_person, was_cut, was_not_tried, went_well
from postroom.model.errors import ErrorCode
from postroom.model.reply import ServerReply
from postroom.model.spool_errors import BodyDamaged, SpoolFull
from postroom.protocol.delivery_events import Closed, Ending, RecipientVerdict, Verdict
from postroom.sessions.parcel import Delivered
from tests.engine.sending.clocked.lanes import MakeDesk, claim, error_of

pytestmark = pytest.mark.stock_loop_only

FOR_A_PERSON = [
    ErrorCode.AUTH_REJECTED,
    ErrorCode.AUTH_UNAVAILABLE,
    ErrorCode.AUTH_NEEDS_TLS,
    ErrorCode.CERTIFICATE_REJECTED,
    ErrorCode.STARTTLS_UNAVAILABLE,
]
OURS = [Ending.ABANDONED, Ending.UNFIT]
ACCEPTED, DEFERRED, REFUSED, NOT_SENT, UNCERTAIN = (
    Verdict.ACCEPTED,
    Verdict.DEFERRED,
    Verdict.REFUSED,
    Verdict.NOT_SENT,
    Verdict.UNCERTAIN,
)


def came(*verdicts: Verdict, ending: Ending | None = None, answered: bool = True) -> Delivered:
    """What became of a message, and how the connection ended with it."""
    closed = None if ending is None else Closed(ending)
    return Delivered(tuple(RecipientVerdict(each, None) for each in verdicts), 0.0, 0.5, closed, answered, ())


class Case:
    """A connection with a message on its way."""

    def __init__(self, desk_with: MakeDesk, *, settled: int = 0, trouble: Exception | None = None) -> None:
        desk = desk_with()
        self.connection = LaneConnection(desk.lane, desk)
        self.connection.settled = settled
        self.consignment = Consignment(claim(7), desk, self.connection.finished, self.connection.put_back)
        self.consignment.content_trouble = trouble

    def was_not_tried(self, delivered: Delivered) -> bool:
        return was_not_tried(self.connection, self.consignment, delivered)

    def damage(self, delivered: Delivered) -> str | None:
        return damage_of(self.consignment, delivered)


@pytest.mark.parametrize("code", list(ErrorCode))
def test_a_person_is_needed_for_what_does_not_pass_by_itself(code: ErrorCode) -> None:
    assert needs_a_person(error_of(code)) is (code in FOR_A_PERSON)


@pytest.mark.parametrize("code", FOR_A_PERSON)
def test_a_server_may_refuse_for_the_moment(code: ErrorCode) -> None:
    assert not needs_a_person(error_of(code, reply=ServerReply("454", "4.7.0", "Not now")))
    assert needs_a_person(error_of(code, reply=ServerReply("535", "5.7.8", "Wrong")))


@pytest.mark.parametrize("ending", list(Ending))
def test_a_connection_was_cut_where_it_was_not_ended_by_us(ending: Ending) -> None:
    assert was_cut(Closed(ending)) is (ending not in OURS)
    assert not was_cut(None)


@pytest.mark.parametrize("verdict", [ACCEPTED, DEFERRED, REFUSED])
def test_it_went_well_where_the_server_answered_about_somebody(verdict: Verdict) -> None:
    assert went_well(came(verdict))
    assert went_well(came(UNCERTAIN, verdict, ending=Ending.DISCONNECTED))
    assert not went_well(came(UNCERTAIN, NOT_SENT, ending=Ending.DISCONNECTED))


@pytest.mark.parametrize("verdict", [ACCEPTED, DEFERRED, REFUSED])
def test_it_did_not_where_the_server_asked_to_slow_down(verdict: Verdict) -> None:
    assert not went_well(came(verdict, ending=Ending.DISMISSED))


async def test_a_message_we_gave_up_before_anything_was_said_about_it_was_not_tried(
    desk_with: MakeDesk,
) -> None:
    case = Case(desk_with)
    assert case.was_not_tried(came(NOT_SENT, NOT_SENT, ending=Ending.ABANDONED))
    assert not case.was_not_tried(came(NOT_SENT, REFUSED, ending=Ending.ABANDONED))
    assert not case.was_not_tried(came(UNCERTAIN, ending=Ending.ABANDONED))


@pytest.mark.parametrize(
    ("settled", "answered", "tried"), [(0, False, True), (1, True, True), (1, False, False)]
)
async def test_nor_was_one_that_the_server_no_longer_answered_on_a_connection_that_had_done_something(
    desk_with: MakeDesk, settled: int, answered: bool, tried: bool
) -> None:
    delivered = came(NOT_SENT, ending=Ending.DISCONNECTED, answered=answered)
    assert Case(desk_with, settled=settled).was_not_tried(delivered) is not tried


async def test_nor_was_one_whose_text_could_not_be_read_now(desk_with: MakeDesk) -> None:
    given_up = came(NOT_SENT, ending=Ending.ABANDONED)
    ended = came(NOT_SENT, ending=Ending.DISCONNECTED)
    case = Case(desk_with, trouble=SpoolFull())
    assert case.was_not_tried(given_up)
    assert case.was_not_tried(ended)
    assert case.damage(ended) is None


async def test_a_text_that_was_damaged_is_the_messages_own_trouble(desk_with: MakeDesk) -> None:
    given_up = came(NOT_SENT, ending=Ending.ABANDONED)
    case = Case(desk_with, settled=1, trouble=BodyDamaged(7))
    assert not case.was_not_tried(given_up)
    assert case.damage(given_up) == str(BodyDamaged(7))


async def test_so_is_one_that_does_not_fit_its_envelope(desk_with: MakeDesk) -> None:
    case = Case(desk_with)
    unfit = came(NOT_SENT, ending=Ending.UNFIT)
    assert not case.was_not_tried(unfit)
    assert "it was damaged" in (case.damage(unfit) or "")


@pytest.mark.parametrize("ending", [None, *[each for each in Ending if each is not Ending.UNFIT]])
async def test_any_other_end_damages_nothing(desk_with: MakeDesk, ending: Ending | None) -> None:
    assert Case(desk_with).damage(came(NOT_SENT, ending=ending)) is None
