"""Errors that carry their evidence."""

from __future__ import annotations

import pytest

from postroom.protocol.errors import (
    EVIDENCE_LIMIT,
    IllegalMove,
    InjectedPlaintext,
    LineTooLong,
    MalformedReply,
    ProtocolError,
    ReplyTooLong,
    SaslError,
    ServerNotProved,
    UnexpectedReply,
    UnsafeArgument,
    UnsolicitedReply,
)


@pytest.mark.parametrize(
    "kind",
    [
        LineTooLong,
        ReplyTooLong,
        MalformedReply,
        UnsolicitedReply,
        UnexpectedReply,
        InjectedPlaintext,
        SaslError,
        ServerNotProved,
    ],
)
def test_what_is_the_servers_fault_is_a_protocol_error(kind: type[ProtocolError]) -> None:
    assert issubclass(kind, ProtocolError)


@pytest.mark.parametrize("kind", [UnsafeArgument, IllegalMove])
def test_what_is_not_is_none(kind: type[Exception]) -> None:
    assert not issubclass(kind, ProtocolError)


def test_the_evidence_is_printable_and_short() -> None:
    error = MalformedReply("odd", b"\x1b[2J" + b"x" * 1000)
    assert error.evidence.startswith("\\x1b[2Jxxx")
    assert len(error.evidence) == EVIDENCE_LIMIT + len("\\x1b") - 1
    assert str(error) == f"odd ({error.evidence})"


def test_without_evidence_the_message_stands_alone() -> None:
    assert str(SaslError("odd")) == "odd"
