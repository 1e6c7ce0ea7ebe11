"""What the tests of certificates share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from postroom.model.session import SessionSnapshot
from postroom.model.trust import Policy
from tests.desktop.certificates import NO_POLICY, meet

Met = Callable[..., SessionSnapshot]


@pytest.fixture(scope="session")
def met(tmp_path_factory: pytest.TempPathFactory) -> Met:
    """Give the session that met a situation, by the situation's name, under a policy."""
    folder = tmp_path_factory.mktemp("trusted")

    def met(name: str, policy: Policy = NO_POLICY) -> SessionSnapshot:
        return meet(name, folder, policy)

    return met
