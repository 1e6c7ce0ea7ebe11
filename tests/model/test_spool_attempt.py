"""Claims, and how they end."""

from __future__ import annotations

from postroom.model.message import RecipientOutcome
from postroom.model.spool_attempt import Claim, ended
from tests.model.spool_samples import ATTEMPT
from tests.spool.samples import NOON, envelope

WAITING, SENT = RecipientOutcome.WAITING, RecipientOutcome.SENT
CLAIM = Claim(
    id=7,
    lease=1,
    number=2,
    account="main",
    envelope=envelope("a@example.org", "b@example.org", "c@example.org"),
    outcomes=(WAITING, SENT, WAITING),
    queued_at=NOON,
    attempts_since=1,
    body=None,
)


def test_only_the_recipients_that_wait_are_tried() -> None:
    assert CLAIM.places == (0, 2)
    assert CLAIM._replace(outcomes=(WAITING,) * 3).places == (0, 1, 2)


def test_how_a_claim_ended_names_the_claim() -> None:
    attempt = ATTEMPT._replace(number=2)
    assert ended(CLAIM, attempt, ("columns",)) == (7, 1, 2, "main", CLAIM.outcomes, attempt, ("columns",))
