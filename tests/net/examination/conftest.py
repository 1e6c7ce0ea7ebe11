"""What the tests of the examination share: stores that trust what a situation needs."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from postroom.net.examination.stores import Stores, load_stores
from tests.support.situations import Situation

TrustedBy = Callable[[Situation], Path]
StoresFor = Callable[[Situation], Stores]


@pytest.fixture(scope="session")
def trusted_by(tmp_path_factory: pytest.TempPathFactory) -> TrustedBy:
    """Write what a situation trusts to a file, the same for the same."""
    folder = tmp_path_factory.mktemp("trusted")

    def write(situation: Situation) -> Path:
        path = folder / f"{sha256(situation.trusted.encode()).hexdigest()}.pem"
        if not path.exists():
            path.write_text(situation.trusted)
        return path

    return write


@pytest.fixture(scope="session")
def stores_for(trusted_by: TrustedBy) -> StoresFor:
    """Give the stores with what a situation trusts."""
    return lambda situation: load_stores([trusted_by(situation)])
