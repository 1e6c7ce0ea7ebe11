"""A process that sends is killed at any moment: nothing that was acknowledged is lost, and nothing is sent twice."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.delivery.kill_proof import prove_random, prove_steps

KILLS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 10

Record = Callable[[str, object], None]

pytestmark = pytest.mark.stock_loop_only


async def test_at_random_moments_under_load(tmp_path: Path, record_property: Record) -> None:
    tally = await prove_random(tmp_path, KILLS, seed=4711)
    record_property("counts", str(tally))
    sys.stdout.write(f"{tally}\n")
    assert tally.is_sound, tally
    assert tally.kills > KILLS // 2
    assert len(tally.accepted) > KILLS


async def test_at_every_commit_and_every_step_of_a_transaction(
    tmp_path: Path, record_property: Record
) -> None:
    tally, ends = await prove_steps(tmp_path)
    record_property("counts", str(tally))
    sys.stdout.write("\n".join(f"{point:40}{state}" for point, state in ends.items()) + f"\n{tally}\n")
    assert tally.is_sound, tally
    assert {"none", "sent", "uncertain"} == set(ends.values())
    assert ends["before-Transaction.commit-1"] == "none"
    assert ends["before-Delivery.begin-1"] == "sent"
    assert ends["before-Journal.mark-1"] == "sent"
    assert ends["after-Journal.mark-1"] == "uncertain"
    assert ends["before-Journal.note-1"] == "uncertain"
    assert ends["after-Journal.note-1"] == "sent"
    assert ends["after-Delivery.send_final_dot-1"] == "uncertain"
