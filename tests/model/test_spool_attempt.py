"""Which recipients a claim is about."""

from __future__ import annotations

from postroom.model.message import RecipientOutcome
from postroom.model.spool_attempt import Claim, ended
from tests.model.spool_samples import ATTEMPT
from tests.spool.samples import NOON, envelope


def test_only_the_recipients_that_wait_are_tried() -> None:
    claim = Claim(
        id=7,
        lease=1,
        number=2,
        account="main",
        envelope=envelope("a@example.org", "b@example.org", "c@example.org"),
        outcomes=(RecipientOutcome.WAITING, RecipientOutcome.SENT, RecipientOutcome.WAITING),
        queued_at=NOON,
        attempts_since=1,
        body=None,
    )
    assert claim.places == (0, 2)
    attempt = ATTEMPT._replace(number=2)
    assert ended(claim, attempt, ("columns",)) == (7, 1, 2, "main", claim.outcomes, attempt, ("columns",))
