"""How a lane stands."""

from __future__ import annotations

from postroom.model.lane import LaneStanding


def test_a_lane_stands_well_unless_something_is_said() -> None:
    standing = LaneStanding(account="main")
    assert (standing.held, standing.waits_until, standing.reason) == (None, None, "")
