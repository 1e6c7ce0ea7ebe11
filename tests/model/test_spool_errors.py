"""What the errors of the spool say."""

from __future__ import annotations

import pytest

from postroom.model import spool_errors
from postroom.model.spool_errors import (
    BodyDamaged,
    ClaimLost,
    LeaseError,
    LeaseHeld,
    LeaseLost,
    NothingToUndo,
    SpoolClosed,
    SpoolDamaged,
    SpoolError,
    SpoolFull,
    SpoolLocked,
    SpoolReadOnly,
    SpoolTrouble,
    SpoolUnusable,
    TooMuchUnwritten,
    UnknownMessage,
)

TROUBLES = [
    SpoolFull(),
    SpoolReadOnly(),
    SpoolLocked(),
    SpoolDamaged("row 7 missing from index messages_state"),
    BodyDamaged(7),
    SpoolUnusable("The spool cannot be opened."),
    TooMuchUnwritten(),
]
LEASES = [LeaseHeld("postroom (process 7 on desk)"), LeaseLost(), ClaimLost(7)]
OTHERS = [SpoolClosed(), UnknownMessage(7), NothingToUndo()]


@pytest.mark.parametrize("error", [*TROUBLES, *LEASES, *OTHERS], ids=lambda error: type(error).__name__)
def test_each_says_a_sentence(error: SpoolError) -> None:
    assert str(error)[0].isupper()
    assert str(error).endswith(".")


def test_the_families() -> None:
    assert issubclass(SpoolTrouble, OSError)
    assert all(isinstance(error, SpoolTrouble) for error in TROUBLES)
    assert all(isinstance(error, LeaseError) for error in LEASES)
    assert isinstance(UnknownMessage(7), LookupError)
    named = {type(error) for error in [*TROUBLES, *LEASES, *OTHERS]} | {SpoolError, SpoolTrouble, LeaseError}
    defined = {thing for thing in vars(spool_errors).values() if isinstance(thing, type)}
    assert defined == named


def test_they_name_what_they_are_about() -> None:
    assert UnknownMessage(7).number == BodyDamaged(7).number == ClaimLost(7).number == 7
    assert SpoolDamaged("a page").finding == "a page"
    assert LeaseHeld("postroom").holder == "postroom"
    assert "Message 7 was taken over" in str(ClaimLost(7))
