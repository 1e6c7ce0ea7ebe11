"""The spooler's own states, and why they are what they are."""

from __future__ import annotations

from itertools import product

import pytest

from postroom.model.spooler import SpoolerState, Switches, stand

CASES = [
    # enabled, paused, online, pending: state, accepts, sends
    (True, False, True, 0, SpoolerState.RUNNING, True, True),
    (True, False, True, 5, SpoolerState.RUNNING, True, True),
    (True, True, True, 5, SpoolerState.PAUSED, True, False),
    (True, True, False, 0, SpoolerState.PAUSED, True, False),
    (True, False, False, 5, SpoolerState.OFFLINE, True, False),
    (False, False, True, 5, SpoolerState.DRAINING, False, True),
    (False, False, True, 0, SpoolerState.DISABLED, False, False),
    (False, True, True, 0, SpoolerState.DISABLED, False, False),
    (False, False, False, 0, SpoolerState.DISABLED, False, False),
    (False, True, True, 5, SpoolerState.PAUSED, False, False),
    (False, False, False, 5, SpoolerState.OFFLINE, False, False),
]


@pytest.mark.parametrize(("enabled", "paused", "online", "pending", "state", "accepts", "sends"), CASES)
def test_the_state_follows_from_switches_network_and_what_waits(
    enabled: bool, paused: bool, online: bool, pending: int, state: SpoolerState, accepts: bool, sends: bool
) -> None:
    standing = stand(Switches(enabled, paused), pending=pending, online=online)
    assert (standing.state, standing.accepts, standing.sends) == (state, accepts, sends)


def test_it_runs_unless_somebody_decided_otherwise() -> None:
    assert stand(Switches(), pending=0, online=True).state is SpoolerState.RUNNING


def test_disabling_sends_what_waits_and_then_stops() -> None:
    states = [stand(Switches(enabled=False), pending=n, online=True).state for n in (2, 1, 0)]
    assert states == [SpoolerState.DRAINING, SpoolerState.DRAINING, SpoolerState.DISABLED]


def test_disabling_a_paused_spooler_does_not_make_it_send() -> None:
    assert not stand(Switches(enabled=False, paused=True), pending=500, online=True).sends


def test_every_standing_has_its_own_reason() -> None:
    reasons = {
        stand(Switches(enabled, paused), pending=pending, online=online).reason
        for enabled, paused, online, pending in product((True, False), (True, False), (True, False), (0, 7))
    }
    assert len(reasons) == 7
    assert all(reason.endswith(".") for reason in reasons)


def test_the_reason_counts_what_is_left() -> None:
    assert "1 is still" in stand(Switches(enabled=False), pending=1, online=True).reason
    assert "1,200 are still" in stand(Switches(enabled=False), pending=1200, online=True).reason
    assert "and 3 wait until" in stand(Switches(enabled=False, paused=True), pending=3, online=True).reason
