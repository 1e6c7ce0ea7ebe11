"""An examination costs less than anybody notices. Measured in processor time, so that neighbours do not count."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from postroom.net.examination import authorities
from postroom.net.examination.examine import examine
from tests.net.examination.conftest import StoresFor
from tests.support.pki import NOW
from tests.support.situations import situations

BY_NAME = {situation.name: situation for situation in situations()}


def milliseconds(work: Callable[[], object], *, tries: int = 20) -> float:
    """Measure the quickest of some tries."""
    taken = []
    for _ in range(tries):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1000


@pytest.mark.parametrize(
    ("name", "at_most"), [("by-intermediate", 5), ("thousand-names", 20), ("thousand-other-names", 20)]
)
def test_a_chain_takes_a_few_milliseconds(name: str, at_most: float, stores_for: StoresFor) -> None:
    shown = BY_NAME[name]
    stores = stores_for(shown)
    assert milliseconds(lambda: examine(shown.chain, shown.host, stores, at=NOW)) < at_most


def test_both_stores_are_read_while_a_connection_is_made() -> None:
    def read() -> None:
        authorities._load.cache_clear()
        authorities.system_authorities()
        authorities.portable_authorities()

    assert milliseconds(read, tries=5) < 30
