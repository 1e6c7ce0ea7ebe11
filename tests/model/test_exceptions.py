"""Bound exceptions as they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from postroom.model.exceptions import KeptException, Standing, UnknownException, in_force
from tests.model.samples import EXCEPTION

NOW = EXCEPTION.created + timedelta(days=1)
KEPT = KeptException("4f2a", EXCEPTION)


def test_it_is_in_force_up_to_its_end() -> None:
    assert KEPT.standing(NOW) is Standing.IN_FORCE
    assert KEPT.standing(EXCEPTION.until - timedelta(microseconds=1)) is Standing.IN_FORCE
    assert KEPT.standing(EXCEPTION.until) is Standing.EXPIRED


def test_one_that_was_taken_back_stays_so() -> None:
    revoked = replace(KEPT, revoked=NOW)
    assert revoked.standing(NOW) is revoked.standing(EXCEPTION.until) is Standing.REVOKED


@pytest.mark.parametrize(
    ("kept", "host", "port", "after", "counts"),
    [
        (KEPT, "MAIL.example.com.", 995, timedelta(), True),
        (KEPT, "pop.example.com", 995, timedelta(), False),
        (KEPT, "mail.example.com", 110, timedelta(), False),
        (KEPT, "mail.example.com", 995, timedelta(days=31), False),
        (replace(KEPT, revoked=NOW), "mail.example.com", 995, timedelta(), False),
    ],
)
def test_only_those_count_that_are_for_this_server_now(
    kept: KeptException, host: str, port: int, after: timedelta, counts: bool
) -> None:
    assert in_force([kept], host, port, NOW + after) == ((EXCEPTION,) if counts else ())


def test_one_that_is_not_there_is_named() -> None:
    assert str(UnknownException("beef")) == "There is no exception beef."
