"""A lane that is held."""

from __future__ import annotations

from postroom.model.spool_lane import HeldLane
from tests.spool.samples import NOON


def test_it_has_one_reason_for_all_its_messages() -> None:
    assert HeldLane("main", "The login was rejected.", NOON).reason == "The login was rejected."
