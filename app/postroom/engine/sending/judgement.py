"""Whose trouble it is: a person's, a connection's, or a message's."""

from __future__ import annotations

from typing import Final

from postroom.engine.sending.conclusion import summarise
from postroom.engine.sending.connection import LaneConnection
from postroom.engine.sending.consignment import Consignment
from postroom.model.errors import ErrorCode, SessionError
from postroom.model.spool_errors import BodyDamaged
from postroom.protocol.delivery_events import Closed, Ending, Verdict
from postroom.sessions.parcel import Delivered

_FOR_A_PERSON: Final = {
    ErrorCode.AUTH_REJECTED,
    ErrorCode.AUTH_UNAVAILABLE,
    ErrorCode.AUTH_NEEDS_TLS,
    ErrorCode.CERTIFICATE_REJECTED,
    ErrorCode.STARTTLS_UNAVAILABLE,
}
"""What does not pass by itself."""


def needs_a_person(error: SessionError) -> bool:
    """Whether trying again would only repeat it. A login may be refused for the moment (4yz, RFC 4954 section 4)."""
    reply = error.server_reply
    passes = reply is not None and reply.code.startswith("4")
    return error.code in _FOR_A_PERSON and not passes


def was_cut(closed: Closed | None) -> bool:
    """Whether a connection ended otherwise than by us."""
    return closed is not None and closed.ending not in {Ending.ABANDONED, Ending.UNFIT}


def went_well(delivered: Delivered) -> bool:
    """Whether nothing speaks against more: the server has answered about somebody, and did not ask to slow down."""
    if delivered.closed is None:
        return True
    if delivered.closed.ending is Ending.DISMISSED:
        return False
    return any(each.verdict not in {Verdict.NOT_SENT, Verdict.UNCERTAIN} for each in delivered.verdicts)


def was_not_tried(connection: LaneConnection, consignment: Consignment, delivered: Delivered) -> bool:
    """Whether the connection ended before it really came to this message, which then stands as before."""
    if any(each.verdict is not Verdict.NOT_SENT for each in delivered.verdicts):
        return False
    if consignment.content_trouble is not None:
        return not isinstance(consignment.content_trouble, BodyDamaged)
    closed = delivered.closed
    if closed is not None and closed.ending is Ending.ABANDONED:
        return True
    return not delivered.answered and connection.settled > 0


def damage_of(consignment: Consignment, delivered: Delivered) -> str | None:
    """Say what is wrong with the message itself, so that it cannot be sent ever; None where nothing is."""
    if isinstance(consignment.content_trouble, BodyDamaged):
        return str(consignment.content_trouble)
    if delivered.closed is not None and delivered.closed.ending is Ending.UNFIT:
        return summarise(delivered.verdicts, delivered.closed)
    return None
