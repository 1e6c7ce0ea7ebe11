"""All problems of every situation, under each store, and nothing more."""

from __future__ import annotations

import pytest

from postroom.net.examination.examine import examine
from tests.net.examination.conftest import StoresFor
from tests.support.pki import NOW
from tests.support.situations import Situation, said, situations


@pytest.mark.parametrize("situation", situations(), ids=lambda situation: situation.name)
def test_a_situation_has_exactly_its_problems(situation: Situation, stores_for: StoresFor) -> None:
    found = examine(
        situation.chain,
        situation.host,
        stores_for(situation),
        at=NOW,
        ocsp=situation.ocsp,
        at_hand=situation.at_hand,
    )
    assert {said(problem) for problem in found.system.problems} == situation.expected
    assert found.portable.problems == found.system.problems
