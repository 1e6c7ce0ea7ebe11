"""The facts of a failure."""

from __future__ import annotations

from postroom.model.diagnosis.failure import Seen
from postroom.model.step import Step
from tests.model.diagnosis.cases import failure, reply


def test_the_first_line_is_fit_to_be_shown() -> None:
    facts = failure(Seen.MALFORMED, Step.GREETING, first=b"\x1b[2J hello\r\nsecond\r\n")
    assert facts.first_line == "\\x1b[2J hello"
    assert len(failure(Seen.MALFORMED, Step.GREETING, first=b"x" * 1000).first_line) == 100


def test_what_was_said_is_empty_without_a_reply() -> None:
    assert failure(Seen.SILENCE, Step.HELLO).said == ""
    assert failure(Seen.REJECTED, Step.AUTH, reply=reply("535 5.7.8 no")).said == "535 5.7.8 no"


def test_capabilities_are_known_by_their_keyword() -> None:
    facts = failure(Seen.TLS_NOT_OFFERED, Step.TLS, capabilities=("size 100", "STARTTLS"))
    assert facts.offers("SIZE")
    assert not facts.offers("START")
